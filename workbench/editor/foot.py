"""What one may do with the page as a whole, below its sentences."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail_localize.models import get_edit_url

from translations import footer, machine
from translations.footer import Action
from translations.people import reviews

from ..addresses import review_url
from .access import Work


def foot_of(request: HttpRequest, work: Work) -> dict[str, object]:
    translation = work.translation
    return {
        "label": staff_("Actions"),
        # Localize's own view publishes, behind the guards of ``translations``.
        "edit_url": get_edit_url(work.target),
        "publish": footer.publishing(request, translation, work.target),
        "review_url": review_url(translation),
        "review": staff_("Beside the original"),
        "ready": ""
        if reviews(work.user, translation.target_locale)
        else staff_("Ready for review"),
        "others": [*footer.others(request, work.target)],
        "previews": [*previews(work)],
        "download": reverse("wagtail_localize:download_pofile", args=[translation.pk]),
        "machine": draft_with(),
        "upload": reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
    }


def draft_with() -> str:
    """The label of a button, where a machine is set up."""
    if not machine.is_on():
        return ""
    return staff_("Draft the rest with %(machine)s") % {"machine": machine.name()}


def previews(work: Work) -> Iterator[Action]:
    for action in footer.previews(work.target, work.translation):
        mode = action.url.rstrip("/").rpartition("/")[2]
        url = reverse("workbench_preview", args=[work.translation.pk])
        if mode != "preview":
            url = f"{url}?mode={mode}"
        yield Action(action.label, action.icon, url)
