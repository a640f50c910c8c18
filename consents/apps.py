from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate, post_save


def after_change(**kwargs: object) -> None:
    from .defaults import make_consents
    from .models import ConsentText

    # A language is made before the tables are, by the first migration of Wagtail.
    if ConsentText._meta.db_table in connection.introspection.table_names():
        make_consents()


class ConsentsConfig(AppConfig):
    name = "consents"

    def ready(self) -> None:
        from .slots import fill_slots

        # The last app with models: by then every table is there.
        post_migrate.connect(after_change, sender=apps.get_app_config("sessions"))
        post_save.connect(after_change, sender="wagtailcore.Locale")
        fill_slots()
