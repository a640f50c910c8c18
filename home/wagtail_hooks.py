from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Announcement


class AnnouncementViewSet(SnippetViewSet):
    model = Announcement
    icon = "comment"
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["text", "locale", "live"]


register_snippet(AnnouncementViewSet)
