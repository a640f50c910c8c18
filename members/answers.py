from dataclasses import dataclass, field

from consents.models import ConsentWording
from limits import rates
from openheritage.addresses import domain_of, is_disposable
from statement.models import StatementText

from .models import Application

Flag = Application.Flag

# What rate rules count.
ACTION = "apply"


@dataclass(frozen=True)
class Answers:
    """A complete, valid form: facts of the organisation, the person, consents."""

    facts: dict[str, str]
    motivation: str
    name: str
    job_title: str
    email: str
    language: str
    text: StatementText
    consents: list[ConsentWording]
    ip: str
    flags: list[str] = field(default_factory=list)

    @property
    def is_suspicious(self) -> bool:
        # These are told to the reviewer, no more.
        return bool(set(self.flags) - {Flag.DISPOSABLE, Flag.NO_MAIL})


def flags_of(*, ip: str, email: str, filled_honeypot: bool) -> list[str]:
    """What is suspicious about a form. Counts as an attempt; all is always asked."""
    found = set(rates.exceeded(ACTION, ip=ip, address=email))
    if rates.is_banned(ip=ip, address=email):
        found.add(Flag.BANNED)
    if filled_honeypot:
        found.add(Flag.HONEYPOT)
    if is_disposable(domain_of(email)):
        found.add(Flag.DISPOSABLE)
    return [flag for flag in Flag.values if flag in found]
