from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class WordingConfig(AppConfig):
    name = "wording"

    def ready(self) -> None:
        from consents.models import ConsentText
        from openheritage import spoken

        from . import saving, slots
        from .models import Edition

        for signal in (post_save, post_delete):
            signal.connect(spoken.changed, sender=Edition)
        post_save.connect(saving.consents_changed, sender=ConsentText)
        slots.fill_slots()
