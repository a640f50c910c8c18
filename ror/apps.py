from django.apps import AppConfig


class RorConfig(AppConfig):
    name = "ror"

    def ready(self) -> None:
        from .suggesting import LOADED, Entry

        LOADED.follow(Entry)
