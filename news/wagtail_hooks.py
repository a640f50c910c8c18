from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from .viewsets import NewsViewSet, TopicViewSet, news_viewset

register_snippet(TopicViewSet)


@hooks.register("register_admin_viewset")
def list_of_news() -> NewsViewSet:
    return news_viewset


@hooks.register("insert_editor_css")
def fields_of_each_kind() -> SafeString:
    return format_html(
        '<link rel="stylesheet" href="{}">', static("css/news-admin.css")
    )
