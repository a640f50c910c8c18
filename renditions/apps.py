from django.apps import AppConfig


class RenditionsConfig(AppConfig):
    name = "renditions"

    def ready(self) -> None:
        from . import slots

        slots.fill_slots()
