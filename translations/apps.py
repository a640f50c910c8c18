from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save


class TranslationsConfig(AppConfig):
    name = "translations"

    def ready(self) -> None:
        from wagtail.models import Page, PageViewRestriction
        from wagtail.signals import page_unpublished, post_page_move, published
        from wagtail_localize.models import SegmentOverride, Translation

        from . import overrides, publishing, sentences, signals

        published.connect(signals.update_source)
        page_unpublished.connect(signals.unpublish_translations)
        post_page_move.connect(signals.move_translations)
        post_delete.connect(signals.delete_translations, sender=Page)
        for signal, sender in (
            (post_save, PageViewRestriction),
            (post_delete, PageViewRestriction),
            (m2m_changed, PageViewRestriction.groups.through),
        ):
            signal.connect(signals.copy_restriction, sender=sender)
        pre_save.connect(overrides.check_override, sender=SegmentOverride)
        publishing.guard_publication()
        post_save.connect(sentences.reuse_in, sender=Translation)
        sentences.keep_sentences()
