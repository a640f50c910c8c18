"""Consents: the words that are shown, each version of them, and who agreed to which."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale

from openheritage.composed import insert
from openheritage.locales import language_of, locale_ids

from ..purposes import FORMS, Purpose, form_choices, purpose_choices


class ConsentWordingQuerySet(models.QuerySet):
    def shown_in(self, form: str, language: str) -> "list[ConsentWording]":
        """The newest wording of each purpose of a form, in their order.

        In the language if there is one, else in the default language. A language
        without catalogue begins with the original's words: they are shown as these.
        One query.
        """
        ids = locale_ids()
        source, here = ids[settings.LANGUAGE_CODE], ids.get(language)
        rows = self.filter(form=form, locale_id__in=[source, here]).order_by("number")
        newest, original, words = {}, {}, set()
        for row in rows:
            if row.locale_id == source:
                original[row.purpose] = row
                words.add((row.purpose, row.text))
            if row.locale_id == here:
                newest[row.purpose] = row
        own = {
            name: row
            for name, row in newest.items()
            if (name, row.text) not in words or here == source
        }
        shown = original | own
        return [shown[name] for name in FORMS[form] if name in shown]


class ConsentWording(models.Model):
    """The words of a consent as they were shown, in one language; never changed."""

    form = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    # Goes with its language, unless somebody has agreed to it (`Consent.wording`).
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = ConsentWordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "purpose", "locale", "number"],
                name="consents_one_wording",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}.{self.purpose} {self.language} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``TypeError`` on any later attempt."""
        if self.pk:
            raise TypeError("The wording of a consent is never changed.")
        super().save(*args, **kwargs)

    @property
    def language(self) -> str:
        return language_of(self.locale_id)

    @property
    def about(self) -> Purpose:
        return FORMS[self.form][self.purpose]

    @property
    def is_required(self) -> bool:
        return self.about.is_required


class ConsentText(models.Model):
    """What staff edit; saving other words makes the next ``ConsentWording``."""

    form = models.CharField(
        max_length=20,
        choices=form_choices,
        editable=False,
        verbose_name=staff_("form"),
    )
    purpose = models.CharField(
        max_length=20,
        choices=purpose_choices,
        editable=False,
        verbose_name=staff_("purpose"),
    )
    locale = models.ForeignKey(
        Locale,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("language"),
    )
    text = models.TextField(max_length=1500, verbose_name=staff_("text"))
    # What `make_consents` wrote last: as long as it stands there, nobody has edited it.
    default_text = models.TextField(blank=True, editable=False)

    panels = [
        FieldPanel("form", read_only=True),
        FieldPanel("purpose", read_only=True),
        FieldPanel("text"),
    ]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "purpose", "locale"], name="consents_one_text"
            )
        ]
        verbose_name = staff_("consent text")
        verbose_name_plural = staff_("consent texts")

    def __str__(self) -> str:
        return str(FORMS[self.form][self.purpose].label)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        wordings = ConsentWording.objects.filter(
            form=self.form, purpose=self.purpose, locale_id=self.locale_id
        ).order_by("-number")
        last = wordings.first()
        if last is None or last.text != self.text:
            ConsentWording.objects.create(
                form=self.form,
                purpose=self.purpose,
                locale_id=self.locale_id,
                number=last.number + 1 if last else 1,
                text=self.text,
            )


class Consent(models.Model):
    """That a person agreed to a wording.

    The person is a row of whatever table a form keeps its people in; such a model has
    a ``GenericRelation`` to this one, so that its consents go with the person.
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField()
    person = GenericForeignKey()
    wording = models.ForeignKey(
        ConsentWording, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "wording"],
                name="consents_one_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_id}: {self.wording}"


def give_consents(person: models.Model, wordings: list[ConsentWording]) -> None:
    insert([Consent(person=person, wording=wording) for wording in wordings])
