"""What the people who speak for members are told."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from correspondence import links
from correspondence.emails import Mail, Subject, register_mail
from correspondence.models import Message
from openheritage.pages import path_in
from openheritage.text import collapsed

from .application_mails import absolute
from .contacting import (
    ADDRESS,
    MANAGE,
    SUBJECT,
    SUCCEED,
    contact_of,
    name_of,
    page_of,
)
from .models import Application, Contact, MemberPage, Refusal


class ContactMail(Mail):
    """Wanted as long as the person is there, and the member."""

    about = SUBJECT
    is_counted = False
    purpose = MANAGE
    # Whether it is for who speaks for the member, or for who is asked to.
    is_current = True

    def contact(self, message: Message) -> Contact | None:
        rows = Contact.objects.select_related("application").filter(
            pk=message.about_id, is_current=self.is_current
        )
        contact = rows.first()
        is_there = contact is not None and page_of(contact.member_key) is not None
        return contact if is_there else None

    def recipient(self, message: Message) -> str | None:
        contact = self.contact(message)
        return contact.email if contact else None

    def context(self, message: Message) -> dict:
        contact = self.contact(message)
        if contact is None:
            raise Contact.DoesNotExist
        return {
            "person": contact,
            "name": collapsed(name_of(contact)),
            "words": message.data.get("words", ""),
            "code_page": absolute("private_code"),
        } | self.more(contact, message)

    def more(self, contact: Contact, message: Message) -> dict:
        return {"link": links.make(self.purpose, contact.pk, message.language)}


@register_mail
class Invited(ContactMail):
    kind = "members.invited"
    title = staff_("Invitation to complete the profile")
    template = "members/contact_email/invited.txt"

    def more(self, contact: Contact, message: Message) -> dict:
        is_applicant = contact.application_id is not None
        return super().more(contact, message) | {"is_applicant": is_applicant}


@register_mail
class Succeed(ContactMail):
    """To whoever has been named as successor."""

    kind = "members.succeed"
    title = staff_("Invitation to speak for a member")
    template = "members/contact_email/succeed.txt"
    is_counted = True
    purpose = SUCCEED
    is_current = False

    def more(self, contact: Contact, message: Message) -> dict:
        page = page_of(contact.member_key)
        before = contact_of(page) if page else None
        return super().more(contact, message) | {"before": before}


@register_mail
class HandingOver(ContactMail):
    """To the person in office, who may not be the one who named a successor."""

    kind = "members.handing_over"
    title = staff_("A successor is named")
    template = "members/contact_email/handing_over.txt"

    def recipient(self, message: Message) -> str | None:
        contact = self.contact(message)
        if contact is None:
            return None
        others = Contact.objects.filter(member_key=contact.member_key, is_current=False)
        return contact.email if others.exists() else None


@register_mail
class Succeeded(ContactMail):
    kind = "members.succeeded"
    title = staff_("Taken over")
    template = "members/contact_email/succeeded.txt"


@register_mail
class Accepted(ContactMail):
    kind = "members.accepted"
    title = staff_("Change of a profile accepted")
    template = "members/contact_email/accepted.txt"

    def more(self, contact: Contact, message: Message) -> dict:
        url = ""
        if message.data.get("is_public"):
            url = public_url(contact, message.language)
        return super().more(contact, message) | {"page_url": url}


def public_url(contact: Contact, language: str) -> str:
    """Of what the public sees in a language, now."""
    found = MemberPage.objects.readable_in(language)
    page = found.filter(translation_key=contact.member_key).first()
    if page is None:
        return ""
    return settings.WAGTAILADMIN_BASE_URL + path_in(language, page.url_path)


@register_mail
class Refused(ContactMail):
    kind = "members.refused"
    title = staff_("Change of a profile declined")
    template = "members/contact_email/refused.txt"

    def more(self, contact: Contact, message: Message) -> dict:
        reason = message.data.get("reason")
        known = reason in Refusal.values and reason != Refusal.OTHER
        return super().more(contact, message) | {
            "reason": Refusal(reason).label if known else "",
            "is_leave": bool(message.data.get("is_leave")),
        }


@register_mail
class Undone(ContactMail):
    """After a decision that the contact has been told of already."""

    kind = "members.undone"
    title = staff_("Decision about a profile taken back")
    template = "members/contact_email/undone.txt"


@register_mail
class Left(ContactMail):
    kind = "members.left"
    title = staff_("Left the Coalition")
    template = "members/contact_email/left.txt"

    def more(self, contact: Contact, message: Message) -> dict:
        day: date = timezone.localdate(message.created_at)
        if told := message.data.get("left_on"):
            day = date.fromisoformat(told)
        closed_for = timedelta(days=settings.MEMBERS_CLOSED_DAYS)
        return {"left_on": day, "closed_for": closed_for}


def said_by(application: Application) -> list[str]:
    return [
        application.name,
        application.name_latin,
        str(application.get_kind_display()),
        str(application.get_sector_display()),
        str(application.country_name),
        application.website,
        application.motivation,
        application.answer,
    ]


@register_mail
class Data(ContactMail):
    """All that is kept about a contact."""

    kind = "members.data"
    title = staff_("Copy of their data")
    template = "members/contact_email/data.txt"

    def contact(self, message: Message) -> Contact | None:
        rows = Contact.objects.select_related("application")
        return rows.filter(pk=message.about_id, is_current=True).first()

    def more(self, contact: Contact, message: Message) -> dict:
        application: Any = contact.application
        return {
            "consents": contact.consents.select_related("wording").order_by("pk"),
            # On one line each: one of their own could be taken for ours.
            "application": {
                "day": application.created_at,
                "words": collapsed("; ".join(filter(None, said_by(application)))),
            }
            if application
            else None,
            "changes": [
                {"day": change.created_at, "words": collapsed(change.words)}
                for change in contact.changes.order_by("pk")
            ],
        }


@register_mail
class Links(Mail):
    """A private link to each member that an address speaks for, if there is any.

    The row says no more than the hash of the address.
    """

    kind = "members.links"
    title = staff_("Private links of members, as asked for")
    about = ADDRESS
    template = "members/contact_email/links.txt"
    is_counted = False

    def can_find_reader(self, message: Message) -> bool:
        return bool(message.address_key)

    def people(self, message: Message) -> list[Contact]:
        rows = Contact.objects.filter(
            address_key=message.address_key, is_current=True
        ).exclude(member_key=None)
        found = rows.select_related("application").order_by("pk")
        return [contact for contact in found if page_of(contact.member_key)]

    def recipient(self, message: Message) -> str | None:
        if not self.can_find_reader(message):
            return None
        people = self.people(message)
        return people[-1].email if people else None

    def context(self, message: Message) -> dict:
        people = self.people(message)
        return {
            "person": people[-1],
            "code_page": absolute("private_code"),
            "entries": [
                {
                    "name": collapsed(name_of(contact)),
                    "link": links.make(MANAGE, contact.pk, message.language),
                }
                for contact in people
            ],
        }


def find_contacts(numbers: list[int]) -> dict[int, Subject]:
    """What mails are about, for the outbox: the member, never the person."""
    rows = Contact.objects.filter(pk__in=numbers).select_related("application")
    keys = [contact.member_key for contact in rows]
    names = dict(
        MemberPage.objects.filter(translation_key__in=keys)
        .order_by("-pk")
        .values_list("translation_key", "title")
    )
    return {
        contact.pk: Subject(names.get(contact.member_key) or contact.application.name)
        for contact in rows
        if contact.member_key in names or contact.application
    }
