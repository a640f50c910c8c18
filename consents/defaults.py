"""The texts that every language begins with; afterwards staff edit them."""

from django.utils import translation
from wagtail.models import Locale

from openheritage.furniture import is_current, speaking
from openheritage.spoken import compiled_alone

from .models import ConsentText
from .purposes import FORMS


def make_consents() -> None:
    """A text for each purpose and language; what staff changed is left alone.

    What nobody has edited follows the code and the catalogues, each time as a new
    wording: what people agreed to stays. They follow no word that staff gave to the
    site. A language whose catalogue was not complete
    began with English words; it gets its own as soon as they are there. Nothing follows
    catalogues that were compiled from other words.
    """
    rows = {
        (row.form, row.purpose, row.locale_id): row for row in ConsentText.objects.all()
    }
    locales = list(Locale.objects.all())
    may_follow = is_current()
    for form, purposes in FORMS.items():
        for name, purpose in purposes.items():
            with translation.override(None):
                english = str(purpose.default)
            for locale in locales:
                # English where the language's catalogue is not complete.
                with compiled_alone(), speaking(locale.language_code):
                    text = str(purpose.default)
                row = rows.get((form, name, locale.pk))
                known = text, english, row.default_text if row else ""
                if row is None:
                    row = ConsentText(form=form, purpose=name, locale=locale)
                elif not may_follow or row.text not in known:
                    continue
                if (row.text, row.default_text) != (text, text):
                    row.text = row.default_text = text
                    row.save()
