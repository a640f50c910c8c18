"""The form with which an organisation applies, on one page.

All that was typed travels in the page itself: no session, no cookie, and two tabs are
never mixed. Empty it is the same for everyone, and caches may keep it.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consents.models import ConsentWording
from correspondence import domains
from correspondence.links import lifetime
from limits import repeats
from limits.networks import client_ip
from openheritage import slips
from openheritage.closed import goes_on_if
from openheritage.furniture import speaking
from openheritage.origins import again, anonymous_form
from openheritage.pseudonyms import key
from openheritage.sealed import SealedCookie
from openheritage.text import sendable
from statement.models import StatementText

from .. import applying, commitment
from ..answers import Answers, flags_of
from ..consents import PURPOSES, wordings_in
from ..forms import ApplyForm
from ..models import CommitmentPage
from ..transitions import CONFIRM

# More than any field takes: what is longer is refused, but not sent back whole.
LONGEST = 20_000
CONSENT = "consent_"
# So long the page after the form says where the mail goes.
SENT_SECONDS = 60 * 60


@dataclass(frozen=True)
class Shown:
    """What an applicant is asked to accept."""

    page: CommitmentPage
    text: StatementText
    wordings: list[ConsentWording]

    @property
    def seen(self) -> str:
        """Nobody accepts what was not on their screen."""
        rows = [self.text.pk, *(wording.pk for wording in self.wordings)]
        return ",".join(map(str, rows))


def find_shown(language: str) -> Shown | None:
    """``None`` while nobody can apply."""
    found = commitment.shown_in(language)
    wordings = wordings_in(language) if found else []
    asked = {wording.purpose for wording in wordings}
    if found is None or not {each.name for each in PURPOSES} <= asked:
        return None
    return Shown(*found, wordings)


@goes_on_if(lambda request: request.method == "POST")
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    shown = find_shown(request.LANGUAGE_CODE)
    if request.method != "POST":
        if shown is None:
            return closed(request)
        return page(request, shown, ApplyForm(wordings=shown.wordings))
    response = take(request, shown) if shown else closed(request)
    add_never_cache_headers(response)
    return response


def closed(request: HttpRequest) -> HttpResponse:
    """What somebody has written meanwhile is shown, so that it can be kept."""
    words = sendable(request.POST.get("motivation", "")[:LONGEST])
    return render(request, "members/apply_closed.html", {"words": words})


def take(request: HttpRequest, shown: Shown) -> HttpResponse:
    typed = {
        name: sendable(value[:LONGEST]) for name, value in request.POST.dict().items()
    }
    if typed.get("go") == "language":
        return other_language(request, shown, typed)
    form = ApplyForm(typed, wordings=shown.wordings)
    if again(request):
        # Nothing is wrong with it: it is shown once more as it was typed.
        return page(request, shown, ApplyForm(initial=typed, wordings=shown.wordings))
    if typed.get("seen", "") != shown.seen:
        problem = _(
            "What you agree to was worded anew in the meantime. Please read it once "
            "more."
        )
        form = ApplyForm(initial=unticked(typed), wordings=shown.wordings)
        return page(request, shown, form, problem=problem)
    if not form.is_valid():
        return page(request, shown, form)
    submit(request, shown, form)
    response = redirect("apply_sent")
    address = form.cleaned_data["email"]
    sent_cookie(request.LANGUAGE_CODE).write(request, response, address)
    return response


def unticked(typed: dict[str, str]) -> dict[str, str]:
    """Boxes stay ticked only beside the words they were for."""
    return {name: value for name, value in typed.items() if not is_box(name)}


def is_box(name: str) -> bool:
    return name.startswith(CONSENT)


def other_language(
    request: HttpRequest, shown: Shown, typed: dict[str, str]
) -> HttpResponse:
    """All that was typed, in the language that the reader has chosen."""
    if not any(typed.get(name, "").strip() for name in ApplyForm.base_fields):
        return redirect("apply")
    form = ApplyForm(initial=unticked(typed), wordings=shown.wordings)
    return page(request, shown, form, is_unticked=any(map(is_box, typed)))


def name_of(request: HttpRequest) -> str:
    return sendable(request.POST.get("form", "")[:LONGEST]) or get_random_string(32)


def page(
    request: HttpRequest, shown: Shown, form: ApplyForm, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "commitment": shown.page,
        "text": shown.text,
        "seen": shown.seen,
        "days": settings.REVIEW_DAYS,
        "is_start": request.method != "POST",
        # Of a form that was sent before: then it is the same one.
        "name": name_of(request) if request.method == "POST" else "",
        "asked": request.POST.get("asked", ""),
        "language_form": {"id": "apply-form", "go": "send"},
        **more,
    }
    context |= again(request)
    return render(request, "members/apply.html", context)


def submit(request: HttpRequest, shown: Shown, form: ApplyForm) -> None:
    data = form.cleaned_data
    ip, email = client_ip(request), data["email"]
    said = [*form.facts.items(), data["signer"], data["job_title"], data["motivation"]]
    # In another language it is the same form; who corrects an answer sends another. The
    # empty page is the same for everyone: a form from there has no name yet, and is a
    # new one.
    name = name_of(request)
    sent = key(repr([name, email, said]), "form")
    # Who sends it again has tried once.
    with repeats.undone(repeats.is_known(sent)):
        flags = flags_of(ip=ip, email=email, filled_honeypot=bool(data["topic"]))
    answers = Answers(
        facts=form.facts,
        motivation=data["motivation"],
        name=data["signer"],
        job_title=data["job_title"],
        email=email,
        language=request.LANGUAGE_CODE,
        text=shown.text,
        consents=form.given,
        ip=ip,
        flags=flags,
    )
    applying.submit(answers, sent)


# Afterwards -----------------------------------------------------------------------


def sent_cookie(language: str) -> SealedCookie:
    with speaking(language):
        path = reverse("apply_sent")
    return SealedCookie(f"applied-{language}", path, SENT_SECONDS)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for a new, a repeated and a blocked applicant."""
    address = sent_cookie(request.LANGUAGE_CODE).read(request)
    context: dict[str, Any] = {"lifetime": lifetime(CONFIRM), "address": address}
    if address:
        context |= {
            "takes_no_mail": domains.takes_no_mail(address),
            "domain": address.rpartition("@")[2],
            "meant": slips.meant(address),
        }
    return render(request, "members/apply_sent.html", context)
