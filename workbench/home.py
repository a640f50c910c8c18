"""What waits for whoever translates or reviews: on the home page, and on its own."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from desk.pages import signed_in
from openheritage.locales import language_of
from openheritage.names import bcp47, day, direction, language_name, number
from openheritage.pages import restricted
from openheritage.slots import Slot, answers
from translations.models import State
from translations.people import REVIEW, TRANSLATE, coordinates, holds
from translations.progress import held, locales_of
from translations.waiting import (
    Waiting,
    Why,
    first_unfinished,
    waiting_in,
    words_in,
)

from .addresses import review_url, sentence_url

# The rest is on the page of its own, to which the panel leads.
SHOWN = 8
STYLES = Media(css={"all": ["workbench/waiting.css"]})


@dataclass(frozen=True)
class Row:
    title: str
    # A page that opens, or an order that is given by a button.
    url: str
    is_order: bool
    state: str
    why: str
    # What colour it has: "new", "changed", "back", "ready".
    mood: str
    note: str = ""
    left: str = ""


@dataclass
class Group:
    """Rows under a heading, the heaviest first."""

    title: str
    rows: list[Row]
    nothing: str = ""
    # How many there are besides, and where; without an address on the page of all.
    more: str = ""
    more_url: str = ""


@dataclass
class Section:
    """A language, and what is to be done in it."""

    code: str
    groups: list[Group] = field(default_factory=list)

    @property
    def name(self) -> str:
        return language_name(self.code)

    @property
    def lang(self) -> str:
        return bcp47(self.code)

    @property
    def dir(self) -> str:
        return direction(self.code)


MOODS = {
    Why.SENT_BACK: "back",
    Why.FAULTY: "back",
    Why.CHANGED: "changed",
    Why.MACHINE: "changed",
    Why.READY: "ready",
    Why.APPROVED: "ready",
    Why.WHOLE: "ready",
}


def words_left(waiting: Waiting, unbegun: dict[UUID, int]) -> str:
    standing = waiting.standing
    left = (
        standing.tally.words_left
        if standing
        else unbegun.get(waiting.original.translation_key, 0)
    )
    if not left:
        return ""
    return staff_n("%(count)s word left", "%(count)s words left", left) % {
        "count": number(left)
    }


def label_of(why: Why | None) -> str:
    labels = {
        Why.SENT_BACK: staff_("Sent back"),
        Why.CHANGED: staff_("Changed"),
        Why.NEW: staff_("New"),
        Why.BEGUN: staff_("Begun"),
        Why.FAULTY: staff_("Errors"),
        Why.MACHINE: staff_("Machine draft"),
        Why.WHOLE: staff_("All translated"),
        Why.UNBEGUN: staff_("Not begun"),
        Why.READY: staff_("Ready for review"),
        Why.APPROVED: staff_("Approved"),
    }
    return labels[why] if why else ""


def sentence_about(waiting: Waiting) -> str:
    """Why it waits, in a sentence."""
    standing = waiting.standing
    if standing is None:
        # The word beside its title says all.
        return ""
    tally, why = standing.tally, waiting.why
    if why in (Why.READY, Why.APPROVED, Why.SENT_BACK):
        return standing.in_words
    if standing.because:
        return standing.because
    if why == Why.CHANGED:
        if tally.stale_since:
            return staff_(
                "The original has changed since %(date)s; readers have the text as it "
                "was."
            ) % {"date": day(tally.stale_since)}
        return staff_("The original has changed; readers have the text as it was.")
    if why == Why.FAULTY:
        return staff_n(
            "%(count)s sentence has an error.",
            "%(count)s sentences have an error.",
            tally.faulty,
        ) % {"count": number(tally.faulty)}
    if why == Why.MACHINE:
        return staff_n(
            "A machine wrote %(count)s sentence: change or confirm it.",
            "A machine wrote %(count)s sentences: change or confirm each.",
            tally.machine,
        ) % {"count": number(tally.machine)}
    if why == Why.WHOLE:
        return staff_("Nothing is missing, and nobody has called it ready yet.")
    if why == Why.BEGUN:
        return staff_n(
            "%(done)s of %(total)s sentence is translated.",
            "%(done)s of %(total)s sentences are translated.",
            tally.total,
        ) % {"done": number(tally.translated), "total": number(tally.total)}
    return staff_("Nothing of it is translated yet.")


def begin_url(waiting: Waiting) -> str:
    original = waiting.original
    model = Page if isinstance(original, Page) else type(original)
    return reverse(
        "workbench_begin",
        args=[model._meta.label_lower, original.pk, waiting.locale.pk],
    )


def row_of(waiting: Waiting, url: str, unbegun: dict[UUID, int]) -> Row:
    note = waiting.standing.note if waiting.standing else ""
    return Row(
        title=waiting.title,
        url=url or begin_url(waiting),
        is_order=not url,
        state=label_of(waiting.why),
        why=sentence_about(waiting),
        mood=MOODS.get(waiting.why, "new") if waiting.why else "",
        note=note if waiting.why == Why.SENT_BACK else "",
        left=words_left(waiting, unbegun),
    )


def to_translate(rows: list[Waiting]) -> list[Row]:
    """Each leads to the first sentence that waits."""
    there = [row.translation for row in rows if row.translation]
    firsts = first_unfinished(there)
    unbegun = words_in(rows)
    return [
        row_of(
            row,
            sentence_url(row.translation, firsts.get(row.translation.pk))
            if row.translation
            else "",
            unbegun,
        )
        for row in rows
    ]


def to_review(rows: list[Waiting]) -> list[Row]:
    return [
        row_of(row, review_url(row.translation), {}) for row in rows if row.translation
    ]


def more(rows: list[Waiting], limit: int | None) -> str:
    left = len(rows) - limit if limit else 0
    if left <= 0:
        return ""
    return staff_n("and %(count)s more", "and %(count)s more", left) % {
        "count": number(left)
    }


def section_of(locale: Locale, *, publishes: bool, limit: int | None) -> Section:
    section = Section(language_of(locale.pk))
    waiting = waiting_in(locale)
    review = [row for row in waiting if row.is_for_reviewers] if publishes else []
    # What was called ready comes before what nobody has spoken of.
    review.sort(key=lambda row: row.why == Why.WHOLE)
    translate = [row for row in waiting if row.is_for_translators]
    if publishes:
        translate = [row for row in translate if row not in review]
        for groups in answers(Slot.WAITS, locale, limit):
            section.groups += groups
        section.groups.append(
            Group(
                staff_("To review"),
                to_review(review[:limit]),
                staff_("Nothing waits for review."),
                more(review, limit),
            )
        )
    section.groups.append(
        Group(
            staff_("To translate"),
            to_translate(translate[:limit]),
            staff_("Nothing waits: all is translated."),
            more(translate, limit),
        )
    )
    return section


def sections_for(user: User, limit: int | None = None) -> list[Section]:
    publishes = held(user, REVIEW)
    return [
        section_of(locale, publishes=locale.pk in publishes, limit=limit)
        for locale in locales_of(user, TRANSLATE)
    ]


def words() -> dict[str, Any]:
    """What the templates say."""
    return {
        "title": staff_("What waits for you"),
        "all_label": staff_("All that waits"),
        "all_url": reverse("workbench_waiting"),
        "preferences_label": staff_("Mails and thanks"),
        "preferences_url": reverse("wagtailadmin_account"),
        "note_label": staff_("Note:"),
    }


class WaitingPanel(Component):
    """What waits for whoever translates into a language, or publishes it."""

    name = "translations"
    template_name = "workbench/panel.html"
    order = 130

    def __init__(self, user: User) -> None:
        self.sections = sections_for(user, SHOWN)

    @property
    def media(self) -> Media:
        return STYLES

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "sections": self.sections,
            "csrf_token": parent_context.get("csrf_token"),
        } | words()


def has_languages(user: User) -> bool:
    return bool(held(user, TRANSLATE))


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "workbench/waiting.html"
    header_icon = "wagtail-localize-language"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if coordinates(user) and not has_languages(user):
            # Who sees to all languages, and translates into none.
            return redirect(f"{reverse('workbench_matrix')}?state={State.READY}")
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("What waits")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home = {"url": reverse("wagtailadmin_home"), "label": staff_("Home")}
        return [home, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        return (
            super().get_context_data(**kwargs)
            | words()
            | {
                "sections": sections_for(user),
                "media": STYLES,
                "nobody": staff_(
                    "You are in the group of no language. Ask a moderator to put you "
                    "into one."
                ),
            }
        )


def original_at(model_name: str, pk: int) -> TranslatableMixin:
    """A public original; of others nobody learns whether they are there."""
    try:
        model = apps.get_model(model_name)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, TranslatableMixin):
        raise Http404
    rows = model.objects.filter(pk=pk, locale=Locale.get_default())
    if issubclass(model, Page):
        rows = rows.filter(~restricted(), depth__gte=2).specific()
    found = rows.first()
    if found is None or not getattr(found, "live", True):
        raise Http404
    return found


@require_POST
def begin(request: HttpRequest, model: str, pk: int, locale: int) -> HttpResponse:
    """Gives a page to whoever wants to translate it, into their own language alone."""
    user = signed_in(request)
    into = Locale.objects.filter(pk=locale).first()
    if into is None or into == Locale.get_default():
        raise Http404
    if not holds(user, into, TRANSLATE):
        raise PermissionDenied
    original = original_at(model, pk)
    wanted = {
        "source__object_id": original.translation_key,
        "target_locale": into,
        "enabled": True,
    }
    if not Translation.objects.filter(**wanted).exists():
        translate_object(original, [into])
    translation = Translation.objects.get(**wanted)
    firsts = first_unfinished([translation])
    return redirect(sentence_url(translation, firsts.get(translation.pk)))


def urls() -> list[URLPattern]:
    return [
        path("translations/waiting/", WaitingView.as_view(), name="workbench_waiting"),
        path(
            "translations/begin/<str:model>/<int:pk>/<int:locale>/",
            begin,
            name="workbench_begin",
        ),
    ]
