from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from correspondence.domains import no_mail_found
        from openheritage.models import Language
        from organisations.models import Organisation
        from statement.kept_pages import PATHS

        from . import application, filters, flags, service, slots
        from .commitment import IS_THERE
        from .models import CommitmentPage, MemberPage, MembersIndexPage

        IS_THERE.follow(CommitmentPage, Page, Locale, PageViewRestriction)
        PATHS.follow(CommitmentPage)
        for fact in (slots.COUNTED, filters.THERE):
            fact.follow(Page, PageViewRestriction, Locale, Language)
            fact.follow(MemberPage, Organisation)
        slots.COUNTED.follow(MembersIndexPage)
        application.register()
        no_mail_found.connect(flags.flag_no_mail)
        service.register()
        slots.fill_slots()
