from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from anymail.signals import tracking

        from . import slots
        from .bounces import suppress

        tracking.connect(suppress)
        autodiscover_modules("emails")
        slots.fill_slots()
