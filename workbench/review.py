"""A translation beside its original, for whoever decides whether readers get it."""

import hashlib
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from django.views.decorators.cache import never_cache
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from desk.pages import signed_in
from openheritage.locales import language_of
from openheritage.names import language_name, number
from statement.models import is_kept
from translations import publishing, saving, status, steps
from translations.editor import target_of
from translations.findings import Sentence, sentences_of
from translations.models import State, StatusLevel, Step
from translations.people import reviews, translates
from translations.shown import Shown
from translations.spelling import sentence
from translations.stale import stale_of
from translations.work import Standing, state_of

from .addresses import live_url, sentence_url
from .editor.places import places_of
from .reviewed import Filter, Line, NoteForm, language_facts, preview_url, told, words

STYLES = Media(css={"all": ["workbench/waiting.css", "workbench/review.css"]})


@method_decorator(never_cache, name="dispatch")
class ReviewView(WagtailAdminTemplateMixin, View):
    template_name = "workbench/review.html"
    header_icon = "wagtail-localize-language"

    # What is looked at -------------------------------------------------------------

    @cached_property
    def translation(self) -> Translation:
        return get_object_or_404(
            Translation.objects.select_related(
                "source__specific_content_type", "source__locale", "target_locale"
            ),
            pk=self.kwargs["translation_id"],
            enabled=True,
        )

    @cached_property
    def target(self) -> Any:
        target = target_of(self.translation)
        return target.specific if isinstance(target, Page) else target

    @cached_property
    def standing(self) -> Standing:
        return state_of(self.translation)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return list(sentences_of(self.translation))

    @cached_property
    def may_review(self) -> bool:
        return reviews(self.request.user, self.translation.target_locale)

    @property
    def title(self) -> str:
        target = self.target
        return target.draft_title if isinstance(target, Page) else str(target)

    @property
    def seen(self) -> str:
        """Of the words on the screen: nobody publishes others unread."""
        said = "\0".join(
            f"{sentence.segment.pk}\0{sentence.text}" for sentence in self.sentences
        )
        return hashlib.sha256(said.encode()).hexdigest()

    def lines(self) -> list[Line]:
        segments = [sentence.segment for sentence in self.sentences]
        places = places_of(self.translation.source, segments)
        before = Shown(self.target).by_segment(segments)
        lines = [
            Line(
                sentence,
                places[sentence.segment.pk].name,
                sentence_url(self.translation, sentence.segment.pk),
                before.get(sentence.segment.pk) if before is not None else None,
            )
            for sentence in self.sentences
        ]
        if any(line.is_changed for line in lines):
            self.add_old_originals(lines)
        return lines

    def add_old_originals(self, lines: list[Line]) -> None:
        """What the original said when it was translated as readers have it."""
        current = {line.sentence.row.pk for line in lines if line.sentence.row}
        earlier = StringTranslation.objects.filter(
            context__object_id=self.translation.source.object_id,
            locale=self.translation.target_locale_id,
        ).exclude(pk__in=current)
        found = stale_of(
            [line.segment for line in lines],
            earlier.select_related("translation_of", "context"),
        )
        for line in lines:
            stale = found.get(line.segment.pk)
            if stale and line.before == sentence(stale.text):
                line.old_original = stale.original

    # The page ----------------------------------------------------------------------

    def get_page_title(self) -> str:
        return staff_("Review")

    def get_page_subtitle(self) -> str:
        return self.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        waiting = {"url": reverse("workbench_waiting"), "label": staff_("What waits")}
        return [waiting, {"url": "", "label": self.title}]

    def problems(self) -> list[str]:
        """What keeps it from being approved or published."""
        if problems := steps.why_not_ready(self.standing):
            return problems
        count = sum(sentence.is_machine for sentence in self.sentences)
        return [publishing.unread(self.title, count)] if count else []

    def history(self) -> list[str]:
        key, locale = self.standing.pair
        found = Step.objects.filter(translation_key=key, locale=locale)
        first = found.order_by("at", "pk").values_list("pk", flat=True).first()
        return [
            told(step, is_first=step.pk == first)
            for step in found.select_related("by")[:8]
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.lines()
        chosen = self.request.GET.get("show", "")
        picks = {
            "": (staff_("All sentences"), lines),
            "changed": (
                staff_("Changed since it was live"),
                [line for line in lines if line.is_changed],
            ),
            "machine": (
                staff_("Of a machine"),
                [line for line in lines if line.sentence.is_machine],
            ),
            "findings": (
                staff_("With findings"),
                [line for line in lines if line.sentence.findings],
            ),
        }
        if chosen not in picks:
            chosen = ""
        source = language_of(self.translation.source.locale_id)
        into = language_of(self.translation.target_locale_id)
        levels = status.may_change(signed_in(self.request), self.translation)
        level = status.levels([self.standing.pair])[self.standing.pair]
        problems = self.problems()
        return super().get_context_data(**kwargs) | {
            "standing": self.standing,
            "state": self.standing.in_words,
            "lines": picks[chosen][1],
            "filters": [
                Filter(
                    staff_("%(label)s (%(count)s)")
                    % {"label": label, "count": number(len(found))},
                    f"?show={name}" if name else self.request.path,
                    name == chosen,
                )
                for name, (label, found) in picks.items()
                if found or not name
            ],
            "source": language_facts(source),
            "into": language_facts(into),
            "problems": problems,
            "seen": self.seen,
            "may_review": self.may_review,
            "may_publish": self.may_review and not problems and self.is_news,
            "may_approve": self.may_review
            and not problems
            and self.is_news
            and self.standing.state != State.APPROVED,
            "may_send_back": self.may_review and not self.standing.is_sent_back,
            "may_be_ready": not self.may_review
            and self.standing.is_whole
            and self.is_news
            and self.standing.state == State.DRAFT,
            "is_kept": is_kept(self.target),
            "note_form": getattr(self, "note_form", None) or NoteForm(),
            "levels": [
                (choice.value, choice.label, choice == level) for choice in levels
            ],
            "level": staff_("Readers are told: %(level)s.") % {"level": level.label},
            "history": self.history(),
            "edit_url": sentence_url(self.translation),
            "live_url": live_url(self.target),
            "preview_url": preview_url(self.translation, self.target),
            "media": STYLES + NoteForm().media,
            "words": words(language_name(into)),
        }

    @property
    def is_news(self) -> bool:
        """Readers do not have it as it is."""
        return self.standing.state != State.LIVE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.show()

    def show(self, status_code: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(), status=status_code)

    def check(self) -> None:
        locale = self.translation.target_locale
        if not translates(self.request.user, locale) and not self.may_review:
            raise PermissionDenied
        # Sentences outlive their page: then there is nothing to review.
        target_of(self.translation)

    # What is decided ---------------------------------------------------------------

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check()
        actions = {
            "ready": self.ready,
            "confirm": self.confirm,
            "approve": self.approve,
            "publish": self.publish,
            "send_back": self.send_back,
            "status": self.say_status,
        }
        action = actions.get(request.POST.get("action", ""))
        if action is None:
            raise Http404
        if action not in (self.ready, self.confirm) and not self.may_review:
            raise PermissionDenied
        return action()

    def back(self, fragment: str = "") -> HttpResponse:
        chosen = self.request.GET.get("show", "")
        query = (
            f"?show={chosen}" if chosen in ("changed", "machine", "findings") else ""
        )
        return redirect(f"{self.request.path}{query}{fragment}")

    def has_changed(self) -> bool:
        if self.request.POST.get("seen") == self.seen:
            return False
        messages.warning(
            self.request,
            staff_("It has changed since you looked. Please look again."),
        )
        return True

    def ready(self) -> HttpResponse:
        return self.say(State.READY, staff_("“%(title)s” waits for a reviewer now."))

    def approve(self) -> HttpResponse:
        if self.has_changed():
            return self.show()
        return self.say(State.APPROVED, staff_("“%(title)s” is approved."))

    def say(self, state: State, done: str) -> HttpResponse:
        try:
            steps.say(self.translation, state, signed_in(self.request))
        except steps.NotYet as problem:
            messages.error(self.request, str(problem))
        else:
            messages.success(self.request, done % {"title": self.title})
        return self.back()

    def confirm(self) -> HttpResponse:
        """One sentence that a machine wrote; a person has read it."""
        pk = self.request.POST.get("segment", "")
        segments = StringSegment.objects.filter(source=self.translation.source_id)
        segment = segments.filter(pk=pk if pk.isdecimal() else None).first()
        if segment is None:
            raise Http404
        try:
            saving.confirm(
                segment,
                self.translation,
                signed_in(self.request),
                seen=self.request.POST.get("text", ""),
            )
        except saving.Conflict:
            messages.warning(
                self.request,
                staff_("Somebody has changed this sentence: read it as it is now."),
            )
        except saving.Refused as problem:
            messages.error(self.request, str(problem))
        return self.back(f"#s{segment.pk}")

    def publish(self) -> HttpResponse:
        if self.has_changed():
            return self.show()
        user = signed_in(self.request)
        if problems := steps.why_not_ready(self.standing):
            messages.error(self.request, " ".join(problems))
            return self.back()
        if words := publishing.refusal(self.target, user):
            publishing.tell(self.request, words, self.target)
            return self.back()
        if is_kept(self.target):
            # Whoever publishes words for signature reads first what follows.
            return redirect("statement_publish_translation", self.target.pk)
        level = self.request.POST.get("level", "")
        try:
            with transaction.atomic():
                self.translation.save_target(user=user, publish=True)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.back()
        if level in status.may_change(user, self.translation):
            self.put_status(StatusLevel(level))
        url = live_url(target_of(self.translation))
        messages.success(
            self.request,
            staff_("“%(title)s” is published in %(language)s.")
            % {
                "title": self.title,
                "language": language_name(self.translation.target_locale.language_code),
            },
            buttons=[messages.button(url, staff_("View live"), new_window=True)]
            if url
            else [],
        )
        return redirect("workbench_waiting")

    def send_back(self) -> HttpResponse:
        form = NoteForm(self.request.POST)
        if not form.is_valid():
            self.note_form = form
            messages.error(self.request, staff_("It was not sent back."))
            return self.show()
        note = form.cleaned_data["note"]
        steps.send_back(self.translation, signed_in(self.request), note)
        messages.success(
            self.request,
            staff_("“%(title)s” was sent back. Its translators are told.")
            % {"title": self.title},
        )
        return redirect("workbench_waiting")

    def say_status(self) -> HttpResponse:
        level = self.request.POST.get("level", "")
        if level not in StatusLevel.values:
            raise Http404
        self.put_status(StatusLevel(level))
        messages.success(
            self.request,
            staff_("Readers are told: %(level)s.")
            % {"level": StatusLevel(level).label},
        )
        return self.back()

    def put_status(self, level: StatusLevel) -> None:
        status.say(self.translation, level, signed_in(self.request))


def urls() -> list[URLPattern]:
    return [
        path(
            "translations/review/<int:translation_id>/",
            ReviewView.as_view(),
            name="workbench_review",
        ),
    ]
