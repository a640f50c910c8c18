"""What the panel *Checks* of the editor looks for in the preview of a page.

Wagtail runs axe-core within the preview, through its user bar, which stands in no other
page of ours: what the public reads is the same for everyone.
"""

from django.forms import Media
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.userbar import BaseItem, ContentCheckerItem
from wagtail.models import Page

# Whatever is so marked is a fault: none of these checks of axe-core can be met by it.
FAULTS = ["has-alt"]


class Checks(ContentCheckerItem):
    """Wagtail's, and what it leaves out because no standard calls it an error."""

    axe_run_only = [
        *ContentCheckerItem.axe_run_only,
        "image-alt",
        "picture-without-words",
        "vague-link",
    ]
    axe_custom_rules = [
        *ContentCheckerItem.axe_custom_rules,
        {
            # An empty text says that a picture is decoration, which an editor has
            # to say on purpose.
            "id": "picture-without-words",
            "impact": "critical",
            "selector": 'main img:not([role="presentation"])',
            "tags": ["best-practice"],
            "any": ["non-empty-alt"],
            "enabled": True,
        },
        {
            "id": "vague-link",
            "impact": "moderate",
            # Marked by checks.js, since axe-core cannot be given words.
            "selector": "main a[data-vague]",
            "tags": ["best-practice"],
            "any": FAULTS,
            "enabled": True,
        },
    ]
    axe_custom_checks = [
        *ContentCheckerItem.axe_custom_checks,
        {
            "id": "non-empty-alt",
            "evaluate": "attr-non-space-content-evaluate",
            "options": {"attribute": "alt"},
        },
    ]
    axe_messages = ContentCheckerItem.axe_messages | {
        "image-alt": {
            "error_name": staff_("Picture without alternative text"),
            "help_text": staff_("Say what it shows, for those who cannot see it"),
        },
        "picture-without-words": {
            "error_name": staff_("Picture without alternative text"),
            "help_text": staff_("Say what it shows, for those who cannot see it"),
        },
        "vague-link": {
            "error_name": staff_("Link text says nothing of where it leads"),
            "help_text": staff_("Name what the link leads to instead of “here”"),
        },
    }

    @property
    def media(self) -> Media:
        return Media(js=["js/checks.js"])


def use_ours(request: HttpRequest, items: list[BaseItem], page: Page | None) -> None:
    items[:] = [
        Checks(in_editor=item.in_editor)
        if isinstance(item, ContentCheckerItem)
        else item
        for item in items
    ]
