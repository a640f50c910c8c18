"""Keyed hashes that stand for what tables, logs and caches may not hold."""

import hashlib
import hmac

from django.conf import settings


def key(text: str, purpose: str) -> str:
    """What stands for ``text`` in tables: 64 hex digits that only we can make.

    Other purposes give other keys, so that tables cannot be joined by them.
    """
    secret = settings.PSEUDONYM_KEY or settings.SECRET_KEY
    message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
