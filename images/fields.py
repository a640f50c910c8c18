"""Where files of pictures come in: the model's field cleans, the form's refuses."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as staff_
from wagtail.images import fields
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile
from willow.image import Image

from .cleaning import RULES, cleaned
from .lightness import is_light
from .reading import look


class PictureFile(WagtailImageFieldFile):
    def save(self, name: str, content: File, save: bool = True) -> None:
        """Whatever writes a picture, a form, a script or a command, writes a clean one.

        A ``ValidationError`` says what is wrong with one that cannot be read.
        """
        content.seek(0)
        picture = cleaned(content.read())
        self.instance.cleaned_by = RULES
        self.instance.is_light = is_light(picture)
        super().save(name, ContentFile(picture.data, name=name), save)

    def get_image_dimensions(self) -> tuple[int, int]:
        """Width and height as it is seen, also of one that lies on its side."""
        close = self.closed
        try:
            self.open()
            return look(self.read()).size
        finally:
            if close:
                self.close()
            else:
                self.seek(0)


class PictureField(WagtailImageField):
    attr_class = PictureFile


class AddressField(models.URLField):
    """Addresses without a scheme are https, as Django 6 has it: then this can go."""

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field | None:
        return super().formfield(*args, **{"assume_scheme": "https"} | kwargs)

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class PictureFormField(fields.WagtailImageField):
    """Says in a sentence why a file is refused, and puts a clean one in its place.

    The upload itself is written over, since Wagtail keeps it as it came until the form
    beside it is filled in.
    """

    def to_python(self, data: Any) -> UploadedFile | None:
        file: Any = forms.FileField.to_python(self, data)
        if file is None:
            return None
        self.check_image_file_size(file)
        extension = Path(file.name).suffix.lower()[1:]
        if extension not in self.allowed_image_extensions:
            raise ValidationError(
                self.error_messages["invalid_image_extension"],
                code="invalid_image_extension",
            )
        file.seek(0)
        picture = cleaned(file.read())
        if picture.format_name != {"jpg": "jpeg"}.get(extension, extension):
            raise ValidationError(
                staff_(
                    "The name of this file ends in .%(extension)s, but it is a file of "
                    "the kind %(kind)s. Save it anew as what it is."
                ),
                code="invalid_image_known_format",
                params={"extension": extension, "kind": picture.format_name.upper()},
            )
        file.file.seek(0)
        file.file.write(picture.data)
        file.file.truncate()
        file.file.seek(0)
        file.size = len(picture.data)
        file.image = Image.open(BytesIO(picture.data))
        file.content_type = file.image.mime_type
        return file
