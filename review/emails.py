"""What reviewers are told of their queue, once a day while there is something."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import Mail, Subject, register_mail, register_subjects
from correspondence.models import Message
from signatures.models import Signature
from signatures.transitions import SUBJECT

from .queue import Queue, reviewers

DIGEST = "signatures.digest"


def signatures_named(numbers: list[int]) -> dict[int, Subject]:
    rows = Signature.objects.filter(pk__in=numbers).values_list("pk", "name")
    return {
        pk: Subject(name, reverse("signatures_review:inspect", args=[pk]))
        for pk, name in rows
    }


def accounts_named(numbers: list[int]) -> dict[int, Subject]:
    users = get_user_model().objects.filter(pk__in=numbers)
    return {user.pk: Subject(user.get_username()) for user in users}


register_subjects(SUBJECT, signatures_named)
register_subjects("staff", accounts_named)


@register_mail
class Digest(Mail):
    kind = DIGEST
    title = staff_("Reviewers’ note of the day")
    about = "staff"
    template = "review/email/digest.txt"

    def recipient(self, message: Message) -> str | None:
        user = reviewers().filter(pk=message.about_id).first()
        return user.email if user else None

    def context(self, message: Message) -> dict:
        queue = Queue()
        lines = [
            staff_("Signatures waiting for review: %(number)s")
            % {"number": queue.waiting},
            staff_("Days that the oldest has waited: %(number)s")
            % {"number": queue.days},
            staff_("Corrections waiting: %(number)s") % {"number": queue.corrections},
            staff_("In quarantine: %(number)s") % {"number": queue.quarantined},
        ]
        title = staff_("Signatures to review: %(number)s") % {
            "number": queue.signatures
        }
        path = reverse("signatures_review:index")
        if queue.coalition:
            lines += [
                staff_("Applications to the Coalition waiting: %(number)s")
                % {"number": queue.applications},
                staff_("Changes of profiles waiting: %(number)s")
                % {"number": queue.changes},
            ]
        if not queue.signatures:
            title = staff_("Applications and profiles to review: %(number)s") % {
                "number": queue.coalition
            }
            path = reverse("wagtailadmin_home")
        return {"title": title, "lines": lines, "path": path}
