from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from . import signals
        from .models import StatementPage

        page_published.connect(signals.keep_published_text, sender=StatementPage)
