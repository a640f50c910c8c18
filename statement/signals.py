from django.dispatch import Signal

# A corrigendum to the original is about to be kept: the ``sender`` is the type of the
# page, ``instance`` the page as it has just been published. It is sent within the
# transaction, before translation sources hear of the new words.
corrected = Signal()
