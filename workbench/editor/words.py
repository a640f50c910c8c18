"""What the screen says, for its templates and its scripts."""

from django.utils.translation import gettext as staff_


def for_the_screen() -> dict[str, str]:
    return {
        "original": staff_("Original"),
        "translation": staff_("Translation"),
        "save": staff_("Save all"),
        "next": staff_("Next unfinished"),
        "progress": staff_("Progress"),
        "show": staff_("Show"),
        "help": staff_("Memory, notes and history"),
        "copy": staff_("Copy the original"),
        "confirm": staff_("Confirm"),
        "machine": staff_("A machine wrote this. Read it, then change or confirm it."),
        "reused": staff_(
            "Translated elsewhere with these words. Read whether it fits."
        ),
        "stale": staff_("The original has changed."),
        "old_original": staff_("It said before"),
        "difference": staff_("What is different"),
        "old_translation": staff_("The translation until now"),
        "start": staff_("Start from it"),
        "mine": staff_("Keep mine"),
        "theirs": staff_("Take theirs"),
        "their_text": staff_("Theirs"),
        "my_text": staff_("Yours"),
        "merge": staff_("Save what stands in the field"),
        "marks": staff_("Marks"),
        "links": staff_("As in the original, unless you say otherwise"),
        "links_help": staff_(
            "An address may lead to a page in your language. Empty: as in the original."
        ),
        "related": staff_("Translated on their own"),
        "keys": staff_("Keys"),
        "keys_on": staff_("Use these keys"),
        "nothing": staff_("No sentence is of this kind. Show all of them."),
        "locked": staff_("This page is locked. You can read, and not change it."),
        "repeats": staff_("Fill in what was translated elsewhere"),
        "undo_repeats": staff_("Take out what was filled in"),
        "files": staff_("Files"),
        "download": staff_("Download PO file"),
        "download_xliff": staff_("Download XLIFF file"),
        "upload": staff_("Upload file"),
        "file": staff_("PO file"),
        "back": staff_("Back to the sentences"),
        "see": staff_("See it on the page"),
    }


def for_the_scripts() -> dict[str, str]:
    return {
        "saving": staff_("Saving …"),
        "saved": staff_("Saved %(time)s"),
        "offline": staff_("Not saved: no connection. Kept in this browser."),
        "signedOut": staff_(
            "Not saved: you are signed out. Kept in this browser; sign in again in "
            "another tab, and it is saved."
        ),
        "failed": staff_(
            "Not saved: the site answers with an error. Kept in this browser."
        ),
        "tooLong": staff_("Not saved: this text is too long. Kept in this browser."),
        "restored": staff_("What you had typed and was not saved is here again."),
        "changed": staff_(
            "The original has changed. Your texts are kept; load the page to see the "
            "new sentences."
        ),
        "load": staff_("Load the page"),
        "elsewhere": staff_("%(name)s has just changed this sentence."),
        "somebody": staff_("Somebody"),
        "missing": staff_("%(mark)s is missing: put it in"),
        "around": staff_("%(mark)s, around what is selected"),
        "leadsTo": staff_("leads to %(address)s"),
        "allDone": staff_("No sentence is unfinished."),
        "useMine": staff_("Use my text for the new sentence"),
        "throwAway": staff_("Throw my text away"),
        "lost": staff_("You had typed this for a sentence that is not here any more:"),
        "lineBreak": staff_("Line break"),
        "helpFailed": staff_("This cannot be shown now."),
        "counted": staff_("%(count)s of %(limit)s letters"),
        "filled": staff_("Suggestion put in"),
    }


def keys() -> list[tuple[str, str]]:
    """What a key does, and its name; the scripts know them by the same order."""
    return [
        ("Ctrl + Enter", staff_("Save, confirm, and go to the next unfinished one")),
        ("Ctrl + Shift + Enter", staff_("Save and stay")),
        ("Alt + Page Down", staff_("Next sentence")),
        ("Alt + Page Up", staff_("Sentence before")),
        ("Alt + Shift + 0", staff_("Copy the original")),
        ("Alt + Shift + 1, 2, 3", staff_("Take a suggestion of the memory")),
    ]
