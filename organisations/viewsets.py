from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import CountryName, Organisation


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    add_to_admin_menu = True
    menu_order = 250
    list_display = [
        "name",
        "kind",
        "sector",
        Column(
            "country_name", label=staff_("Country or territory"), sort_key="country"
        ),
    ]
    list_filter = ["kind", "sector", "country"]
    search_fields = None


class CountryNameViewSet(SnippetViewSet):
    model = CountryName
    icon = "globe"
    menu_label = staff_("Names of countries")
    menu_order = 850
    add_to_settings_menu = True
    list_display = [
        "name",
        Column("country_name", label=staff_("Country or territory")),
        Column("language_name", label=staff_("Language")),
    ]
    list_filter = ["language"]
    search_fields = ["name"]
    copy_view_enabled = False
    panels = [FieldPanel("country"), FieldPanel("language"), FieldPanel("name")]
