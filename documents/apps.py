from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_save


class DocumentsConfig(AppConfig):
    """Rules for Wagtail's documents, which keep their own table."""

    name = "documents"

    def ready(self) -> None:
        from wagtail.documents import get_document_model

        from . import addresses, signals

        model = get_document_model()
        post_save.connect(signals.document_stored, sender=model)
        pre_save.connect(addresses.remember_address, sender=model)
        post_save.connect(addresses.keep_address, sender=model)
        post_delete.connect(addresses.forget_addresses, sender=model)
