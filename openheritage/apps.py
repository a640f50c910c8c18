from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_migrate,
)


class OpenHeritageConfig(AppConfig):
    name = "openheritage"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
            pre_page_move,
        )

        from . import connection_needs, health, languages, preparing, spoken, worker
        from .locales import forget_locales
        from .models import Language
        from .page_links import forget_path, forget_paths_below
        from .slots import Slot, fill
        from .slugs import refuse_move
        from .spreadsheets import mend_exports

        for sender in (Locale, Language):
            post_save.connect(forget_locales, sender=sender)
            post_delete.connect(forget_locales, sender=sender)
        post_save.connect(languages.tell, sender=Locale)
        post_delete.connect(languages.tell, sender=Locale)
        pre_page_move.connect(refuse_move)
        for signal in (page_published, page_unpublished, page_slug_changed):
            signal.connect(forget_path)
        for signal in (post_save, post_delete):
            signal.connect(forget_paths_below, sender=PageViewRestriction)
        post_page_move.connect(forget_path)
        post_delete.connect(forget_path, sender=Page)
        pre_migrate.connect(spoken.pause)
        # The last app with models: by then every table is there.
        post_migrate.connect(spoken.resume, sender=apps.get_app_config("sessions"))
        fill(Slot.LANGUAGE_CHECKS, preparing.checks)
        health.register("worker", worker.in_a_word)
        register(connection_needs.check, deploy=True)
        mend_exports()
