"""After a page was published at another address: what leads to the old one."""

from django.http import HttpRequest
from django.utils.translation import gettext as staff_
from wagtail.admin import messages
from wagtail.models import Page

from openheritage.slugs import address_of

from . import leading

BEFORE = "_editing_address_before"


def remember(request: HttpRequest, page: Page) -> None:
    vars(request)[BEFORE] = page.pk, page.url_path if page.live else ""


def tell(request: HttpRequest, page: Page) -> None:
    pk, before = vars(request).get(BEFORE, (None, ""))
    now = Page.objects.filter(pk=page.pk).values_list("url_path", flat=True).first()
    if pk != page.pk or not before or not now or before == now:
        return
    sentences = [
        staff_("The page has another address. %(old)s leads to %(new)s from now on.")
        % {"old": address_of(before), "new": address_of(now)},
        *leading.told_after_renaming(page, before),
    ]
    messages.warning(request, " ".join(sentences))
