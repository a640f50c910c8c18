from wagtail.snippets.views.snippets import SnippetViewSet

from .topics import Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 265
    list_display = ["name", "slug", "locale", "live"]
