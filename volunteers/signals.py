from django.db.models import Model

from openheritage.signals import thanked_changed


def tell_thanked(sender: type[Model], **kwargs: object) -> None:
    """Whoever wants to be named no longer must not stay in a copy of the page."""
    thanked_changed.send(sender)
