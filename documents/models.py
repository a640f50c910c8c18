"""What is known of a document's file, beside the row that is Wagtail's."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.documents import get_document_model_string
from wagtail.documents.models import AbstractDocument


class FileFacts(models.Model):
    """Measured when the file is stored, so that no page has to open it."""

    document = models.OneToOneField(
        get_document_model_string(),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="facts",
    )
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = staff_("facts of a file")
        verbose_name_plural = staff_("facts of files")

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def measure(cls, document: AbstractDocument) -> None:
        """Of a file that is not there, nothing is known."""
        digest, size = hashlib.sha256(), 0
        # As Wagtail writes it: its view answers by it what is the same file still.
        short = hashlib.sha1(usedforsecurity=False)
        try:
            with document.open_file() as file:
                while piece := file.read(1024 * 1024):
                    digest.update(piece)
                    short.update(piece)
                    size += len(piece)
        except OSError:
            cls.objects.filter(document_id=document.pk).delete()
            document.file_hash = ""
        else:
            document.file_hash = short.hexdigest()
            cls.objects.update_or_create(
                document_id=document.pk,
                defaults={"sha256": digest.hexdigest(), "size": size},
            )
        # No signal: what is told of it is about what was saved already.
        type(document)._default_manager.filter(pk=document.pk).update(
            file_hash=document.file_hash
        )
