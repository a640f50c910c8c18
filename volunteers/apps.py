from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from django.conf import settings

        from consents.purposes import register_purposes
        from correspondence.emails import register_subjects
        from correspondence.links import register_link

        from . import emails, offering, slots
        from .consents import FORM, PURPOSES
        from .views import private

        register_purposes(FORM, PURPOSES)
        register_subjects(offering.SUBJECT, emails.find_offers)
        for purpose, view, days in (
            # As long as what they lead to is kept.
            (
                offering.CONFIRM,
                private.confirm,
                lambda: settings.HELP_UNCONFIRMED_DAYS,
            ),
            (offering.MANAGE, private.manage, lambda: settings.LINK_DAYS),
        ):
            register_link(purpose, view, days)
        slots.fill_slots()
