from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from openheritage.names import language_name_here

from .models import Resource


def languages_of(resource: Resource) -> str:
    known = dict.fromkeys(edition.language for edition in resource.editions.all())
    return ", ".join(language_name_here(language) for language in known)


class ResourceViewSet(SnippetViewSet):
    model = Resource
    icon = "download"
    menu_label = staff_("Downloads")
    add_to_admin_menu = True
    menu_order = 255
    # Files would stand twice on the same page.
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("languages", label=staff_("Languages"), accessor=languages_of),
        Column("get_licence_display", label=staff_("Licence"), sort_key="licence"),
        "position",
        LiveStatusTagColumn(),
    ]
    list_filter = ["licence"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resource]:
        return Resource.objects.prefetch_related("editions")


register_snippet(ResourceViewSet)
