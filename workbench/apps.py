from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "workbench"

    def ready(self) -> None:
        from . import mails  # noqa: F401 - registers the mail
        from . import slots

        slots.fill_slots()
