from django.apps import AppConfig, apps
from django.db import connection
from django.db.models.signals import post_migrate, post_save


def after_change(**kwargs: object) -> None:
    from .defaults import make_consents
    from .models import ConsentText

    # A language is made before the tables are, by the first migration of Wagtail; and
    # somebody may migrate another app alone, before this one.
    table, look = ConsentText._meta.db_table, connection.introspection
    if table not in look.table_names():
        return
    with connection.cursor() as cursor:
        columns = {column.name for column in look.get_table_description(cursor, table)}
    if {field.column for field in ConsentText._meta.local_fields} <= columns:
        make_consents()


class ConsentsConfig(AppConfig):
    name = "consents"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from .models import PrivacyNotice
        from .models.notice import PRIVACY_PAGE
        from .slots import fill_slots

        # The last app with models: by then every table is there.
        post_migrate.connect(after_change, sender=apps.get_app_config("sessions"))
        post_save.connect(after_change, sender="wagtailcore.Locale")
        PRIVACY_PAGE.follow(PrivacyNotice, Page, PageViewRestriction, Locale)
        fill_slots()
