from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import autodiscover_modules


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from anymail.signals import tracking

        from openheritage import health

        from . import checks, outages, slots
        from .bounces import suppress

        tracking.connect(suppress)
        autodiscover_modules("emails")
        register(checks.answers_have_a_place, deploy=True)
        health.register("mail", outages.in_a_word)
        slots.fill_slots()
