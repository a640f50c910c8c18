from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "signatures"

    def ready(self) -> None:
        from django.conf import settings
        from wagtail.models import Locale, Page, PageViewRestriction

        from consents.models import ConsentWording
        from consents.purposes import register_purposes
        from correspondence.domains import no_mail_found
        from correspondence.links import register_link
        from openheritage import scraping
        from statement.models import StatementPage, StatementText, StatementVersion

        from . import figures, flags, replaying, shown, slots, transitions
        from .consents import FORM, PURPOSES
        from .views import private

        register_purposes(FORM, PURPOSES)
        for purpose, view, days in (
            # As long as what they lead to is kept.
            (transitions.CONFIRM, private.confirm, lambda: settings.UNCONFIRMED_DAYS),
            (transitions.MANAGE, private.manage, lambda: settings.LINK_DAYS),
            (transitions.SUCCEED, private.succeed, lambda: settings.UNCONFIRMED_DAYS),
        ):
            register_link(purpose, view, days, expired_view=private.expired)
        no_mail_found.connect(flags.flag_no_mail)
        pages = (StatementPage, Page, Locale, PageViewRestriction)
        slots.IS_OPEN.follow(*pages)
        shown.SHOWN.follow(*pages, StatementText, StatementVersion, ConsentWording)
        replaying.register_kinds()
        slots.fill_slots()
        scraping.register("signatures", figures.by_state)
