"""Files for translators: PO and XLIFF 2, out and in.

``sentences`` gathers what a file holds of a page, ``po`` and ``xliff`` write it down,
``po_reading`` and ``xliff_reading`` read what comes back, ``taking`` decides what
becomes of each sentence, ``bundles`` puts many pages into one file.

Localize has PO files of one page, takes what is fuzzy for finished, and speaks of
success whatever it left out. Delete ``po`` and ``po_reading`` when it tells what it did
not take, and why.
"""
