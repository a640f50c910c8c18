"""Pictures that were stored before the present rules of cleaning."""

import logging
import os

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from .cleaning import RULES, cleaned
from .models import CustomImage

logger = logging.getLogger(__name__)


def clean_stored(image: CustomImage) -> bool:
    """Puts a clean file in the place of a stored one and lets its renditions be drawn
    anew; whether that could be done.

    The old file goes last, so that whatever stops us leaves one of the two.
    """
    old = image.file.name
    storage = image.file.storage
    try:
        with storage.open(old) as file:
            data = file.read()
        picture = cleaned(data)
    except (FileNotFoundError, ValidationError):
        # It cannot be shown either. Any other failure may pass, and is tried again.
        CustomImage.objects.filter(pk=image.pk).update(cleaned_by=RULES)
        for rendition in image.renditions.all():
            rendition.delete()
        logger.warning("Picture %s cannot be read: it was not cleaned.", image.pk)
        return False
    before = image.width, image.height
    if picture.data != data:
        image.file.save(os.path.basename(old), ContentFile(picture.data), save=False)
        image._set_image_file_metadata()
        image.file.close()
    image.width, image.height = picture.size
    if before != picture.size:
        # It was chosen on a picture that lay on its side.
        image.set_focal_point(None)
    image.cleaned_by = RULES
    image.save()
    for rendition in image.renditions.all():
        rendition.delete()
    if image.file.name != old:
        storage.delete(old)
    return True


def clean_stock(most: int | None = None) -> int:
    """Cleans what is not clean yet; how many pictures that were."""
    images = CustomImage.objects.filter(cleaned_by__lt=RULES).order_by("pk")
    number = 0
    for image in images[:most]:
        clean_stored(image)
        number += 1
    return number
