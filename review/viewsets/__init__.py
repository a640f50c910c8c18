"""What staff see of signatures in the admin."""

from .people import SignatoryViewSet
from .signatures import SignatureViewSet

__all__ = ["SignatoryViewSet", "SignatureViewSet"]
