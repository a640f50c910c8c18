"""What a translator should know of a sentence, beside its words."""

from django.utils.translation import gettext as staff_

from .sentences import Sentence, State


def notes_on(sentence: Sentence) -> list[str]:
    notes = [sentence.label] if sentence.label else []
    if sentence.limit:
        notes.append(staff_("At most %(limit)s letters.") % {"limit": sentence.limit})
    if sentence.state == State.STALE:
        notes.append(
            staff_(
                "The original has changed. This is what stood for the old sentence: "
                "bring it up to date."
            )
        )
    if sentence.state == State.MACHINE and sentence.stored:
        notes.append(
            staff_("Made by a machine (%(tool)s): read it before you take it.")
            % {"tool": sentence.stored.tool_name or staff_("unknown")}
        )
    if sentence.state == State.FAULTY and sentence.stored:
        reason = sentence.stored.get_error()
        if reason:
            notes.append(staff_("Not sound yet: %(reason)s") % {"reason": reason})
    return [*notes, *(" ".join(note.split()) for note in sentence.notes)]
