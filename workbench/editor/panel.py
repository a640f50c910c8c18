"""What is known about one sentence: beside it by script, or as a page of its own."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Page
from wagtail_localize.models import StringSegment

from glossary.terms import terms_in
from openheritage.names import number
from openheritage.words import moment
from statement.differences import Change as Difference
from translations import memory
from translations.models import Change

from . import words
from .access import Work, work_of
from .answers import wants_json
from .checking import facts
from .places import places_of
from .private import private
from .remarks import notes_of
from .rows import named
from .saving import token, words_of
from .text import shown

SUGGESTIONS = 3
# Of a sentence that was changed again and again the newest.
PAST = 30


@dataclass(frozen=True)
class Past:
    """A text that once stood for a sentence, and what the next one changed in it."""

    change: Change
    difference: SafeString
    is_current: bool

    @property
    def text(self) -> str:
        return shown(self.change.data)

    @property
    def by(self) -> str:
        return named(self.change.by)

    @property
    def at(self) -> str:
        return moment(self.change.at)

    @property
    def how(self) -> str:
        return {
            "file": staff_("from a file"),
            "memory": staff_("from the memory"),
            "machine": staff_("by a machine"),
            "volunteer": staff_("by a volunteer"),
            "undo": staff_("taken back"),
            "deleted": staff_("deleted"),
            "confirmed": staff_("confirmed"),
        }.get(self.change.how, "")


def history_of(work: Work, segment: StringSegment, current: str) -> list[Past]:
    changes = list(
        Change.objects.filter(
            context_id=segment.context_id,
            string_id=segment.string_id,
            locale_id=work.translation.target_locale_id,
        )
        .select_related("by")
        .order_by("-at", "-pk")[: PAST + 1]
    )
    before = [change.data for change in changes[1:]] + [""]
    return [
        Past(
            change,
            Difference("", shown(old), shown(change.data)).html,
            index == 0 and change.data == current,
        )
        for index, (change, old) in enumerate(zip(changes[:PAST], before, strict=False))
    ]


def limit_told(length: int, limit: int | None) -> str:
    if not limit:
        return ""
    return staff_n(
        "%(count)s of %(limit)s letter", "%(count)s of %(limit)s letters", limit
    ) % {"count": number(length), "limit": number(limit)}


def context_of(request: HttpRequest, work: Work, segment: StringSegment) -> dict:
    stored = words_of(segment, work)
    data = stored.data if stored else ""
    original = segment.string.data
    locale_id = work.translation.target_locale_id
    text = shown(original)
    place = places_of(work.source, [segment])[segment.pk]
    suggestions = [
        {
            "number": index,
            "percent": staff_("%(percent)s %%") % {"percent": number(found.percent)},
            "is_exact": found.percent >= 100,
            "original": Difference("", shown(found.original), text).html,
            "text": shown(found.text),
            "where": found.where,
            "by": found.by,
            "url": found.url,
        }
        for index, found in enumerate(
            memory.suggestions(
                original,
                locale_id,
                limit=SUGGESTIONS,
                skip=[stored.pk] if stored else [],
            ),
            start=1,
        )
    ]
    return {
        "work": work,
        "segment": segment,
        "place": place,
        "words": words.for_the_screen() | panel_words(),
        "seen": token(stored),
        "suggestions": suggestions,
        "terms": terms_in(original, work.into_language.code),
        "notes": notes_of(work, segment),
        "history": history_of(work, segment, data),
        "preview": preview_url(work, segment),
        "edit_url": f"{reverse('workbench_edit', args=[work.translation.pk])}"
        f"#s{segment.pk}",
        "text": shown(data),
        "original": text,
    }


def preview_url(work: Work, segment: StringSegment) -> str:
    if not isinstance(work.target, Page):
        return ""
    url = reverse("workbench_preview", args=[work.translation.pk])
    return f"{url}?s={segment.pk}#this-sentence"


def panel_words() -> dict[str, str]:
    return {
        "memory": staff_("Translated before"),
        "no_memory": staff_("Nothing alike has been translated yet."),
        "take": staff_("Take it"),
        "terms": staff_("Terms"),
        "not": staff_("not:"),
        "checks": staff_("Checks"),
        "notes": staff_("Notes"),
        "note": staff_("A note to other translators and editors"),
        "for_all": staff_(
            "It concerns all languages, and those who write the original"
        ),
        "write_note": staff_("Write a note"),
        "add_note": staff_("Add the note"),
        "settle": staff_("Settled"),
        "reopen": staff_("Take it up again"),
        "history": staff_("History"),
        "no_history": staff_("Nobody has changed this sentence yet."),
        "go_back": staff_("Back to this text"),
        "now": staff_("now"),
    }


@private
def panel(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    context = context_of(request, work, segment)
    if wants_json(request):
        return render(request, "workbench/editor/panel.html", context)
    context |= facts(work, segment, context["text"])
    title = staff_("“%(title)s” in %(language)s") % {
        "title": work.title,
        "language": work.into_language.name,
    }
    context |= {
        "header_title": context["place"].name,
        "breadcrumbs_items": [
            {"url": context["edit_url"], "label": title},
            {"url": request.path, "label": context["place"].name},
        ],
    }
    return render(request, "workbench/editor/sentence_page.html", context)
