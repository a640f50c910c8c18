from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from . import affected, publishing, slots, summaries
        from .keeping import keep_published
        from .models import StatementText, StatementVersion

        page_published.connect(keep_published)
        publishing.guard_publication()
        summaries.SHOWN.follow(summaries.ArticleSummary)
        slots.fill_slots()
        affected.LAGS.follow(StatementText, StatementVersion)
