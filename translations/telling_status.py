"""The status of a translation in words for readers, in the active language."""

from django.utils.translation import gettext as _

from .models import StatusLevel


def status_words(level: StatusLevel | None) -> tuple[str, str]:
    """A word and a sentence; without a level those of the text of record."""
    if level is None:
        return _("The text of record"), _("All translations follow these words.")
    return {
        StatusLevel.COMMUNITY: (
            _("Community translation"),
            _("Made by people of the community and not yet confirmed by a reviewer."),
        ),
        StatusLevel.REVIEWED: (
            _("Reviewed translation"),
            _("A reviewer of this language has compared it with the original."),
        ),
        StatusLevel.OFFICIAL: (
            _("Official translation"),
            _("Those who run this site stand behind these words."),
        ),
    }[level]
