from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale

# Between two translations, or two stems, of one term.
COMMAS = str.maketrans(dict.fromkeys(",;،؛、，；\n", ","))


def parts(text: str) -> list[str]:
    return [part.strip() for part in text.translate(COMMAS).split(",") if part.strip()]


class Term(models.Model):
    """A word of the originals, and the one that a language has chosen for it."""

    locale = models.ForeignKey(
        Locale,
        on_delete=models.CASCADE,
        related_name="terms",
        verbose_name=staff_("language"),
    )
    term = models.CharField(
        max_length=100,
        verbose_name=staff_("term"),
        help_text=staff_("As the original has it, in the singular."),
    )
    translation = models.CharField(
        max_length=200,
        verbose_name=staff_("translation"),
        help_text=staff_("Several that are right stand apart by commas."),
    )
    note = models.TextField(
        blank=True,
        max_length=1000,
        verbose_name=staff_("note"),
        help_text=staff_("What it means here, and what it does not."),
    )
    forbidden = models.TextField(
        blank=True,
        max_length=1000,
        verbose_name=staff_("wrong words"),
        help_text=staff_("What is not to be written for it: one on each line."),
    )
    stems = models.CharField(
        blank=True,
        max_length=200,
        verbose_name=staff_("found by"),
        help_text=staff_(
            "Where the translation bends: the beginnings, apart by commas, by one of "
            "which it is found."
        ),
    )

    class Meta:
        verbose_name = staff_("term")
        verbose_name_plural = staff_("glossary")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "term"],
                name="glossary_term_once",
                violation_error_message=staff_(
                    "This language has this term already: change that one."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.term

    @property
    def translations(self) -> list[str]:
        return parts(self.translation)

    @property
    def wrong_words(self) -> list[str]:
        return [line.strip() for line in self.forbidden.splitlines() if line.strip()]


class Given(models.Model):
    """A term with which the glossary of a language was begun.

    What staff changed or deleted of it stays so: nothing is given twice.
    """

    language = models.CharField(max_length=20)
    term = models.CharField(max_length=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language", "term"], name="glossary_given_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.term}"
