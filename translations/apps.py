from django.apps import AppConfig, apps
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_save,
)
from django.utils.translation import gettext_lazy as staff_


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        from wagtail.models import Page, PageViewRestriction, get_translatable_models
        from wagtail.signals import (
            copy_for_translation_done,
            page_published,
            post_page_move,
            published,
            unpublished,
        )
        from wagtail_localize.models import (
            SegmentOverride,
            StringTranslation,
            Translation,
        )

        from openheritage import proofs
        from openheritage.slots import Slot, fill
        from statement.signals import corrected

        from . import (
            api_listings,
            checks,
            checkups,
            corrigenda,
            items,
            listings,
            overrides,
            parents,
            publishing,
            report,
            returning,
            rights,
            sentences,
            signals,
            status,
            steps,
            tallies,
        )
        from .models import Status

        corrected.connect(corrigenda.carry_over)
        page_published.connect(signals.update_source)
        published.connect(signals.update_source_of_snippet)
        # Which of them are complete is known once their sources are up to date.
        published.connect(returning.bring_back)
        published.connect(status.fall_back)
        status.TOLD.follow(Status)
        published.connect(steps.went_live)
        unpublished.connect(returning.withdraw_translations)
        for model in get_translatable_models():
            post_delete.connect(returning.forget, sender=model)
        post_page_move.connect(returning.move_translations)
        post_delete.connect(signals.delete_translations, sender=Page)
        for model in get_translatable_models():
            post_delete.connect(signals.end_translation, sender=model)
        for signal, sender in (
            (post_save, PageViewRestriction),
            (post_delete, PageViewRestriction),
            (m2m_changed, PageViewRestriction.groups.through),
        ):
            signal.connect(signals.copy_restriction, sender=sender)
        copy_for_translation_done.connect(signals.restrict_copy)
        pre_save.connect(overrides.check_override, sender=SegmentOverride)
        publishing.guard_publication()
        pre_save.connect(items.give_ids)
        post_save.connect(sentences.reuse_in, sender=Translation)
        post_save.connect(tallies.translation_made, sender=Translation)
        # As for roles: by then every table is there.
        last = apps.get_app_config("sessions")
        post_migrate.connect(tallies.after_migrations, sender=last)
        post_save.connect(steps.submitted, sender=Translation)
        for signal in (post_save, post_delete):
            signal.connect(tallies.sentence_changed, sender=StringTranslation)
        sentences.keep_sentences()
        rights.narrow_rights()
        listings.ask_once()
        api_listings.ask_once()
        parents.submit_parents()
        report.offer_existing_languages()
        fill(Slot.DOUBTS, checks.doubts)
        proofs.register(
            checkups.NAME,
            None,
            seconds=proofs.DAY,
            label=staff_("Check of the translations"),
        )
