"""How the web server runs: the one place where that is said.

Read by the settings, and by the server's own process, which loads neither Django nor
the site (``openheritage.server`` says why); so nothing but Python is imported here.
"""

import os
from pathlib import Path


def number(name: str, default: int) -> int:
    try:
        return int(os.environ.get(name, default))
    except ValueError:
        raise ValueError(f"{name} must be a whole number.") from None


BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Everything that the running site writes lies here.
VAR_DIR = Path(os.environ.get("VAR_DIR", str(BASE_DIR / "var")))

# An address and a port, or a socket's path: ``unix:/run/openheritage/web.sock``.
WEB_BIND = os.environ.get("WEB_BIND", "127.0.0.1:8000")
# Processes. One for each core; two at least, so that one may be gone.
WEB_WORKERS = number("WEB_WORKERS", 2)
# Requests that a process works on at once. Python computes one at a time; the others
# wait for the database, or send an export.
WEB_THREADS = number("WEB_THREADS", 4)
# Requests of a process that wait for their turn. Whoever comes then is turned away.
WEB_QUEUE = number("WEB_QUEUE", 8)
# Seconds in which a request has to get on, or its process is replaced.
WEB_TIMEOUT = number("WEB_TIMEOUT", 60)
# Megabytes of pages that a process keeps; 0 keeps none.
PAGE_CACHE_MB = number("PAGE_CACHE_MB", 64)
# Of parts of pages, which make those that are not kept.
PAGE_PARTS_MB = number("PAGE_PARTS_MB", 16)

# Threads of a process that tell those who are turned away, and answer whether it lives.
SPARE_THREADS = 4
# Connections that a process holds: those of slow visitors cost it next to nothing.
CONNECTIONS = 256
# Connections that wait for a process while none takes them, as in a restart.
BACKLOG = 256
# Seconds in which a visitor has to send the head of a request.
HEAD_SECONDS = 10
# Seconds that requests under way get to end when a process is to stop.
GRACE = 30
# Seconds in which a new process has to be ready before it is given up.
PATIENCE = 120

# Who runs, and how the last reload went; ``manage.py reload`` reads it.
STATE_FILE = VAR_DIR / "web.state"
