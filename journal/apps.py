from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        from django.core.checks import register

        from openheritage import health

        from . import checks, flushing

        register(checks.stands_apart, deploy=True)
        health.register("journal", flushing.in_a_word)
