from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from .keeping import keep_published

        page_published.connect(keep_published)
