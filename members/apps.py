from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from correspondence.domains import no_mail_found

        from . import application, flags, service
        from .commitment import IS_THERE
        from .models import CommitmentPage
        from .slots import fill_slots

        IS_THERE.follow(CommitmentPage, Page, Locale, PageViewRestriction)
        application.register()
        no_mail_found.connect(flags.flag_no_mail)
        service.register()
        fill_slots()
