from django.apps import AppConfig
from django.utils.translation import gettext_lazy as staff_


class BackupsConfig(AppConfig):
    name = "backups"

    def ready(self) -> None:
        from openheritage import health

        from . import making, restoring, state

        making.register_kinds()
        health.observe(
            "backup",
            state.look,
            apart=state.last_if_any,
            label=staff_("Backup"),
            advice=staff_("See why the last one failed, or make one."),
            has_panel=True,
        )
        health.observe(
            "restore",
            restoring.look_whether_begun,
            apart=restoring.begun,
            label=staff_("Restore"),
            advice=staff_("It was broken off: begin it again by the same command."),
        )
