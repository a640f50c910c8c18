"""What the page on which a translator decides shows of each sentence."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as staff_

from openheritage.names import language_name_here
from statement.differences import Change

from . import typed
from .deciding import Place


@dataclass
class Row:
    """A sentence as the page shows it, with what was posted for it."""

    place: Place
    number: int
    decision: str = ""
    text: str = ""
    reason: str = ""
    error: str = ""

    @property
    def pk(self) -> int:
        return self.place.row.pk

    @property
    def original(self) -> str:
        return typed.shown(self.place.row.original)

    @property
    def there(self) -> str:
        return typed.shown(self.place.there)

    @property
    def offered(self) -> str:
        return typed.shown(self.place.row.text)

    @property
    def words(self) -> str:
        """In the field in which they can be changed."""
        return self.text or self.offered

    @property
    def rows(self) -> int:
        return min(12, 2 + len(self.offered) // 60)

    @property
    def difference(self) -> SafeString:
        """From what stands there to what is offered."""
        return Change("", self.there, self.offered).html

    @property
    def change_of_original(self) -> SafeString | str:
        now = typed.shown(self.place.says_now)
        return Change("", self.original, now).html if now else ""

    @property
    def others(self) -> list[str]:
        return [typed.shown(text) for text in self.place.others]

    @property
    def state(self) -> str:
        row = self.place.row
        words = str(row.get_state_display())
        return f"{words}: {row.get_reason_display()}" if row.reason else words

    @property
    def notes(self) -> list[str]:
        """What a translator should know before they decide."""
        place, found = self.place, []
        if place.is_stale:
            found.append(staff_("The original has changed or is gone: not on it now."))
        elif place.is_there:
            found.append(staff_("The same words stand there already."))
        elif place.has_changed and place.there:
            found.append(
                staff_("Somebody has translated this sentence since it was sent.")
            )
        elif place.has_changed:
            found.append(staff_("The words that stood there were taken away since."))
        if not place.is_stale and place.problem:
            found.append(place.problem)
        return found


def words_of_the_page(language: str) -> dict[str, str]:
    return {
        "original": staff_("Original"),
        "there": staff_("What stands there now"),
        "nothing": staff_("nothing yet"),
        "offered": staff_("What the volunteer sent"),
        "changed": staff_("What the original says now"),
        "others": staff_("Others have sent"),
        "accept": staff_("Accept"),
        "decline": staff_("Decline"),
        "later": staff_("Decide later"),
        "decision": staff_("Decision"),
        "words": staff_("Words to accept, changed if need be"),
        "reason": staff_("Reason to decline"),
        "choose": staff_("Choose a reason"),
        "save": staff_("Save decisions"),
        "all": staff_("Accept all that can be accepted"),
        "all_help": staff_(
            "What is wrong, was changed meanwhile or is declined above is left out."
        ),
        "note": staff_("Words to the volunteer (optional)"),
        "note_help": staff_(
            "Mailed in their language, %(language)s, when all is decided."
        )
        % {"language": language_name_here(language)},
        "release": staff_("Release"),
        "release_help": staff_(
            "The volunteer is asked to confirm, then it is reviewed."
        ),
        "discard": staff_("Delete"),
    }
