from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "backups"

    def ready(self) -> None:
        from openheritage import health

        from . import making, restoring, state

        making.register_kinds()
        health.register("backup", state.in_a_word)
        health.register("restore", restoring.in_a_word)
