from django.apps import AppConfig, apps
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        from wagtail.models import (
            Locale,
            Page,
            PageViewRestriction,
            Site,
            get_page_models,
        )
        from wagtail.signals import page_published, page_unpublished

        from . import frame, redirects, replaying, signals, slots, views
        from .models import Announcement, HomePage, SiteSettings

        # The last app with models: by then every permission is there.
        last = apps.get_app_config("sessions")
        post_migrate.connect(signals.after_migrations, sender=last)
        post_save.connect(signals.after_saving_home, sender=HomePage)
        post_save.connect(signals.after_saving_locale, sender=Locale)
        post_delete.connect(signals.after_deleting_locale, sender=Locale)
        frame.ADDRESSES.follow(SiteSettings, Site)
        frame.ANNOUNCEMENTS.follow(Announcement, Locale)
        views.FOUND.follow(Page, Site, Locale)
        views.ROWS.follow(*get_page_models())
        for model in get_page_models():
            pre_save.connect(redirects.remember_address, sender=model)
            post_save.connect(redirects.keep_address, sender=model)
            pre_delete.connect(replaying.write_taken_down, sender=model)
        page_published.connect(replaying.write_published)
        page_unpublished.connect(replaying.write_taken_down)
        for signal in (post_save, post_delete):
            signal.connect(replaying.write_restriction, sender=PageViewRestriction)
        for file in replaying.FILES.values():
            post_delete.connect(replaying.write_deleted_file, sender=file)
        replaying.register_kinds()
        slots.fill_slots()
