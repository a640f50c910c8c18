"""The screen on which one page is translated.

A form that works by itself: all sentences and one button. Scripts save each sentence
while it is typed, and bring to it what else is known.
"""

import json
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from openheritage.names import number

from . import words
from .access import Work, work_of
from .answers import conflict_words, gone
from .foot import foot_of
from .links import addresses_of, related_of, save_addresses
from .private import private
from .repeats import filled_in
from .rows import Counts, Row, grouped, rows_of
from .saving import ConflictError, GoneError, ProblemError, Typed, save, token
from .sums import told as sums_told
from .sums import version_of

SHOWN = {
    "all": lambda row: True,
    "todo": lambda row: row.is_unfinished,
    "stale": lambda row: row.stale is not None,
    "machine": lambda row: row.state == "machine",
    "faulty": lambda row: row.state == "faulty",
    "noted": lambda row: bool(row.notes),
}


def filters(counts: Counts, chosen: str) -> list[dict[str, object]]:
    """Kinds of sentences, those that there are."""
    kinds = [
        ("all", staff_("All"), counts.total),
        ("todo", staff_("To do"), counts.empty + counts.faulty + counts.machine),
        ("stale", staff_("Original changed"), counts.stale),
        ("machine", staff_("To confirm"), counts.machine),
        ("faulty", staff_("To mend"), counts.faulty),
        ("noted", staff_("With notes"), counts.noted),
    ]
    return [
        {"name": name, "label": label, "count": number(count), "is_on": name == chosen}
        for name, label, count in kinds
        if count or name in ("all", "todo", chosen)
    ]


def seen_in(request: HttpRequest) -> dict[str, Any]:
    try:
        seen = json.loads(request.POST.get("seen", "{}"))
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def is_fact(fact: Any) -> bool:
    return (
        isinstance(fact, list)
        and len(fact) == 3
        and all(isinstance(each, int) for each in fact[1:])
    )


def typed_in(request: HttpRequest) -> list[Typed]:
    """What came back of the form, with what was beside it when it was typed."""
    seen = seen_in(request)
    known = frozenset(fact[2] for fact in seen.values() if is_fact(fact))
    found = []
    for name, text in request.POST.items():
        pk = name.removeprefix("t-")
        fact: Any = seen.get(pk)
        if name == pk or not pk.isdecimal() or not is_fact(fact):
            continue
        token_, context, string = str(fact[0]), fact[1], fact[2]
        found.append(Typed(int(pk), string, context, str(text), token_, known=known))
    return found


def save_all(work: Work, rows: list[Row], typed: list[Typed]) -> tuple[int, list]:
    """How many were stored; and what could not be put into its row."""
    by_pk = {row.pk: row for row in rows}
    stored, homeless = 0, []
    for each in typed:
        row = by_pk.get(each.segment)
        if row is not None and each.text.strip() == row.text.strip():
            continue
        try:
            with transaction.atomic():
                segment, current = save(work, each)
        except GoneError as error:
            if each.text.strip():
                homeless.append({"text": each.text, **gone(error, each)})
            continue
        except ProblemError as problem:
            if row is not None:
                row.typed, row.problem = each.text[:20_000], str(problem)
            continue
        except ConflictError as conflict:
            if row is not None:
                row.typed, row.problem = each.text, conflict_words(conflict)
                row.theirs = conflict.current
            continue
        row = by_pk.get(segment.pk)
        if row is not None:
            row.words = current
            stored += 1
    return stored, homeless


def facts_of(rows: list[Row]) -> str:
    return json.dumps(
        {
            row.pk: [token(row.words), row.segment.context_id, row.segment.string_id]
            for row in rows
        }
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, translation_id: int) -> HttpResponse:
    work = work_of(request, translation_id)
    rows = rows_of(work.translation)
    addresses = addresses_of(work)
    homeless: list = []
    if request.method == "POST":
        here = request.path
        if work.is_locked:
            messages.error(request, staff_("This page is locked."))
            return redirect(here)
        stored, homeless = save_all(work, rows, typed_in(request))
        save_addresses(work, addresses, request.POST)
        say(request, stored)
        kept = any(row.typed is not None for row in rows)
        if not kept and not homeless and not any(each.problem for each in addresses):
            return redirect(request.get_full_path())
    return show(request, work, rows, addresses, homeless)


def say(request: HttpRequest, stored: int) -> None:
    if stored:
        said = staff_n(
            "%(count)s sentence was saved.", "%(count)s sentences were saved.", stored
        ) % {"count": number(stored)}
        messages.success(request, said)


def show(
    request: HttpRequest, work: Work, rows: list[Row], addresses: list, homeless: list
) -> HttpResponse:
    counts = Counts.of(rows)
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in SHOWN else "all"
    is_shown = SHOWN[chosen]
    shown = [row for row in rows if is_shown(row) or row.typed is not None]
    unfinished = next((row for row in shown if row.is_unfinished), None)
    translation = work.translation
    here = reverse("workbench_edit", args=[translation.pk])
    title = staff_("“%(title)s” in %(language)s") % {
        "title": work.title,
        "language": work.into_language.name,
    }
    context = {
        "work": work,
        "words": words.for_the_screen(),
        "script_words": words.for_the_scripts(),
        "keys": words.keys(),
        "header_title": title,
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": staff_("Home")},
            {"url": here, "label": title},
        ],
        "here": here,
        "groups": grouped(shown),
        "filters": filters(counts, chosen),
        "chosen": chosen,
        "counts": counts,
        "sums": sums_told(
            counts.total,
            counts.done,
            counts.machine,
            counts.faulty,
            counts.words_left,
        ),
        "seen": facts_of(shown),
        "version": version_of(
            (row.segment.context_id, row.segment.string_id) for row in rows
        ),
        "now": timezone.now().isoformat(),
        "unfinished": unfinished,
        "addresses": addresses,
        "related": related_of(work),
        "homeless": homeless,
        "filled": filled_in(request, translation.pk),
        "previews": isinstance(work.target, Page),
        "foot": foot_of(request, work),
    }
    return render(request, "workbench/editor.html", context)
