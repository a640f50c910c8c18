"""Stories as files."""

from collections.abc import Iterable
from typing import Self

from django.utils.translation import gettext_lazy as staff_

from .files import WantedFile
from .models import StorySheet


class SheetFile(WantedFile):
    model = StorySheet
    sort, title = "stories", staff_("Stories as files")

    @classmethod
    def today(cls) -> Iterable[Self]:
        return []
