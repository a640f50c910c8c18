from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


def after_change(**kwargs) -> None:
    from .consents import make_consents

    make_consents()


class SignaturesConfig(AppConfig):
    name = "signatures"

    def ready(self) -> None:
        from . import (
            digest,  # noqa: F401 - registers its mail
            register_slots,
            slots,
        )
        from .views import private  # noqa: F401 - registers its links

        # The last app with models: by then every table is there.
        post_migrate.connect(after_change, sender=self.apps.get_app_config("sessions"))
        post_save.connect(after_change, sender="wagtailcore.Locale")
        slots.fill_slots()
        register_slots.fill_slots()
