"""How many requests a process works on, and what becomes of the others.

Beyond ``WEB_THREADS`` that are worked on and ``WEB_QUEUE`` that wait for them, whoever
comes is told at once to try again: a page that takes ten seconds serves nobody, and
those who wait for it keep the next from being served. A request that does not get on
for ``WEB_TIMEOUT`` seconds has its process replaced: Python cannot end a thread.
"""

import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from . import unavailable

logger = logging.getLogger(__name__)

# Seconds that a request waits for its turn while those before it do not get on.
LONGEST_WAIT = 5
# Seconds between two looks at requests that do not get on.
LOOK = 5
FREE = ("/health/",)


class Place:
    """What one request holds while it is worked on, its answer's stream included."""

    def __init__(self, places: "Places") -> None:
        self.places = places
        self.thread = threading.get_ident()
        # How often it was looked at since it got on. Not by a clock: a machine that
        # slept has not hung.
        self.looks = 0
        self.is_held = True

    def close(self) -> None:
        if self.is_held:
            self.is_held = False
            self.places.leave(self)

    def watched(self, content: Iterator[bytes]) -> Iterator[bytes]:
        for part in content:
            # Not where it began: each part may be made by another thread.
            self.thread = threading.get_ident()
            self.looks = 0
            yield part


class Places:
    def __init__(self, at_once: int, waiting: int) -> None:
        self.at_once, self.waiting = at_once, waiting
        self.held: set[Place] = set()
        self.queue = 0
        self.changed = threading.Condition()

    def take(self) -> Place | None:
        with self.changed:
            if len(self.held) >= self.at_once:
                if self.queue >= self.waiting:
                    return None
                self.queue += 1
                try:
                    if not self.changed.wait_for(self.has_room, LONGEST_WAIT):
                        return None
                finally:
                    self.queue -= 1
            place = Place(self)
            self.held.add(place)
            return place

    def has_room(self) -> bool:
        return len(self.held) < self.at_once

    def leave(self, place: Place) -> None:
        with self.changed:
            self.held.discard(place)
            self.changed.notify()

    def stuck(self, looks: int) -> list[Place]:
        """Those that did not get on since so many looks; counts as one."""
        with self.changed:
            for place in self.held:
                place.looks += 1
            return [place for place in self.held if place.looks > looks]


places = Places(settings.WEB_THREADS, settings.WEB_QUEUE)
# In the processes of the web server alone, since it closes each answer that it was
# given; what else asks for pages (tests, a shell) need not, and would find no place.
in_server = threading.Event()


class Capacity:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not in_server.is_set() or request.path_info.startswith(FREE):
            return self.get_response(request)
        place = places.take()
        if place is None:
            return unavailable.response(request)
        try:
            response = self.get_response(request)
        except BaseException:
            place.close()
            raise
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = place.watched(iter(response))
            closers: list = vars(response)["_resource_closers"]
            closers.append(place.close)
        else:
            place.close()
        return response


def watch(seconds: float, grace: float) -> None:
    """Ends this process if a request in it does not get on; a thread of its own."""
    in_server.set()
    pause = min(LOOK, seconds / 2)

    def look() -> None:
        while not (stuck := places.stuck(round(seconds / pause))):
            time.sleep(pause)
        for place in stuck:
            frames = traceback.extract_stack(sys._current_frames().get(place.thread))
            where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
            logger.error(
                "A request hangs for %s s, its process is replaced: %s",
                *(round(seconds), " < ".join(reversed(where[-8:]))),
            )
        # The others may end; then the server starts a new one.
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=look, name="watch", daemon=True).start()
