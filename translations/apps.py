from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        from wagtail.models import Page, PageViewRestriction, get_translatable_models
        from wagtail.signals import (
            page_published,
            page_unpublished,
            post_page_move,
            published,
        )
        from wagtail_localize.models import SegmentOverride

        from . import overrides, publishing, report, rights, signals

        page_published.connect(signals.update_source)
        published.connect(signals.update_source)
        page_unpublished.connect(signals.unpublish_translations)
        post_page_move.connect(signals.move_translations)
        post_delete.connect(signals.delete_translations, sender=Page)
        for model in get_translatable_models():
            post_delete.connect(signals.end_translation, sender=model)
        for signal, sender in (
            (post_save, PageViewRestriction),
            (post_delete, PageViewRestriction),
            (m2m_changed, PageViewRestriction.groups.through),
        ):
            signal.connect(signals.copy_restriction, sender=sender)
        pre_save.connect(overrides.check_override, sender=SegmentOverride)
        publishing.guard_publication()
        rights.narrow_rights()
        report.offer_existing_languages()
