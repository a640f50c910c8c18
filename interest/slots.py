from django.template.context import Context
from django.utils.translation import gettext as staff_
from wagtail.models import Locale

from openheritage.languages import Use
from openheritage.roles import DATA_KEEPERS, MODERATORS, Right
from openheritage.slots import Slot, fill, render, template

from . import retention
from .kept import rows
from .models import Subscriber


def kept_table(context: Context) -> str:
    return render(context, "interest/slots/kept.html", kept_rows=rows())


def rights() -> list[Right]:
    return [
        Right(Subscriber, ("view", "change", "delete"), (DATA_KEEPERS,)),
        # How many, and of what: no person.
        Right(Subscriber, ("count",), (MODERATORS, DATA_KEEPERS)),
    ]


def rehash() -> int:
    count = 0
    for person in Subscriber.objects.all():
        before = person.address_key
        person.save()
        count += person.address_key != before
    return count


def language_uses(locale: Locale) -> list[Use]:
    people = Subscriber.objects.filter(language=locale.language_code).count()
    return [Use(staff_("individuals who get their mails in it"), people)]


def sitemap() -> list[str]:
    return ["interest"]


def fill_slots() -> None:
    fill(Slot.FOOTER_PAGES, template("interest/slots/footer.html"))
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.KEPT, kept_table)
    fill(Slot.ERASE, retention.erase)
    fill(Slot.EXPORT, retention.export)
    fill(Slot.PURGE, retention.purge)
    fill(Slot.RIGHTS, rights)
    fill(Slot.REHASH, rehash)
    fill(Slot.LANGUAGE_USES, language_uses)
