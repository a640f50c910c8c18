from django.apps import AppConfig, apps
from django.core.checks import register
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_migrate,
)
from django.utils.translation import gettext_lazy as staff_


class OpenHeritageConfig(AppConfig):
    name = "openheritage"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction, Site
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
            pre_page_move,
        )

        from . import (
            caches,
            connection_needs,
            facts,
            languages,
            locales,
            page_links,
            pages,
            preparing,
            shell,
            spoken,
            storage,
        )
        from .models import Language
        from .slots import Slot, fill
        from .slugs import refuse_move
        from .spreadsheets import mend_exports

        locales.KNOWN.follow(Locale, Language)
        page_links.PATHS.follow(Page, PageViewRestriction, Locale)
        pages.OPEN.follow(Page, PageViewRestriction)
        for frame in (shell.MENUS, shell.TRANSLATIONS):
            frame.follow(Page, PageViewRestriction, Locale)
        caches.ROOT_PATHS.follow(Site, Page, Locale)
        caches.LOCALE_NAMES.follow(Locale)
        post_save.connect(facts.changed)
        # These change more rows than they save.
        for signal in (page_published, page_unpublished, page_slug_changed):
            signal.connect(facts.pages_changed)
        post_page_move.connect(facts.pages_changed)
        post_save.connect(languages.tell, sender=Locale)
        post_delete.connect(languages.tell, sender=Locale)
        pre_page_move.connect(refuse_move)
        pre_migrate.connect(spoken.pause)
        # The last app with models: by then every table is there.
        post_migrate.connect(spoken.resume, sender=apps.get_app_config("sessions"))
        fill(Slot.LANGUAGE_CHECKS, preparing.checks)
        self.register_checks()
        register(connection_needs.check, deploy=True)
        register(storage.check, deploy=True)
        mend_exports()

    @staticmethod
    def register_checks() -> None:
        from . import caches, disks, health, heartbeat, listening, pending, storage

        health.observe(
            pending.NAME,
            pending.look,
            questions=lambda _apart: (),
            is_critical=True,
            label=staff_("Tables of the database"),
            advice=staff_("Run manage.py migrate, then reload the site."),
        )
        health.observe(
            "worker",
            heartbeat.look,
            questions=heartbeat.questions,
            label=staff_("Worker"),
            advice=staff_("Start it: without it no mail leaves."),
        )
        health.register(
            "cache",
            caches.in_a_word,
            label=staff_("Cache"),
            advice=staff_("Does Redis run? The site goes on without it."),
        )
        health.register(
            "listener",
            listening.in_a_word,
            label=staff_("Listening for changes"),
            advice=staff_(
                "Changes are seen after a minute: is there a pooler before the "
                "database that lends no sessions?"
            ),
        )
        health.register(
            "files",
            storage.in_a_word,
            label=staff_("Uploaded files"),
            advice=staff_("Does the server of S3_URL answer? Pages go on without it."),
        )
        health.observe(
            "disk",
            disks.look,
            apart=disks.all_free,
            label=staff_("Room on disks"),
            advice=staff_("Make room: on a full disk nothing can be stored."),
        )
