from django.apps import AppConfig
from django.utils.translation import gettext_lazy as staff_


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        from django.core.checks import register

        from openheritage import health

        from . import checks, flushing

        register(checks.stands_apart, deploy=True)
        health.observe(
            "journal",
            flushing.look,
            questions=flushing.questions,
            label=staff_("The journal that a restore needs"),
            advice=staff_("It cannot be written: is its disk full?"),
            has_panel=True,
        )
