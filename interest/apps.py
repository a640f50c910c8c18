from django.apps import AppConfig


class InterestConfig(AppConfig):
    name = "interest"

    def ready(self) -> None:
        from django.conf import settings

        from consents.purposes import register_purposes
        from correspondence.emails import register_subjects
        from correspondence.links import register_link

        from . import emails, replaying, slots, subscribing
        from .consents import FORM, PURPOSES
        from .views import private

        register_purposes(FORM, PURPOSES)
        register_subjects(subscribing.SUBJECT, emails.find_subscribers)
        register_link(
            subscribing.CONFIRM,
            private.confirm,
            lambda: settings.INTEREST_UNCONFIRMED_DAYS,
        )
        register_link(subscribing.MANAGE, private.manage, lambda: settings.LINK_DAYS)
        register_link(
            subscribing.STOP,
            private.stop,
            # Whoever finds an old mail can still end the new ones.
            days=subscribing.STOP_DAYS,
            expired_view=private.stop,
            one_click=private.one_click,
        )
        replaying.register_kinds()
        slots.fill_slots()
