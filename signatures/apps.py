from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    name = "signatures"

    def ready(self) -> None:
        from consents.purposes import register_purposes
        from correspondence.links import register_link

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
        slots.fill_slots()
