from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SignaturesConfig(AppConfig):
    name = "signatures"

    def ready(self) -> None:
        from django.conf import settings

        from consents.purposes import register_purposes
        from correspondence.domains import no_mail_found
        from correspondence.links import register_link
        from statement.models import StatementPage

        from . import flags, replaying, slots, transitions
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
        for changed in (post_save, post_delete):
            changed.connect(slots.forget_is_open, sender=StatementPage)
        replaying.register_kinds()
        slots.fill_slots()
