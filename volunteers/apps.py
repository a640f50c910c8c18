from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class VolunteersConfig(AppConfig):
    name = "volunteers"

    def ready(self) -> None:
        from django.conf import settings
        from wagtail.models import PageViewRestriction
        from wagtail.signals import page_published, page_unpublished
        from wagtail_localize.models import StringTranslation, Translation

        from consents.purposes import register_purposes
        from correspondence.emails import register_subjects
        from correspondence.links import register_link

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
        for signal in (page_published, page_unpublished):
            signal.connect(waiting.forget_invitations)
        for model in (StringTranslation, Translation, PageViewRestriction):
            for signal in (post_save, post_delete):
                signal.connect(waiting.forget_invitations, sender=model)
        replaying.register_kinds()
        slots.fill_slots()
