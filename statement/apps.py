from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from openheritage.models import Language

        from . import affected, kept_pages, publishing, slots, summaries
        from .keeping import keep_published
        from .models import HISTORIES, StatementPage, StatementText, StatementVersion

        page_published.connect(keep_published)
        publishing.guard_publication()
        kept_pages.PATHS.follow(Page, PageViewRestriction, Locale, Language)
        kept_pages.PATHS.follow(StatementPage)
        summaries.SHOWN.follow(summaries.ArticleSummary)
        slots.fill_slots()
        HISTORIES.follow(StatementText, StatementVersion)
        affected.LAGS.follow(StatementText, StatementVersion)
