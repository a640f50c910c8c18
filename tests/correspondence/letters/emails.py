from correspondence.emails import Mail, register
from correspondence.models import Message


@register
class Letter(Mail):
    """What it says and to whom is in the row: no table stands behind it."""

    kind = "tests.letter"
    subject = "test"
    template = "letters/letter.txt"

    def recipient(self, message: Message) -> str | None:
        return message.data.get("to")

    def context(self, message: Message) -> dict:
        if message.data.get("is_broken"):
            raise ZeroDivisionError(message.data["to"])
        return message.data


@register
class StaffLetter(Letter):
    kind = "tests.staff_letter"
    subject = "staff"
