"""Elasticsearch 9, by its own client, which refuses to speak to anything else.

Wagtail's own backend was looked at, and what a mixin on it would keep: it searches
models by their ``search_fields``, with one analyser for all and a field of everything;
a facet is a second request, there is neither freshness nor a better spelling, and what
is written during a rebuild is lost. Little more than the client would be left.
"""

import json
import re
import ssl
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from itertools import islice
from threading import Thread
from time import monotonic
from typing import cast
from urllib.parse import unquote
from uuid import uuid4

import elasticsearch
from django.conf import settings
from django.utils import timezone

from search.models import Entry

from . import query as dsl
from .interface import Backend, Hits, Query
from .mapping import document, new_index

# Documents in one request.
BATCH = 250
# Seconds for work beside the readers' way: to see whether a server answers at all,
# for a push (the worker has mail to send as well), and for rebuilding.
PATIENCE = {"ask": 2, "push": 5, "write": 30}

DEFAULT_PREFIX = "openheritage"
JSON, LINES = "application/json", "application/x-ndjson"


class UnfitAnswerError(Exception):
    """What answers is no search server, or could not do what it was asked."""


class Elasticsearch(Backend):
    def __init__(self, url: str) -> None:
        # The settings have refused what does not match.
        parts = cast(re.Match[str], settings.SEARCH_URL_FORM.fullmatch(url))
        self.alias = f"{parts['prefix'] or DEFAULT_PREFIX}-entries"
        secure = parts["scheme"] == "https"
        port = parts["port"] or (443 if secure else 80)
        user, password = unquote(parts["user"] or ""), unquote(parts["password"] or "")
        self.client = elasticsearch.Elasticsearch(
            f"{parts['scheme']}://{parts['host']}:{port}",
            basic_auth=(user, password) if user else None,
            max_retries=0,
            # The system's authorities, or the one that SSL_CERT_FILE names.
            ssl_context=ssl.create_default_context() if secure else None,
        )

    def call(
        self, method: str, path: str, body: dict | str | None, seconds: float
    ) -> object:
        """One request without retries; the body as text is of lines of JSON. Errors
        have ``status_code`` where there was an answer."""
        headers = {"accept": JSON}
        if body is not None:
            headers["content-type"] = LINES if isinstance(body, str) else JSON
        client = self.client.options(request_timeout=seconds)
        return client.perform_request(method, path, headers=headers, body=body).body

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
        for body in dsl.searches(query):
            answer = self.find(body, until)
            better = hits.did_you_mean or better_spelling(query.text, answer)
            hits = hits_of(answer, better)
            if sum(hits.kinds.values()):
                break
        return hits

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        until = monotonic() + settings.SEARCH_TIMEOUT
        body = dsl.suggestions(text, language, size)
        return hits_of(self.find(body, until)).ids if body else []

    def elsewhere(self, query: Query) -> Hits:
        # The reader has waited once already.
        until = monotonic() + settings.SEARCH_TIMEOUT * 0.4
        body = dsl.elsewhere(query)
        return hits_of(self.find(body, until)) if body else Hits([], 0)

    def is_answering(self) -> bool:
        """Raises where it does not."""
        if not self.has_index(settings.SEARCH_TIMEOUT):
            raise LookupError("There is no index yet.")
        return True

    # What synchronisation asks -----------------------------------------------------

    def has_index(self, seconds: float = 0) -> bool:
        """Whether there is one to answer from; raises what the client raises."""
        try:
            answer = self.ask("GET", f"/_alias/{self.alias}", seconds=seconds)
        except elasticsearch.NotFoundError:
            return False
        return any(self.alias in index["aliases"] for index in answer.values())

    def write(
        self,
        alias: str,
        entries: Iterable[Entry],
        gone: Iterable[str] = (),
        patience: str = "write",
    ) -> None:
        """Into what the alias names; writing to no alias would make a wild index."""
        lines = indexing(entries, gone)
        while batch := list(islice(lines, BATCH)):
            path = f"/{alias}/_bulk?require_alias=true"
            answer = self.ask("POST", path, "".join(batch), PATIENCE[patience])
            if answer["errors"]:
                raise UnfitAnswerError(", ".join(sorted(set(failures(answer)))))

    @contextmanager
    def new_index(self) -> Iterator[str]:
        """An alias to write to; at the end readers are answered from there.

        Whoever is killed meanwhile leaves readers what they had, and the next one
        clears up; of two at once the one begun last wins, the other fails.
        """
        index = f"{self.alias}-{timezone.now():%Y%m%d%H%M%S%f}-{uuid4().hex[:6]}"
        # Ends with the index: what is written to it later fails.
        building = f"{index}-building"
        self.remove(name for name, is_live in self.indexes().items() if not is_live)
        body = new_index() | {"aliases": {building: {}}}
        self.ask("PUT", f"/{index}", body, PATIENCE["write"])
        try:
            yield building
            refreshing = {"index": {"refresh_interval": "1s"}}
            self.ask("PUT", f"/{index}/_settings", refreshing, PATIENCE["write"])
            self.refresh(building)
            older = [name for name in self.indexes() if name < index]
            self.switch(index, building)
        except BaseException:
            # It may be the server itself that fails.
            with suppress(Exception):
                self.remove([index])
            raise
        self.remove(older)

    def indexes(self) -> dict[str, bool]:
        """Ours, by age, and whether readers are answered from it."""
        answer = self.ask("GET", f"/{self.alias}-*/_alias")
        return {name: self.alias in answer[name]["aliases"] for name in sorted(answer)}

    def switch(self, index: str, building: str) -> None:
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
            # Another rebuild clears up as well.
            with suppress(elasticsearch.NotFoundError):
                self.ask("DELETE", f"/{name}", seconds=PATIENCE["write"])

    def refresh(self, alias: str) -> None:
        """What was written can be found from now on."""
        self.ask("POST", f"/{alias}/_refresh", seconds=PATIENCE["write"])

    def count(self) -> int:
        return self.ask("GET", f"/{self.alias}/_count")["count"]


def within(seconds: float, work: Callable[[], object]) -> object:
    """Gives up in time, which the client cannot.

    Its time-out begins anew with every byte it is sent: at 1 s, a server that sent 40
    bytes, one each 0.2 s, kept it for 8 s. A thread costs 0.2 ms.
    """
    future: Future = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001 - for who waits
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
            option = word["options"][0]["text"].replace("\\", r"\\")
            better = pattern.sub(option, better)
    return better if better != text else ""
