"""What stands at an address where a search server should: something else."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from .postgres import free_port

RUBBISH = b"\x00\xff\x16\x03 this is not HTTP\r\n\r\n\xfe"
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n"
    b"Connection: close\r\n\r\n<p>Hello.</p>"
)
# A proxy in front of a server that is gone.
BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 12\r\n"
    b"Connection: close\r\n\r\n<h1>502</h1>"
)


@contextmanager
def listener(treat: Callable[[socket.socket], None]) -> Iterator[str]:
    """``treat`` gets each connection, one after the other; yields the address."""
    held: list[socket.socket] = []

    def serve() -> None:
        # Ends when the door is closed.
        with suppress(OSError):
            while True:
                connection, _ = door.accept()
                held.append(connection)
                with suppress(OSError):
                    treat(connection)

    with socket.create_server(("127.0.0.1", 0), backlog=50) as door:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)
            for connection in held:
                connection.close()


@contextmanager
def answering(reply: bytes) -> Iterator[str]:
    """Answers every request with these bytes and hangs up."""

    def answer(connection: socket.socket) -> None:
        connection.settimeout(2)
        connection.recv(65536)
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_WR)

    with listener(answer) as address:
        yield address


@contextmanager
def silent() -> Iterator[str]:
    """Takes every connection and never answers."""
    with listener(lambda connection: None) as address:
        yield address


@contextmanager
def hanging_up() -> Iterator[str]:
    """Takes every connection and ends it at once."""
    with listener(socket.socket.close) as address:
        yield address


def refusing() -> str:
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"
