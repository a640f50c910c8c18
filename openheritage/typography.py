"""What the letters of a name ask of the line that it stands in.

A name may be in any language and script, whatever the language of its page.
"""

import unicodedata

# In these, signs are stacked above and below the letters.
TALL = (
    "ARABIC",
    "BALINESE",
    "BENGALI",
    "DEVANAGARI",
    "GUJARATI",
    "GURMUKHI",
    "JAVANESE",
    "KANNADA",
    "KHMER",
    "LAO",
    "MALAYALAM",
    "MONGOLIAN",
    "MYANMAR",
    "ORIYA",
    "SINHALA",
    "SYRIAC",
    "TAMIL",
    "TELUGU",
    "THAANA",
    "THAI",
    "TIBETAN",
)
# Of letters: more than two lines of a heading on a telephone, and more than its line.
LONG_NAME, LONG_WORD = 60, 17


def manner(name: str) -> str:
    """Classes for the head of the page of ``name``."""
    classes = []
    if any(unicodedata.name(letter, "").startswith(TALL) for letter in name):
        classes.append("is-tall")
    if len(name) > LONG_NAME or max(map(len, name.split()), default=0) > LONG_WORD:
        classes.append("is-long")
    return " ".join(classes)
