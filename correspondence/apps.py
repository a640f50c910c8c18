from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_delete, post_save
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as staff_


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from anymail.signals import tracking

        from openheritage import health

        from . import checks, replaying, signals, slots, waiting
        from .bounces import suppress
        from .models import Suppression

        tracking.connect(suppress)
        post_save.connect(signals.write_suppressed, sender=Suppression)
        post_delete.connect(signals.write_released, sender=Suppression)
        replaying.register_kinds()
        autodiscover_modules("emails")
        register(checks.answers_have_a_place, deploy=True)
        health.observe(
            "mail",
            waiting.look,
            questions=waiting.questions,
            label=staff_("Mail"),
            advice=staff_("See the outbox: it says why mails wait."),
        )
        slots.fill_slots()
