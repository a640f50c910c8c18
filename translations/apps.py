from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        from . import overrides, publishing, signals

        signals.connect()
        overrides.connect()
        publishing.connect()
