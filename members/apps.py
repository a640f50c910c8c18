from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from correspondence.domains import no_mail_found

        from . import application, flags, service
        from .slots import fill_slots

        application.register()
        no_mail_found.connect(flags.flag_no_mail)
        service.register()
        fill_slots()
