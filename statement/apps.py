from django.apps import AppConfig
from wagtail.signals import page_published


class StatementConfig(AppConfig):
    name = "statement"

    def ready(self) -> None:
        from .models import StatementPage, keep_text

        page_published.connect(
            lambda instance, **kwargs: keep_text(instance),
            sender=StatementPage,
            weak=False,
            dispatch_uid="statement.keep_text",
        )
