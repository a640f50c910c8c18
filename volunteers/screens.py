"""Translations → Volunteers: what waits, and the page on which a translator decides."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.pages import signed_in
from desk.sections import Section, table
from events.deeds import NotNowError
from openheritage.names import bcp47, direction
from openheritage.text import for_mail
from openheritage.words import moment
from translations.saving import Conflict

from . import deciding, offering, typed
from .deciding import RefusedError, Review
from .models import Offer, Reason, Sentence
from .rows import Row, words_of_the_page

State = Offer.State

# Of what is done with.
NEWEST = 50
MOST_NOTE = 1500

ACCEPT, DECLINE = "accept", "decline"


class VolunteersView(WagtailAdminTemplateMixin, TemplateView):
    """Offers in the languages of who looks, the oldest first."""

    template_name = "desk/sections.html"
    header_icon = "group"
    _show_breadcrumbs = True

    def get_page_title(self) -> str:
        return staff_("Volunteers")

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": staff_("Volunteers")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if not (deciding.languages_of(user).exists() or deciding.may_release(user)):
            raise PermissionDenied
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        rows = deciding.offers_for(signed_in(self.request))
        rows = rows.prefetch_related("sentences")
        waiting = rows.filter(state=State.WAITING).order_by("confirmed_at", "pk")
        held = rows.filter(state=State.QUARANTINED).order_by("created_at", "pk")
        done = rows.filter(state=State.REVIEWED).order_by("-closed_at", "-pk")[:NEWEST]
        sections = [
            self.section(
                "waiting",
                staff_("Waiting for review"),
                waiting,
                staff_("Nothing waits. Public pages invite volunteers by themselves."),
            ),
            self.section("held", staff_("In quarantine"), held),
            self.section("done", staff_("Reviewed lately"), done),
        ]
        return super().get_context_data(**kwargs) | {
            "sections": [section for section in sections if section],
            "media": Media(),
        }

    def section(
        self, name: str, title: str, rows: Iterable[Offer], empty: str = ""
    ) -> Section | None:
        found = table(
            rows,
            (staff_("Page"), lambda row: row.page_title),
            (staff_("Language"), lambda row: str(row.locale)),
            (staff_("Sentences"), lambda row: len(row.sentences.all())),
            (staff_("Accepted"), accepted),
            (
                staff_("Received"),
                lambda row: moment(row.confirmed_at or row.created_at),
            ),
            url=lambda row: reverse("volunteers_offer", args=[row.pk]),
        )
        if found is None and not empty:
            return None
        return Section(name, title, note="" if found else empty, table=found)


def accepted(offer: Offer) -> int:
    return sum(row.state in Sentence.TAKEN for row in offer.sentences.all())


class OfferView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "volunteers/admin/offer.html"
    header_icon = "group"
    _show_breadcrumbs = True

    @cached_property
    def offer(self) -> Offer:
        """Those of other languages are not there."""
        rows = deciding.offers_for(signed_in(self.request))
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def review(self) -> Review:
        return Review(self.offer)

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(place, number) for number, place in enumerate(self.review.places, 1)
        ]

    def get_page_title(self) -> str:
        return self.offer.page_title

    def get_page_subtitle(self) -> str:
        return str(self.offer.locale)

    def get_breadcrumbs_items(self) -> list[dict]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("volunteers"), "label": staff_("Volunteers")},
            {"url": "", "label": self.offer.page_title},
        ]

    # Deciding ---------------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "")
        if action in ("release", "discard"):
            return self.hold(action)
        if action not in ("save", "all"):
            raise Http404
        if self.offer.state != State.WAITING:
            messages.error(request, staff_("All of this is decided already."))
            return redirect(request.path)
        done = {ACCEPT: 0, DECLINE: 0}
        for row in self.rows:
            if row.place.is_open:
                self.take_up(row, request.POST, is_all=action == "all")
                if row.decision and self.carry_out(row, request.POST):
                    done[row.decision] += 1
        note = for_mail(request.POST.get("note", ""))[:MOST_NOTE].strip()
        has_ended = deciding.end(self.offer, note.replace("\0", ""))
        self.say(done, has_ended=has_ended)
        if any(row.error for row in self.rows):
            # What was decided is; the rest stands as it was typed.
            self.kept = {row.pk: row for row in self.rows if row.error}
            self.note = note
            for name in ("offer", "review", "rows"):
                self.__dict__.pop(name, None)
            for row in self.rows:
                if row.pk in self.kept:
                    before = self.kept[row.pk]
                    row.decision, row.text = before.decision, before.text
                    row.reason, row.error = before.reason, before.error
            return self.render_to_response(self.get_context_data())
        return redirect("volunteers" if has_ended else request.path)

    @staticmethod
    def take_up(row: Row, post: QueryDict, *, is_all: bool) -> None:
        row.decision = post.get(f"decision-{row.pk}", "")
        row.text = typed.sendable(post.get(f"text-{row.pk}", ""))
        row.reason = post.get(f"reason-{row.pk}", "")
        if is_all and not row.decision and row.place.may_be_taken_as_it_is:
            row.decision, row.text = ACCEPT, row.text or row.offered
        if row.decision not in (ACCEPT, DECLINE):
            row.decision = ""

    def carry_out(self, row: Row, post: QueryDict) -> bool:
        user, sentence = signed_in(self.request), row.place.row
        try:
            if row.decision == DECLINE:
                if row.reason not in Reason.values:
                    row.error = staff_("Choose a reason: the volunteer is told.")
                    return False
                deciding.decline(sentence, user, row.reason)
            else:
                # As it came, letter by letter, unless it was changed.
                is_same = row.text.replace("\r\n", "\n").strip() == row.offered.strip()
                text = "" if is_same or not row.text.strip() else row.text
                seen = post.get(f"seen-{row.pk}", "")
                deciding.accept(sentence, user, text, seen)
        except RefusedError as refused:
            row.error = str(refused)
        except Conflict:
            row.error = staff_(
                "Somebody else has changed this sentence meanwhile: look again."
            )
        except NotNowError:
            row.error = staff_("Somebody else has decided on this sentence already.")
        return not row.error

    def say(self, done: dict[str, int], *, has_ended: bool) -> None:
        said = []
        if number := done[ACCEPT]:
            said.append(
                staff_n(
                    "%(count)s sentence was accepted.",
                    "%(count)s sentences were accepted.",
                    number,
                )
                % {"count": number}
            )
        if number := done[DECLINE]:
            said.append(
                staff_n(
                    "%(count)s sentence was declined.",
                    "%(count)s sentences were declined.",
                    number,
                )
                % {"count": number}
            )
        if has_ended:
            said.append(staff_("The volunteer is told by mail."))
        if said:
            messages.success(self.request, " ".join(said))
        wrong = sum(bool(row.error) for row in self.rows)
        if wrong:
            words = staff_n(
                "%(count)s sentence was not decided: see below.",
                "%(count)s sentences were not decided: see below.",
                wrong,
            )
            messages.error(self.request, words % {"count": wrong})
        elif not said:
            messages.warning(self.request, staff_("Nothing was decided."))

    def hold(self, action: str) -> HttpResponse:
        user = signed_in(self.request)
        if not deciding.may_release(user):
            raise PermissionDenied
        try:
            if action == "release":
                offering.release(self.offer, user)
                said = staff_("Released: the volunteer is asked to confirm by mail.")
            else:
                offering.discard(self.offer, user)
                said = staff_("Deleted, with the person behind it.")
        except NotNowError:
            messages.error(self.request, staff_("This is not possible any more."))
        else:
            messages.success(self.request, said)
        return redirect("volunteers")

    # Showing ----------------------------------------------------------------------

    note: str | None = None

    def facts(self) -> list[tuple[str, Any]]:
        offer, person = self.offer, self.offer.person
        flags = dict(Offer.Flag.choices)
        return [
            (staff_("State"), offer.get_state_display()),
            # A name at most; the address is shown to data keepers alone.
            (staff_("Volunteer"), person.name if person else staff_("forgotten")),
            (
                staff_("Thanked by name"),
                staff_("yes") if person and person.is_thanked else staff_("no"),
            ),
            (staff_("Received"), moment(offer.created_at)),
            (staff_("Confirmed"), moment(offer.confirmed_at)),
            *((staff_("Flag"), flags.get(flag, flag)) for flag in offer.flags),
        ]

    def warnings(self) -> list[str]:
        found = []
        if self.review.page is None:
            found.append(staff_("The page was deleted since."))
        elif not self.review.is_public:
            found.append(staff_("The page is not public at the moment."))
        if not self.review.is_language_open:
            found.append(staff_("The language is closed at the moment."))
        return found

    def get_context_data(self, **kwargs: Any) -> dict:
        language, source = self.offer.language, settings.LANGUAGE_CODE
        is_waiting = self.offer.state == State.WAITING
        return super().get_context_data(**kwargs) | {
            "offer": self.offer,
            "rows": self.rows,
            "facts": self.facts(),
            "warnings": self.warnings(),
            "can_decide": is_waiting,
            "can_release": self.offer.state == State.QUARANTINED,
            "note": self.offer.note if self.note is None else self.note,
            "reasons": Reason.choices,
            "into": {"tag": bcp47(language), "direction": direction(language)},
            "source": {"tag": bcp47(source), "direction": direction(source)},
            "ready": sum(row.place.may_be_taken_as_it_is for row in self.rows),
            "say": words_of_the_page(language),
        }
