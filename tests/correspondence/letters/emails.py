from correspondence.emails import Mail, register_mail
from correspondence.models import Message


@register_mail
class Letter(Mail):
    """What it says and to whom is in the row: no table stands behind it."""

    kind = "tests.letter"
    about = "test"
    template = "letters/letter.txt"

    def recipient(self, message: Message) -> str | None:
        return message.data.get("to")

    def context(self, message: Message) -> dict:
        if message.data.get("is_broken"):
            raise ZeroDivisionError(message.data["to"])
        return message.data


@register_mail
class StaffLetter(Letter):
    kind = "tests.staff_letter"
    about = "staff"
