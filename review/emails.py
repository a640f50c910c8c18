"""What reviewers are told of their queue, once a day while there is something."""

from django.urls import reverse
from django.utils.translation import gettext as staff_

from correspondence.emails import Mail, register_mail
from correspondence.models import Message

from .queue import Queue, reviewers

DIGEST = "signatures.digest"


@register_mail
class Digest(Mail):
    kind = DIGEST
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
        return {
            "title": staff_("Signatures to review: %(number)s")
            % {"number": queue.waiting + queue.corrections},
            "lines": lines,
            "path": reverse("signatures_review:index"),
        }
