"""What people are asked to agree to, form by form.

An app says it in ``ready()``: ``register_purposes("signature", [Purpose(…), …])``. The
words that are shown are rows (``ConsentText``), which staff edit.
"""

from dataclasses import dataclass

from openheritage.words import Words


@dataclass(frozen=True)
class Purpose:
    """``default`` is what every language begins with, ``missing`` what is said to
    who leaves out a consent without which the form cannot be taken."""

    name: str
    label: Words
    default: Words
    missing: Words = ""
    # Whether its words name the privacy page, to which they then lead.
    names_privacy_page: bool = False

    @property
    def is_required(self) -> bool:
        return bool(self.missing)


# {form: {name: purpose}}, in the order in which they are shown.
FORMS: dict[str, dict[str, Purpose]] = {}


def register_purposes(form: str, purposes: list[Purpose]) -> None:
    FORMS[form] = {purpose.name: purpose for purpose in purposes}


def form_choices() -> list[tuple[str, Words]]:
    return [(form, form) for form in FORMS]


def purpose_choices() -> list[tuple[str, Words]]:
    found = {
        purpose.name: purpose.label
        for purposes in FORMS.values()
        for purpose in purposes.values()
    }
    return list(found.items())
