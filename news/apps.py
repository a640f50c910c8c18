from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from .listing import KNOWN
        from .models import FiledUnder, NewsPage, Topic
        from .slots import fill_slots

        KNOWN.follow(NewsPage, FiledUnder, Topic, Page, PageViewRestriction, Locale)
        fill_slots()
