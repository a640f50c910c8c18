from django.apps import AppConfig


class OpenHeritageConfig(AppConfig):
    name = "openheritage"

    def ready(self) -> None:
        from . import health, worker

        health.register("worker", worker.in_a_word)
