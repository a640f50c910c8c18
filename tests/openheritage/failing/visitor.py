"""Somebody with a browser at a server that stands behind one which ends TLS."""

from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from .ways import Person

HOST = "openheritage.example"


@dataclass
class Answer:
    """Named as Django's test client has it; status 0 if the answer broke off."""

    status_code: int
    text: str
    headers: Message


class Visitor:
    """Keeps cookies, follows nothing."""

    def __init__(self, address: str, person: Person) -> None:
        self.address, self.person = address, person
        self.cookies: dict[str, str] = {}

    def ask(
        self, path: str, fields: dict[str, str] | None = None, **headers: str
    ) -> Answer:
        """Underscores in names of headers stand for hyphens."""
        sent = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "X-Name": self.person.name,
            "X-Email": self.person.email,
            "Cookie": "; ".join(
                f"{name}={text}" for name, text in self.cookies.items()
            ),
        }
        body = None
        if fields is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"https://{HOST}"
            body = urlencode(fields)
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=300)
        try:
            connection.request("GET" if body is None else "POST", path, body, sent)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, HTTPException):
            return Answer(0, "", Message())
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, text, response.headers)

    # What functions ask that know Django's test client.

    def get(self, path: str) -> Answer:
        return self.ask(path)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        return self.ask(path, fields)
