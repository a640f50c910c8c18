from dataclasses import dataclass, field

from correspondence import rates
from correspondence.addresses import domain_of, is_disposable
from statement.models import StatementText

from .models import ConsentWording, Signature

Flag = Signature.Flag


@dataclass
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
    filled_honeypot: bool = False
    flags: list[str] = field(init=False)

    def __post_init__(self):
        # In the order of the flags, all of them always asked: a blocked signer
        # waits no shorter than a welcome one.
        found = set(rates.exceeded("sign", ip=self.ip, address=self.email))
        if rates.blocked(ip=self.ip, address=self.email):
            found.add(Flag.BLOCKED)
        if self.filled_honeypot:
            found.add(Flag.HONEYPOT)
        if is_disposable(domain_of(self.email)):
            found.add(Flag.DISPOSABLE)
        self.flags = [flag for flag in Flag.values if flag in found]

    @property
    def is_suspicious(self) -> bool:
        # A disposable address is flagged for the reviewer, no more.
        return bool(set(self.flags) - {Flag.DISPOSABLE})
