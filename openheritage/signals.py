"""What one app tells the others, which it does not know."""

from django.dispatch import Signal

# Sent inside the transaction, by the functions that change what is public and by no
# others. ``sender``: the model; ``instance``: the row; ``change``: "published",
# "corrected" or "withdrawn".
public_changed = Signal()
