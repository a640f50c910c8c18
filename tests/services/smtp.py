"""A mail server that takes mail, and misbehaves when it is told to."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .postgres import free_port

# It tells all that is said to it, which is not ours to test.
logging.getLogger("mail.log").setLevel(logging.ERROR)


@dataclass
class Delivery:
    recipients: list[str]
    message: EmailMessage
    # As it came over the wire.
    content: bytes


@dataclass
class MailServer:
    """Answers are SMTP replies such as "550 No such mailbox"; "" takes the mail.

    ``recipient`` and ``data`` are the answers at RCPT and DATA, either one for
    all or a function of the address. ``hangs`` never answers at "RCPT" or
    "DATA", or only after the mail is kept ("REPLY"); ``drops`` hangs up there.
    """

    recipient: str = ""
    data: str = ""
    hangs: str = ""
    drops: str = ""
    refuse_only: str = ""
    deliveries: list[Delivery] = field(default_factory=list)
    connections: int = 0
    port: int = field(default_factory=free_port)
    # Set when a client waits for an answer that will not come.
    is_waiting: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        """Whoever waits gets the answer after all."""
        self.hangs = ""

    async def stumble(self, server: SMTP, place: str) -> None:
        if self.drops == place:
            server.transport.abort()
            # Nothing more is said or kept.
            raise asyncio.CancelledError
        while self.hangs == place:
            self.is_waiting.set()
            await asyncio.sleep(0.05)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        await self.stumble(server, "RCPT")
        if self.recipient and self.refuse_only in address:
            return self.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        await self.stumble(server, "DATA")
        if self.data:
            return self.data
        message = message_from_bytes(envelope.content, policy=policy.default)
        delivery = Delivery(list(envelope.rcpt_tos), message, envelope.content)
        self.deliveries.append(delivery)
        await self.stumble(server, "REPLY")
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        return [name for delivery in self.deliveries for name in delivery.recipients]

    @contextmanager
    def running(self) -> Iterator["MailServer"]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()
