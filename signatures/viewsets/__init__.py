"""What staff see of signatures in the admin."""

from .consents import ConsentTextViewSet
from .people import SignatoryViewSet
from .register import RegisterViewSet
from .signatures import SignatureViewSet

__all__ = [
    "ConsentTextViewSet",
    "RegisterViewSet",
    "SignatoryViewSet",
    "SignatureViewSet",
]
