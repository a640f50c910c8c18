from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from . import affected, publishing
        from .keeping import keep_published
        from .models import StatementText, StatementVersion

        page_published.connect(keep_published)
        publishing.guard_publication()
        affected.LAGS.follow(StatementText, StatementVersion)
