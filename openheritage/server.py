"""The web server: granian, with a listening socket that outlives its workers.

    python -m openheritage.server --bind 127.0.0.1:8000 --workers 2

This process never loads the site, only its workers do: so they take new code when it is
told to reload (SIGHUP). It differs from the command ``granian`` in this:

- **One socket for all workers**, systemd's if it hands one over. granian opens one for
  each worker, and connections that wait in it are reset when that worker goes. systemd
  keeps its own while this process is started anew, so that nobody is refused.
- **An old worker goes when the new one is ready**, not after some seconds; if the new
  one does not start, the old one stays.
- **A worker that is killed is replaced**, however often.
- Workers end with this process.
"""

import ctypes
import errno
import importlib.util
import json
import logging
import logging.config
import os
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe, connection
from pathlib import Path
from typing import Any

from granian import _granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from . import uncaught
from .settings import logs, web

# Its name too where it is the program.
logger = logging.getLogger("openheritage.server")

# The first that systemd hands over (sd_listen_fds(3)).
HANDED_OVER = 3
# Seconds until a worker that did not start is tried again.
PAUSE = 5
PR_SET_PDEATHSIG = 1

Loader = Callable[..., Any]


def listening_socket() -> socket.socket:
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        listener = socket.socket(fileno=HANDED_OVER)
        # They are for this process, not for its children.
        for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
            os.environ.pop(name, None)
    elif web.WEB_BIND.startswith("unix:"):
        path = web.WEB_BIND.removeprefix("unix:")
        remove_dead(Path(path))
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(web.BACKLOG)
    else:
        host, _colon, port = web.WEB_BIND.rpartition(":")
        host = host.strip("[]")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server(
            (host, int(port)), family=family, backlog=web.BACKLOG
        )
    if listener.family != socket.AF_UNIX and hasattr(socket, "TCP_DEFER_ACCEPT"):
        # A worker takes a connection when its request is there, not before: whoever
        # says nothing holds nobody up, and a worker that goes cuts nobody off.
        listener.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, web.HEAD_SECONDS
        )
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def remove_dead(path: Path) -> None:
    """Takes away the socket of a server that is gone; never one that answers."""
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(path)) == errno.ECONNREFUSED:
            path.unlink()


def born(pid: int) -> str:
    """When a process began: tells it from a later one that got its number."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return ""


def tell_systemd(word: str) -> None:
    """sd_notify(3); nothing where it does not ask."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as teller:
        teller.sendto(word.encode(), address.replace("@", "\0", 1))


