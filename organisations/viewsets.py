from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Organisation


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["name", "kind", "sector", "country"]
    list_filter = ["kind", "sector", "country"]
    search_fields = None
