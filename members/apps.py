from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from . import service
        from .slots import fill_slots

        service.register()
        fill_slots()
