from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Rules for Wagtail's documents, which keep their own table."""

    name = "documents"
