from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SignaturesConfig(AppConfig):
    name = "signatures"

    def ready(self) -> None:
        from consents.purposes import register_purposes
        from correspondence.links import register_link
        from statement.models import StatementPage

        from . import slots, transitions
        from .consents import FORM, PURPOSES
        from .views import private

        register_purposes(FORM, PURPOSES)
        for purpose, view, days in (
            (transitions.CONFIRM, private.confirm, 7),
            (transitions.MANAGE, private.manage, 365),
            (transitions.SUCCEED, private.succeed, 7),
        ):
            register_link(purpose, view, days, expired_view=private.expired)
        for changed in (post_save, post_delete):
            changed.connect(slots.forget_is_open, sender=StatementPage)
        slots.fill_slots()
