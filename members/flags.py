"""What is found out about an application after its form was sent."""

from django.db.models import Q

from correspondence.models import Lookup
from openheritage.addresses import domain_of

from .models import Application, Contact

Flag = Application.Flag


def flag_no_mail(sender: type[Lookup], domain: str, **kwargs: object) -> None:
    """Tells reviewers; the applicant reads it on the page after the form."""
    unicode = domain.encode().decode("idna") if "xn--" in domain else domain
    same = Q(email__iendswith=f"@{domain}") | Q(email__iendswith=f"@{unicode}")
    people = Contact.objects.filter(same, application__state__in=Application.OPEN)
    for person in people.select_related("application"):
        row = person.application
        if domain_of(person.email) == domain and Flag.NO_MAIL not in row.flags:
            row.flags = [*row.flags, Flag.NO_MAIL]
            row.save(update_fields=["flags"])
