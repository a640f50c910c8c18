"""The address of a certificate, below that of the receipt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openheritage.furniture import speaking
from openheritage.open_data import absolute
from openheritage.slots import Link
from register.receipt import find_public, standing_for
from signatures.models import Signature

from .certificate import CertificateFile, spoken_for
from .serving import served


def path_of(signature: Signature) -> str:
    """In the language of the reader, who is answered in that of signing."""
    return reverse("certificate", args=[signature.reference])


def links(signature: Signature) -> list[Link]:
    return [Link(_("Certificate (PDF)"), path_of(signature))]


@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """As the receipt answers: 410, in words, for what was public once."""
    signature = find_public(reference)
    if signature is None:
        raise Http404
    if not signature.is_published:
        context = {"signature": signature, "successor": standing_for(signature)}
        return render(request, "register/receipt_gone.html", context, status=410)
    language = spoken_for(signature)
    name = f"open-heritage-{signature.reference}"
    response = served(request, CertificateFile(signature), name, language)
    response["X-Robots-Tag"] = "noindex"
    with speaking(language):
        first = path_of(signature)
    response["Link"] = f'<{absolute(first)}>; rel="canonical"'
    return response
