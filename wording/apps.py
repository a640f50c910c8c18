from django.apps import AppConfig
from django.db.models.signals import post_save


class WordingConfig(AppConfig):
    name = "wording"

    def ready(self) -> None:
        from wagtail.models import Locale

        from consents.models import ConsentText
        from openheritage import spoken

        from . import saving, slots
        from .models import Edition

        spoken.EDITIONS.follow(Edition, Locale)
        post_save.connect(saving.consents_changed, sender=ConsentText)
        slots.fill_slots()
