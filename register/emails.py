"""What signatories are told of their public entry."""

from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import register_mail
from correspondence.models import Message
from openheritage import open_data
from openheritage.slots import Link
from signatures.emails import SignatureMail, absolute
from signatures.models import Signature

from . import chain
from .receipt import files_of

State = Signature.State


@register_mail
class Published(SignatureMail):
    kind = "signatures.published"
    title = staff_("Published")
    template = "register/email/published.txt"
    is_counted = False
    states = (State.PUBLISHED,)

    def more(self, signature: Signature, message: Message) -> dict:
        earlier = Signature.objects.published().filter(
            published_at__lte=signature.published_at
        )
        own = signature.register_facts.order_by("-entry_id").first()
        return {
            "place": earlier.count(),
            "receipt": absolute("signature", signature.reference),
            "register": absolute("register"),
            "files": [
                Link(link.title, open_data.absolute(link.path))
                for link in files_of(signature)
            ],
            "entry": own.entry_id if own else None,
            "head": chain.head(),
        }


@register_mail
class Corrected(SignatureMail):
    kind = "signatures.corrected"
    title = staff_("Entry corrected")
    template = "register/email/corrected.txt"
    is_counted = False
    states = (State.PUBLISHED,)

    def more(self, signature: Signature, message: Message) -> dict:
        return {"receipt": absolute("signature", signature.reference)}
