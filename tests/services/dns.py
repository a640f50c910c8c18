"""A name server that answers what a test tells it, over UDP."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from dns import flags, message, rcode, rdataclass, rdatatype, rrset


@dataclass
class NameServer:
    """``zone``: {"museum.example": {"MX": ["10 mx.museum.example."]}}. A name that is
    not there does not exist. ``trouble``: names that are not answered ("silent") or
    answered with an error ("SERVFAIL")."""

    zone: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    trouble: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def answer(self, wire: bytes) -> bytes | None:
        query = message.from_wire(wire)
        (question,) = query.question
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = message.make_response(query)
        answer.flags |= flags.RA
        match self.trouble.get(name):
            case "silent":
                return None
            case str() as error:
                answer.set_rcode(rcode.from_text(error))
                return answer.to_wire()
        if name not in self.zone:
            answer.set_rcode(rcode.NXDOMAIN)
        elif records := self.zone[name].get(kind):
            found = rrset.from_text_list(
                question.name, 60, rdataclass.IN, question.rdtype, records
            )
            answer.answer.append(found)
        return answer.to_wire()

    @contextmanager
    def running(self) -> Iterator["NameServer"]:
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            while True:
                wire, client = server.recvfrom(4096)
                if wire == b"stop":
                    return
                if answer := self.answer(wire):
                    server.sendto(answer, client)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.sendto(b"stop", server.getsockname())
            thread.join()
            server.close()
