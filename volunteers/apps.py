from django.apps import AppConfig


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from django.conf import settings
        from django.db.models.signals import post_delete, post_save
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
        from openheritage.generations import TRANSLATORS
        from openheritage.models import Language

        from . import (
            emails,
            offering,
            replaying,
            report_mails,  # noqa: F401 - registers its mail
            signals,
            slots,
            waiting,
        )
        from .consents import FORM, PURPOSES
        from .models import Offer, Sentence, Volunteer
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
        # What many send in leaves pages alone that name no volunteer.
        TRANSLATORS.follow(Offer, Sentence, Volunteer)
        for signal in (post_save, post_delete):
            for model in (Offer, Volunteer):
                signal.connect(signals.tell_thanked, sender=model)
        replaying.register_kinds()
        slots.fill_slots()
