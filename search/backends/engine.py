"""A search server. What differs between the two is how they are called.

Wagtail's own backends were looked at, and what a mixin on them would keep: they search
models by their ``search_fields``, with one analyser for all and a column of everything;
a facet is a second request, there is neither freshness nor a better spelling, and what
is written during a rebuild is lost. Little more than the client would be left, so this
speaks to the clients.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from threading import Thread
from time import monotonic
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from search.models import Entry

from . import Backend, Hits, Query, questions
from .columns import document, new_index
from .replay import Replay

# Documents in one request.
BATCH = 250
# Seconds for work beside the readers' way: to see whether a server answers at all,
# for a push (the worker has mail to send as well), and for rebuilding.
PATIENCE = {"ask": 2, "push": 5, "write": 30}

DEFAULT_PREFIX = "openheritage"


class UnfitAnswerError(Exception):
    """What answers is no search server, or could not do what it was asked."""


class Address:
    """The parts of ``SEARCH_URL``."""

    def __init__(self, url: str) -> None:
        parts = settings.SEARCH_URL_FORM.fullmatch(url)
        self.engine = parts["engine"]
        self.scheme = parts["scheme"]
        self.host = parts["host"]
        self.port = int(parts["port"] or (443 if self.scheme == "https" else 80))
        self.login = None
        if parts["user"]:
            self.login = (unquote(parts["user"]), unquote(parts["password"]))
        self.prefix = parts["prefix"] or DEFAULT_PREFIX


class Engine(Backend):
    # The exceptions of its library have ``status_code`` where there was an answer.

    def __init__(self, address: Address) -> None:
        self.alias = f"{address.prefix}-entries"
        self.client = self.connect(address)

    def connect(self, address: Address) -> object:
        raise NotImplementedError

    def call(
        self, method: str, path: str, body: dict | str | None, seconds: float
    ) -> dict:
        """One request without retries; the body as text is of lines of JSON."""
        raise NotImplementedError

    def ask(
        self, method: str, path: str, body: dict | str | None = None, seconds: float = 0
    ) -> dict:
        seconds = seconds or PATIENCE["ask"]
        answer = within(seconds, lambda: self.call(method, path, body, seconds))
        if not isinstance(answer, dict):
            raise UnfitAnswerError(type(answer).__name__)
        return answer

    # What readers ask ------------------------------------------------------------

    def find(self, body: dict, until: float) -> dict:
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        answer = self.ask("POST", f"/{self.alias}/_search", body, left)
        # Half an answer would look like a whole one.
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise UnfitAnswerError("partial")
        return answer

    def search(self, query: Query) -> Hits:
        until = monotonic() + settings.SEARCH_TIMEOUT
        hits = Hits([], 0)
        for body in questions.searches(query):
            answer = self.find(body, until)
            better = hits.did_you_mean or better_spelling(query.text, answer)
            hits = hits_of(answer, better)
            if sum(hits.kinds.values()):
                break
        return hits

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        until = monotonic() + settings.SEARCH_TIMEOUT
        body = questions.suggestions(text, language, size)
        return hits_of(self.find(body, until)).ids if body else []

    def elsewhere(self, query: Query) -> Hits:
        # The reader has waited once already.
        until = monotonic() + settings.SEARCH_TIMEOUT * 0.4
        body = questions.elsewhere(query)
        return hits_of(self.find(body, until)) if body else Hits([], 0)

    # What staff and the worker ask ------------------------------------------------

    def indexes(self) -> dict[str, bool]:
        """Ours, by age, and whether readers are answered from it."""
        answer = self.ask("GET", f"/{self.alias}-*/_alias")
        return {name: self.alias in answer[name]["aliases"] for name in sorted(answer)}

    def is_ready(self, seconds: float = 0) -> bool:
        """Whether there is an index to answer from; raises what the client raises."""
        try:
            answer = self.ask("GET", f"/_alias/{self.alias}", seconds=seconds)
        except Exception as error:
            if getattr(error, "status_code", None) == 404:
                return False
            raise
        return any(self.alias in index["aliases"] for index in answer.values())

    def push(self, entries: Iterable[Entry], gone: Iterable[str]) -> None:
        if not self.is_ready():
            self.rebuild()
            return
        self.write(self.alias, entries, gone, "push")

    def write(
        self,
        alias: str,
        entries: Iterable[Entry],
        gone: Iterable[str],
        patience: str = "write",
    ) -> int:
        """Into what the alias names; writing to no alias would make a wild index."""
        lines = indexing(entries, gone)
        count = 0
        while batch := list(islice(lines, BATCH)):
            path = f"/{alias}/_bulk?require_alias=true"
            answer = self.ask("POST", path, "".join(batch), PATIENCE[patience])
            if answer["errors"]:
                raise UnfitAnswerError(", ".join(sorted(set(failures(answer)))))
            count += len(batch)
        return count

    def rebuild(self) -> int:
        """A rebuild that is killed leaves readers what they had, and the next one
        clears up; of two at once the one begun last wins, the other fails."""
        index = f"{self.alias}-{timezone.now():%Y%m%d%H%M%S%f}-{uuid4().hex[:6]}"
        # Ends with the index: what is written to it later fails.
        building = f"{index}-building"
        replay = Replay()
        self.remove(name for name, is_live in self.indexes().items() if not is_live)
        body = new_index() | {"aliases": {building: {}}}
        self.ask("PUT", f"/{index}", body, PATIENCE["write"])
        try:
            self.fill(building, replay)
            self.ask(
                "PUT",
                f"/{index}/_settings",
                {"index": {"refresh_interval": "1s"}},
                PATIENCE["write"],
            )
            self.ask("POST", f"/{index}/_refresh", seconds=PATIENCE["write"])
            older = [name for name in self.indexes() if name < index]
            self.swap(index, building)
        except BaseException:
            # It may be the server itself that fails.
            with suppress(Exception):
                self.remove([index])
            raise
        # What was pushed into the old index after the last look.
        self.replay(self.alias, replay)
        self.remove(older)
        self.ask("POST", f"/{self.alias}/_refresh", seconds=PATIENCE["write"])
        return self.ask("GET", f"/{self.alias}/_count")["count"]

    def fill(self, alias: str, replay: Replay) -> None:
        last = 0
        while entries := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
            self.write(alias, entries, [])
            last = entries[-1].pk
        self.replay(alias, replay)

    def replay(self, alias: str, replay: Replay) -> None:
        """Until nothing is new: while it writes, newer entries may be overtaken."""
        while new := replay.take():
            self.write(alias, *new)

    def swap(self, index: str, building: str) -> None:
        """In one step: readers are answered from the old index or from the new."""
        actions = [
            {"remove": {"index": name, "alias": self.alias}}
            for name, is_live in self.indexes().items()
            if is_live
        ]
        actions += [
            {"add": {"index": index, "alias": self.alias}},
            {"remove": {"index": index, "alias": building}},
        ]
        self.ask("POST", "/_aliases", {"actions": actions}, PATIENCE["write"])

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self.ask("DELETE", f"/{name}", seconds=PATIENCE["write"])
            except Exception as error:
                # Another rebuild clears up as well.
                if getattr(error, "status_code", None) != 404:
                    raise


def within(seconds: float, work: Callable[[], dict]) -> dict:
    """Gives up in time: a client's time-out begins anew with every byte it is sent."""
    future = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    # Where the client gives up by itself, its own error says more.
    return future.result(timeout=seconds * 1.1)


