"""What staff see of signatures in the admin."""

from .looks import LooksViewSet
from .people import SignatoryViewSet
from .signatures import SignatureViewSet

__all__ = ["LooksViewSet", "SignatoryViewSet", "SignatureViewSet"]
