"""What is found out about a signature after its form was sent."""

from django.db.models import Q

from correspondence.models import Lookup
from openheritage.addresses import domain_of

from .models import Signatory, Signature

Flag = Signature.Flag


def flag_no_mail(sender: type[Lookup], domain: str, **kwargs: object) -> None:
    """Tells reviewers; the signatory reads it on the page after the form."""
    unicode = domain.encode().decode("idna") if "xn--" in domain else domain
    same = Q(email__iendswith=f"@{domain}") | Q(email__iendswith=f"@{unicode}")
    people = Signatory.objects.filter(same, signature__state__in=Signature.OPEN)
    for person in people.select_related("signature"):
        signature = person.signature
        if domain_of(person.email) == domain and Flag.NO_MAIL not in signature.flags:
            signature.flags = [*signature.flags, Flag.NO_MAIL]
            signature.save(update_fields=["flags"])