def end_with(parent: int) -> None:
    """Has the kernel stop this worker if its parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)


def load(parent: int, ready: connection.Connection) -> Any:
    """In the worker: the site, complete before the first request comes."""
    end_with(parent)
    # SIGHUP is for the parent, but a terminal sends it to all.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    # Before the settings are read, whichever module does it first.
    os.environ.setdefault("PROCESS_KIND", "web")
    uncaught.watch()
    from . import wsgi

    wsgi.prepare()
    # What they import wants the site to be set up.
    from . import capacity, metrics

    metrics.begin()
    capacity.watch(web.WEB_TIMEOUT, web.GRACE)
    ready.send(True)
    ready.close()
    return wsgi.application


class SiteServer(MPServer):
    def __init__(self, listener: socket.socket) -> None:
        super().__init__(
            "openheritage.wsgi:application",
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            workers=web.WEB_WORKERS,
            blocking_threads=web.WEB_THREADS + web.WEB_QUEUE + web.SPARE_THREADS,
            backlog=web.BACKLOG,
            backpressure=web.CONNECTIONS,
            http1_settings=HTTP1Settings(
                header_read_timeout=web.HEAD_SECONDS * 1000,
                # The server in front opens one for each request: none is ever cut
                # off between two requests.
                keep_alive=False,
            ),
            # Its own warnings are about the number of threads.
            log_level=LogLevels.error,
            log_dictconfig=logs.of_server(),
            respawn_failed_workers=True,
            workers_kill_timeout=web.GRACE,
        )
        # What `ps` shows, where granian can tell it.
        if importlib.util.find_spec("setproctitle"):
            self.process_name = f"openheritage.server {web.WEB_BIND}"
        self.listener = listener
        self.refused = False
        # By which workers tell that they are ready.
        self.signs: dict[int, tuple[connection.Connection, connection.Connection]] = {}

    # What granian asks for -----------------------------------------------------

    def _init_shared_socket(self) -> None:
        is_unix = self.listener.family == socket.AF_UNIX
        self._sso = self.listener
        # Its types do not know the constructor, which unpickling uses.
        holder: Any = _granian.SocketHolder
        self._shd = holder(self.listener.fileno(), is_unix, web.BACKLOG)

    def _spawn_worker(
        self, idx: int, target: Any, callback_loader: Loader, socket_loader: Any = None
    ) -> WorkerProcess:
        receiver, sender = Pipe(duplex=False)
        worker = super()._spawn_worker(idx, target, partial(load, os.getpid(), sender))
        self.signs[idx] = receiver, sender
        # Until it is ready its end is no accident that granian should mend.
        worker.interrupt_by_parent = True
        return worker

    def startup(self, spawn_target: Any, target_loader: Loader) -> None:
        self.tell("starts")
        super().startup(spawn_target, target_loader)
        missing = [worker.idx for worker in self.wrks if not self.is_ready(worker)]
        if self.interrupt_signal or len(missing) == self.workers:
            if not self.interrupt_signal:
                logger.error("The site does not start; its error stands above.")
            self.shutdown()
            sys.exit(0 if self.interrupt_signal else 1)
        if missing:
            # Others did, so it was no fault of the code.
            self.refuse(missing)
        tell_systemd("READY=1")
        logger.info("Serving at %s, %s workers.", web.WEB_BIND, self.workers)
        self.tell("started")

    def _respawn_workers(
        self,
        workers: list[int],
        spawn_target: Any,
        target_loader: Loader,
        delay: float = 0,
    ) -> None:
        for number, idx in enumerate(workers):
            if self.interrupt_signal:
                return
            new = self._spawn_worker(idx, spawn_target, target_loader)
            new.start()
            if not self.is_ready(new):
                new.kill()
                self.refuse(workers[number:])
                return
            old, self.wrks[idx] = self.wrks[idx], new
            self.end(old)

    def _reload(self, spawn_target: Any, target_loader: Loader) -> None:
        begun = time.monotonic()
        self.refused = False
        super()._reload(spawn_target, target_loader)
        what = "refused" if self.refused else "reloaded"
        if not self.interrupt_signal:
            logger.info("Told to reload: %s in %.1f s.", what, time.monotonic() - begun)
        self.tell(what, begun)

    # What it does then ---------------------------------------------------------

    def is_ready(self, worker: WorkerProcess) -> bool:
        receiver, sender = self.signs.pop(worker.idx)
        sender.close()
        end = time.monotonic() + web.PATIENCE
        while not self.interrupt_signal and time.monotonic() < end:
            signs = connection.wait([receiver, worker.inner.sentinel], timeout=0.2)
            if not signs:
                continue
            if receiver in signs:
                try:
                    receiver.recv()
                except EOFError:
                    return False
                worker.interrupt_by_parent = False
                if not worker.is_alive():
                    # It started, so the code is good; who watches it has looked away.
                    self.miss([worker.idx])
                return True
            return False
        return False

    def refuse(self, workers: list[int]) -> None:
        """The old ones stay; for those that are gone it is tried again."""
        self.refused = True
        missing = [idx for idx in workers if not self.wrks[idx].is_alive()]
        if self.interrupt_signal:
            return
        if not missing:
            logger.error("The new code does not start: the old goes on serving.")
            return
        logger.error("A worker does not start, again in %s seconds.", PAUSE)
        again = threading.Timer(PAUSE, self.miss, [missing])
        again.daemon = True
        again.start()

    def miss(self, workers: list[int]) -> None:
        self.interrupt_children += workers
        self.main_loop_interrupt.set()

    def end(self, worker: WorkerProcess) -> None:
        """Lets it end what it has in hand."""
        worker.terminate()
        worker.join(web.GRACE)
        if worker.is_alive():
            logger.warning("A worker did not end in %s seconds: killed.", web.GRACE)
            worker.kill()
            worker.join()

    def tell(self, what: str, begun: float | None = None) -> None:
        """``begun`` by the clock that all processes of this machine share."""
        begun = time.monotonic() if begun is None else begun
        pid = os.getpid()
        state = {"pid": pid, "born": born(pid), "what": what, "begun": begun}
        new = web.STATE_FILE.with_suffix(f".{pid}")
        try:
            web.STATE_FILE.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(state))
            new.replace(web.STATE_FILE)
        except OSError as error:
            # A full disk is no reason not to serve.
            logger.warning("%s cannot be written (%s).", web.STATE_FILE, error.strerror)


def read(arguments: list[str]) -> None:
    """Options stand for the variables of their names, in the workers too."""
    parser = ArgumentParser(prog="python -m openheritage.server")
    parser.add_argument("--bind", default=web.WEB_BIND, help="127.0.0.1:8000, unix:…")
    parser.add_argument("--workers", type=int, default=web.WEB_WORKERS)
    options = parser.parse_args(arguments)
    web.WEB_BIND, web.WEB_WORKERS = options.bind, options.workers
    os.environ |= {"WEB_BIND": options.bind, "WEB_WORKERS": str(options.workers)}


def main(arguments: list[str]) -> None:
    read(arguments)
    logging.config.dictConfig(logs.of_server())
    uncaught.watch()
    listener = listening_socket()
    SiteServer(listener).serve(target_loader=load, wrap_loader=False)


if __name__ == "__main__":
    main(sys.argv[1:])
