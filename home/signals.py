from django.conf import settings
from django.db import connection

from .models import HomePage, Role
from .roles import make_language_roles, make_roles


def after_migrations(**kwargs: object) -> None:
    # Somebody may migrate another app alone, before this one.
    if Role._meta.db_table in connection.introspection.table_names():
        make_roles()


def after_saving_home(instance: HomePage, raw: bool = False, **kwargs: object) -> None:
    if not raw and instance.language != settings.LANGUAGE_CODE:
        make_language_roles(instance)
