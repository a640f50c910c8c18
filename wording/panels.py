"""What the home page of the admin tells of languages that are not whole."""

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.admin.ui.components import Component

from openheritage import furniture
from openheritage.names import bcp47, language_name, number

from . import totals
from .rights import languages_of


class MissingPanel(Component):
    """Languages whose pages have English around them, perhaps since a release."""

    name = "wording"
    template_name = "wording/panel.html"
    order = 140

    def __init__(self, user: User | AnonymousUser) -> None:
        whole = furniture.complete()
        codes = [code for code in languages_of(user) if code not in whole]
        self.rows = [
            {
                "name": language_name(code),
                "lang": bcp47(code),
                "url": f"{reverse('wording_list', args=[code])}?show=missing",
                "words": staff_n(
                    "%(number)s message is missing",
                    "%(number)s messages are missing",
                    total - translated,
                )
                % {"number": number(total - translated)},
            }
            for code, (total, translated) in totals.of_all(codes).items()
            if translated < total
        ]

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "title": staff_("Words of the site"),
            "note": staff_(
                "Menus, forms and mails are in English around the pages of a language "
                "until nothing is missing."
            ),
            "rows": self.rows,
        }
