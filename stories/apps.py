from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from .beside import TOLD
        from .models import StoryFramePage
        from .slots import fill_slots

        TOLD.follow(StoryFramePage, Page, Locale, PageViewRestriction)
        fill_slots()
