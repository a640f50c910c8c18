from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class OpenHeritageConfig(AppConfig):
    name = "openheritage"

    def ready(self) -> None:
        from wagtail.models import Locale, Page
        from wagtail.signals import page_slug_changed, post_page_move

        from . import health, languages, preparing, worker
        from .locales import forget_locales
        from .models import Language
        from .page_links import forget_path
        from .slots import Slot, fill

        for sender in (Locale, Language):
            post_save.connect(forget_locales, sender=sender)
            post_delete.connect(forget_locales, sender=sender)
        post_save.connect(languages.tell, sender=Locale)
        post_delete.connect(languages.tell, sender=Locale)
        page_slug_changed.connect(forget_path)
        post_page_move.connect(forget_path)
        post_delete.connect(forget_path, sender=Page)
        fill(Slot.LANGUAGE_CHECKS, preparing.checks)
        health.register("worker", worker.in_a_word)
