"""The consents that every language begins with; afterwards staff edit them."""

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from .models import ConsentText, Purpose

DEFAULTS = {
    Purpose.RECORD: _(
        "I agree that our signature and these data are recorded and used as the "
        "privacy page says. The organisation’s name, country and comment become "
        "public; my name and my mail address do not."
    ),
    Purpose.AUTHORITY: _(
        "I am authorised to sign this Statement for the organisation."
    ),
    Purpose.NEWS: _(
        "I would like to get news about the Statement by mail. This is optional, and I "
        "can end it at any time."
    ),
}


def make_consents() -> None:
    """A text for each purpose and language; what staff changed is left alone.

    A language whose catalogue was not complete began with English words; it gets
    its own as soon as they are there.
    """
    if ConsentText._meta.db_table not in connection.introspection.table_names():
        return
    rows = {(row.purpose, row.locale_id): row for row in ConsentText.objects.all()}
    locales = list(Locale.objects.all())
    for purpose, words in DEFAULTS.items():
        with translation.override(None):
            english = str(words)
        for locale in locales:
            with translation.override(locale.language_code):
                text = str(words)
            row = rows.get((purpose, locale.pk))
            if row is None:
                row = ConsentText(purpose=purpose, locale=locale)
            elif row.text == text or row.text != english:
                continue
            row.text = text
            row.save()
