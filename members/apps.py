from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from . import application, service
        from .slots import fill_slots

        application.register()
        service.register()
        fill_slots()
