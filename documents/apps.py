from django.apps import AppConfig
from django.db.models.signals import post_save


class DocumentsConfig(AppConfig):
    """Rules for Wagtail's documents, which keep their own table."""

    name = "documents"

    def ready(self) -> None:
        from wagtail.documents import get_document_model

        from . import signals

        post_save.connect(signals.document_stored, sender=get_document_model())
