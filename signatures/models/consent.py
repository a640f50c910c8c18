from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale

from openheritage.locales import language_of, locale_ids

from .signatory import Signatory


class Purpose(models.TextChoices):
    RECORD = "record", staff_("record the signature and these data")
    AUTHORITY = "authority", staff_("authority to sign for the organisation")
    NEWS = "news", staff_("news by mail (optional)")


class ConsentWordingQuerySet(models.QuerySet):
    def shown_in(self, language: str) -> "list[ConsentWording]":
        """The newest wording of each purpose, in the order of ``Purpose``.

        In the language if there is one, else in the default language. One query.
        """
        ids = locale_ids()
        wanted = [ids[settings.LANGUAGE_CODE], ids.get(language)]
        rows = sorted(
            self.filter(locale_id__in=wanted),
            key=lambda row: (row.locale_id == wanted[1], row.number),
        )
        newest = {row.purpose: row for row in rows}  # the last one stays
        return [newest[purpose] for purpose in Purpose.values if purpose in newest]


class ConsentWording(models.Model):
    """The words of a consent as they were shown, in one language; never changed."""

    purpose = models.CharField(max_length=10, choices=Purpose)
    # Goes with its language, unless somebody has agreed to it (`Consent.wording`).
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConsentWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "locale", "number"], name="signatures_wording"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} {self.number}"

    def save(self, *args, **kwargs) -> None:
        """Write once. Raises ``TypeError`` on any later attempt."""
        if self.pk:
            raise TypeError("The wording of a consent is never changed.")
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        return language_of(self.locale_id)

    @property
    def is_required(self) -> bool:
        return self.purpose != Purpose.NEWS


class ConsentText(models.Model):
    """What staff edit; saving other words makes the next ``ConsentWording``."""

    purpose = models.CharField(
        max_length=10, choices=Purpose, editable=False, verbose_name=staff_("purpose")
    )
    locale = models.ForeignKey(
        Locale,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("language"),
    )
    text = models.TextField(max_length=600, verbose_name=staff_("text"))

    panels = [FieldPanel("purpose", read_only=True), FieldPanel("text")]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "locale"], name="signatures_consent_text"
            )
        ]
        verbose_name = staff_("consent text")
        verbose_name_plural = staff_("consent texts")

    def __str__(self) -> str:
        return self.get_purpose_display()

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        wordings = ConsentWording.objects.filter(
            purpose=self.purpose, locale_id=self.locale_id
        ).order_by("-number")
        last = wordings.first()
        if last is None or last.text != self.text:
            ConsentWording.objects.create(
                purpose=self.purpose,
                locale_id=self.locale_id,
                number=last.number + 1 if last else 1,
                text=self.text,
            )


class Consent(models.Model):
    """That a person agreed to a wording."""

    signatory = models.ForeignKey(
        Signatory, on_delete=models.CASCADE, related_name="consents"
    )
    wording = models.ForeignKey(
        ConsentWording, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signatory", "wording"], name="signatures_one_consent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.signatory_id}: {self.wording}"