def indexing(entries: Iterable[Entry], gone: Iterable[str]) -> Iterator[str]:
    """What ``_bulk`` takes, a document at a time."""
    for entry in entries:
        head = {"index": {"_id": entry.document_id}}
        yield f"{json.dumps(head)}\n{json.dumps(document(entry))}\n"
    for document_id in gone:
        yield json.dumps({"delete": {"_id": document_id}}) + "\n"


def failures(answer: dict) -> list[str]:
    """The kinds of errors; what was gone already is none."""
    results = [result for item in answer["items"] for result in item.values()]
    return [result["error"]["type"] for result in results if "error" in result]


def hits_of(answer: dict, did_you_mean: str = "") -> Hits:
    kinds = answer.get("aggregations", {}).get("kinds", {}).get("buckets", [])
    return Hits(
        [hit["_id"] for hit in answer["hits"]["hits"]],
        answer["hits"]["total"]["value"],
        {bucket["key"]: bucket["doc_count"] for bucket in kinds},
        did_you_mean,
    )


def better_spelling(text: str, answer: dict) -> str:
    """The whole query with its unknown words replaced; empty if none is."""
    better = text
    for word in answer.get("suggest", {}).get("spelling", []):
        if word["options"]:
            pattern = re.compile(rf"\b{re.escape(word['text'])}\b", re.IGNORECASE)
            option = word["options"][0]["text"]
            better = pattern.sub(lambda found, option=option: option, better)
    return better if better != text else ""
