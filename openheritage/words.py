"""Words that may still wait for the language of who reads them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Its stub alone knows that it behaves as text.
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

Words = str | Promise
