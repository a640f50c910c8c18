from django.db import connection
from wagtail.models import Locale

from .models import HomePage, Role
from .roles import make_language_roles, make_roles, remove_language_roles


def after_migrations(**kwargs: object) -> None:
    if there_are_roles():
        make_roles()


def there_are_roles() -> bool:
    # Somebody may migrate another app alone, before this one; and Wagtail's first
    # migration makes a language.
    return Role._meta.db_table in connection.introspection.table_names()


def after_saving_home(instance: HomePage, raw: bool = False, **kwargs: object) -> None:
    if not raw:
        make_language_roles(instance.locale)


def after_saving_locale(instance: Locale, raw: bool = False, **kwargs: object) -> None:
    if not raw and there_are_roles():
        make_language_roles(instance)


def after_deleting_locale(instance: Locale, **kwargs: object) -> None:
    remove_language_roles(instance)
