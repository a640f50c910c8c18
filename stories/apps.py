from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "stories"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from images.models import CustomImage

        from .beside import FRONT, TOLD
        from .models import StoriesIndexPage, StoryFramePage
        from .slots import fill_slots

        pages = (StoryFramePage, Page, Locale, PageViewRestriction)
        TOLD.follow(*pages)
        FRONT.follow(*pages, StoriesIndexPage, CustomImage)
        fill_slots()
