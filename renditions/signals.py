"""What a file may show has changed: told in the transaction of the change."""

from wagtail.models import Page

from statement.models import StatementPage

from .models import Notice


def page_changed(instance: Page, **kwargs: object) -> None:
    if isinstance(instance, StatementPage):
        Notice.objects.create()


def changed(**kwargs: object) -> None:
    Notice.objects.create()
