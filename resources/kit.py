"""What readers may take along to tell others."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from openheritage.furniture import content_language, furniture_language
from openheritage.names import bcp47
from openheritage.open_data import absolute
from openheritage.pages import path_in
from register.charts import BADGE_HEIGHT, BADGE_WIDTH
from statement.models import StatementPage


class Kit:
    """Of the reader's language. One query."""

    width, height = BADGE_WIDTH, BADGE_HEIGHT

    @cached_property
    def address(self) -> str:
        """Of the Statement, or of the home page while there is none to read."""
        language = content_language()
        page = StatementPage.objects.shown_in(language)
        return absolute(
            path_in(language, page.url_path) if page else f"/{language}/",
        )

    @property
    def badge(self) -> str:
        return absolute(reverse("badge"))

    @property
    def snippet(self) -> SafeString:
        """HTML for other sites, which holds nothing but a link and a picture."""
        return format_html(
            '<a href="{}" hreflang="{}"><img src="{}" width="{}" height="{}" '
            'alt="{}" lang="{}"></a>',
            self.address,
            bcp47(content_language()),
            self.badge,
            self.width,
            self.height,
            _("the Open Heritage Statement"),
            bcp47(furniture_language()),
        )
