"""One signal for everything that the public sees.

Whoever keeps a copy of public facts (the register, the search, files) hears it, and
guesses nothing from ``post_save``. It is sent by the only functions that change what
is public, inside their transaction: what a receiver writes is committed with the
change or not at all, and an error in it takes the change back.
"""

from django.dispatch import Signal

# The values of `change`.
PUBLISHED = "published"
CORRECTED = "corrected"
WITHDRAWN = "withdrawn"

# ``sender`` is the model; ``instance`` the row as it is now, ``change`` what became of
# it. Whatever a row leaves the public for (withdrawn, rejected, merged, reopened,
# deleted), it is ``WITHDRAWN``; of a row about to be deleted ``instance`` still has
# its key.
public_changed = Signal()

# A language was opened, closed, added or deleted. ``sender`` is ``Locale``,
# ``instance`` the row.
languages_changed = Signal()

# The totals that pages show were counted anew. ``sender`` is the model that holds them.
totals_changed = Signal()

# Whom the page of thanks names may have changed. ``sender`` is the model.
thanked_changed = Signal()
