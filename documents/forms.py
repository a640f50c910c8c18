"""The form of a document, wherever one comes in: alone, with others, in a chooser."""

import os
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as staff_
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm

from openheritage.uploads import no_room

from .kinds import KINDS, check


class DocumentFormField(WagtailDocumentField):
    def to_python(self, data: Any) -> UploadedFile | None:
        file = super().to_python(data)
        if file is None:
            return None
        file.seek(0)
        content = file.read()
        file.seek(0)
        check(content, os.path.splitext(file.name)[1].lower()[1:])
        return file


class DocumentForm(BaseDocumentForm):
    # Whether to say that a browser forgets the file when it shows a form again.
    forgets_the_file = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            old = self.fields["file"]
            accepted = ",".join(f".{kind}" for kind in KINDS)
            self.fields["file"] = DocumentFormField(
                label=old.label, required=old.required, widget=old.widget
            )
            self.fields["file"].widget.attrs["accept"] = accepted

    def _post_clean(self) -> None:
        super()._post_clean()
        uploaded = self.add_prefix("file") in self.files and "file" in self.fields
        if not uploaded or "file" in self.errors:
            return
        if not self.errors:
            self.store_file()
        elif self.forgets_the_file:
            self.add_error(
                "file",
                staff_(
                    "Choose the file again: a browser does not keep it. Everything "
                    "else is still here."
                ),
            )

    def store_file(self) -> None:
        """Written while the form can still say that it did not work."""
        file = self.instance.file
        try:
            file.save(os.path.basename(file.name), file.file, save=False)
        except OSError:
            self.add_error("file", no_room())

    def save(self, commit: bool = True) -> Any:
        document = super().save(commit=commit)
        # Wagtail opens it for its hash.
        document.file.close()
        return document
