from dataclasses import dataclass, field
from typing import Any, Self

from consents.models import ConsentWording
from limits import rates, repeats
from openheritage.addresses import domain_of, is_disposable
from statement.models import StatementText

from .models import Signature

Flag = Signature.Flag


@dataclass(frozen=True)
class Answers:
    """A complete, valid form: facts of the organisation, the person, consents."""

    facts: dict[str, str]
    name: str
    job_title: str
    email: str
    language: str
    text: StatementText
    consents: list[ConsentWording]
    ip: str
    flags: list[str] = field(default_factory=list)

    def packed(self) -> dict[str, Any]:
        """All but where they came from, as JSON takes it."""
        return {
            "facts": self.facts,
            "person": [self.name, self.job_title, self.email],
            "language": self.language,
            "text": self.text.pk,
            "consents": [wording.pk for wording in self.consents],
            "filled_honeypot": Flag.HONEYPOT in self.flags,
        }

    @classmethod
    def unpacked(cls, packed: dict[str, Any], *, email: str, ip: str) -> Self:
        """As if they had been sent now, with this address. Counts as an attempt."""
        name, job_title, _email = packed["person"]
        return cls(
            facts=packed["facts"],
            name=name,
            job_title=job_title,
            email=email,
            language=packed["language"],
            text=StatementText.objects.get(pk=packed["text"]),
            consents=list(ConsentWording.objects.filter(pk__in=packed["consents"])),
            ip=ip,
            flags=flags_of(
                ip=ip, email=email, filled_honeypot=packed["filled_honeypot"]
            ),
        )

    @property
    def is_suspicious(self) -> bool:
        # These are told to the reviewer, no more.
        return bool(set(self.flags) - {Flag.DISPOSABLE, Flag.NO_MAIL})


def flags_of(
    *, ip: str, email: str, filled_honeypot: bool, is_repeated: bool = False
) -> list[str]:
    """What is suspicious about a form, in the order of the flags. Counts as an attempt,
    which is written down, unless the same form was sent before.

    All is always asked: a banned signer waits no shorter than a welcome one.
    """
    # Outside of the transaction, in which nothing that is read is kept for others.
    is_banned = rates.is_banned(ip=ip, address=email)
    with repeats.undone(is_repeated):
        found = set(rates.exceeded("sign", ip=ip, address=email))
    if is_banned:
        found.add(Flag.BANNED)
    if filled_honeypot:
        found.add(Flag.HONEYPOT)
    if is_disposable(domain_of(email)):
        found.add(Flag.DISPOSABLE)
    return [flag for flag in Flag.values if flag in found]
