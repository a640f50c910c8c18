from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from . import (
            bounces,  # noqa: F401 - connects its receiver
            slots,
        )

        autodiscover_modules("emails")
        slots.fill_slots()
