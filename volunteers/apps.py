from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from django.conf import settings
        from wagtail.models import Locale, Page, PageViewRestriction
        from wagtail_localize.models import (
            StringSegment,
            StringTranslation,
            Translation,
            TranslationSource,
        )

        from consents.purposes import register_purposes
        from correspondence.emails import register_subjects
        from correspondence.links import register_link
        from openheritage.models import Language

        from . import emails, offering, replaying, slots, waiting
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
        waiting.INVITES.follow(Page, PageViewRestriction, Locale, Language)
        waiting.INVITES.follow(StringSegment, StringTranslation)
        waiting.INVITES.follow(Translation, TranslationSource)
        replaying.register_kinds()
        slots.fill_slots()
