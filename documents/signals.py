from collections.abc import Collection

from wagtail.documents.models import AbstractDocument

from .models import FileFacts


def document_stored(
    instance: AbstractDocument,
    update_fields: Collection[str] | None = None,
    **kwargs: object,
) -> None:
    if update_fields is None or "file" in update_fields:
        FileFacts.measure(instance)
