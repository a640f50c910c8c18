"""The page that says what publishing does, before anything is published."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as staff_
from django.views.generic import View
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation

from desk.sections import Action, Section
from openheritage.locales import language_of
from openheritage.names import day, language_name_here
from openheritage.pages import SitePage

from .differences import Change
from .keeping import lock
from .models import Plan, is_kept
from .outcome import Following, Outcome
from .publishing import APPROVE

PUBLISH, CORRIGENDUM = "publish", "corrigendum"


class NoteForm(forms.Form):
    note = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data)
        self.fields["note"].label = staff_("What is corrected")
        self.fields["note"].help_text = staff_(
            "One sentence for the public, in this language: %(language)s."
        ) % {"language": language_name_here(language)}


def named(languages: list[Following]) -> str:
    """How many languages, and which."""
    names = [language_name_here(language_of(row.locale.pk)) for row in languages]
    return f"{len(names)}: {', '.join(names)}" if names else ""


def label_of(change: Change) -> str:
    if change.label.isdigit():
        return staff_("Article %(number)s") % {"number": change.label}
    if change.label:
        return staff_("Clause %(letter)s") % {"letter": change.label}
    return staff_("Title, opening or heading")


class ConfirmView(WagtailAdminTemplateMixin, View):
    """Of whatever is about to go live; where that comes from, its kinds know."""

    template_name = "desk/sections.html"
    header_icon = "upload"
    note_form: NoteForm | None = None

    # What its kinds say ---------------------------------------------------------

    @cached_property
    def page(self) -> SitePage:
        """With the words that it would be published with."""
        raise NotImplementedError

    def publish(self, outcome: Outcome, plan: dict) -> None:
        raise NotImplementedError

    def refusal(self) -> str:
        """Why it cannot be published at all; empty if it can."""
        lock = self.page.get_lock()
        if lock and lock.for_user(self.request.user):
            return staff_("“%(title)s” is locked.") % {"title": self.page}
        return ""

    # The page -------------------------------------------------------------------

    def get_page_title(self) -> str:
        return staff_("Publish")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        title = self.page.get_admin_display_title()
        return [
            {"url": self.edit_url, "label": title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    @property
    def edit_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def check(self) -> HttpResponse | None:
        if not is_kept(self.page):
            raise Http404
        if not self.page.permissions_for_user(self.request.user).can_publish():
            raise PermissionDenied
        if words := self.refusal():
            messages.error(self.request, words)
            return redirect(self.edit_url)
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.check() or self.show(Outcome(self.page))

    def show(self, outcome: Outcome) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(sections=list(self.sections(outcome)))
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if refused := self.check():
            return refused
        with transaction.atomic():
            lock(self.page)
            # As it is now: translators may have gone on.
            del self.page
            outcome = Outcome(self.page)
            if request.POST.get("seen") != outcome.seen:
                messages.warning(
                    request,
                    staff_("It has changed since you looked. Please look again."),
                )
                return self.show(outcome)
            plan: dict[str, Any] = {"corrects": None, "note": ""}
            if request.POST.get("action") == CORRIGENDUM:
                if not (outcome.makes_corrigendum or outcome.may_be_corrigendum):
                    raise Http404
                form = NoteForm(request.POST, language=self.page.language)
                if not form.is_valid():
                    self.note_form = form
                    messages.error(request, staff_("Nothing was published."))
                    return self.show(outcome)
                note = form.cleaned_data["note"]
                plan = {"corrects": outcome.version, "note": note}
            elif outcome.makes_corrigendum:
                raise Http404
            self.publish(outcome, plan)
        messages.success(request, self.done(outcome, plan))
        return redirect("wagtailadmin_explore", self.page.get_parent().pk)

    def done(self, outcome: Outcome, plan: dict) -> str:
        if self.is_scheduled:
            words = staff_("“%(title)s” will be published at its time.")
        elif plan["note"]:
            words = staff_("“%(title)s” has been published, with a corrigendum.")
        elif outcome.is_original and outcome.makes_text:
            words = staff_("“%(title)s” has been published: it is version %(number)s.")
        else:
            words = staff_("“%(title)s” has been published.")
        return words % {"title": self.page, "number": outcome.next_number}

    @property
    def is_scheduled(self) -> bool:
        at = self.page.go_live_at
        return bool(at and at > timezone.now())

    # What it says -----------------------------------------------------------------

    def sections(self, outcome: Outcome) -> list[Section]:
        sections = [self.summary(outcome)]
        if changes := outcome.changes:
            rows = [(label_of(change), change.html) for change in changes]
            sections.append(Section("changes", staff_("What changes"), rows=rows))
        if outcome.makes_corrigendum:
            return [*sections, self.corrigendum(outcome)]
        sections.append(self.plain(outcome))
        if outcome.is_original and outcome.last and outcome.is_reworded:
            sections.append(self.corrigendum(outcome))
        return sections

    def summary(self, outcome: Outcome) -> Section:
        rows: list[tuple[str, Any]] = []
        if outcome.last:
            now = staff_("version %(number)s, published on %(date)s")
            number, date = outcome.last.version.number, outcome.last.published_at
            rows.append(
                (staff_("Now"), now % {"number": number, "date": day(date.date())})
            )
        rows += outcome.signed
        if outcome.is_original and outcome.is_reworded:
            rows.append(
                (staff_("Translations that follow it"), named(outcome.falling_behind))
            )
            rows.append((staff_("Behind already"), named(outcome.behind)))
        if before := outcome.seen_before:
            words = staff_("version %(number)s had exactly these words")
            rows.append(
                (staff_("Seen before"), words % {"number": before.version.number})
            )
        if self.is_scheduled:
            at = timezone.localtime(self.page.go_live_at)
            rows.append((staff_("Goes live"), f"{day(at.date())}, {at:%H:%M %Z}"))
        return Section(
            "summary",
            str(self.page),
            note=self.note(outcome),
            rows=rows,
            links=[(staff_("Back to the page: what you wrote is kept"), self.edit_url)],
        )

    def note(self, outcome: Outcome) -> str:
        if outcome.is_original and not outcome.makes_text:
            return staff_(
                "The words that are signed have not changed. No version and no text is "
                "made; everything else on the page is published."
            )
        if outcome.is_original:
            return staff_(
                "The words that are signed are new. Whoever has signed keeps the text "
                "that they signed."
            )
        if outcome.version is None:
            return staff_("The original is not published: no text is kept.")
        if not outcome.makes_text:
            words = staff_(
                "The words have not changed and follow version %(number)s as before. "
                "No text is made; everything else on the page is published."
            )
        elif outcome.makes_corrigendum:
            words = staff_(
                "The words are new, for version %(number)s, which this translation "
                "follows already. They are kept beside the old ones. Whoever has "
                "signed keeps the text that they signed."
            )
        else:
            words = staff_(
                "This translation will follow version %(number)s, and its words are "
                "kept. Whoever has signed keeps the text that they signed."
            )
        return words % {"number": outcome.version.number}

    def action(self, name: str, label: str, outcome: Outcome, **more: Any) -> Action:
        return Action(name, label, hidden={"seen": outcome.seen}, **more)

    def plain(self, outcome: Outcome) -> Section:
        label, note = staff_("Publish"), ""
        if outcome.is_original and outcome.makes_text:
            number = outcome.next_number
            label = staff_("Publish version %(number)s") % {"number": number}
        if outcome.is_original and outcome.last and outcome.makes_text:
            note = staff_(
                "For words that say something else. From then on organisations sign "
                "the new version. These languages fall behind and say so to their "
                "readers until they are translated: %(languages)s."
            ) % {"languages": named(outcome.falling_behind) or "0"}
        return Section(
            "publish", label, note=note, actions=[self.action(PUBLISH, label, outcome)]
        )

    def corrigendum(self, outcome: Outcome) -> Section:
        title = staff_("Publish a corrigendum")
        if outcome.is_original and not outcome.has_same_parts:
            note = staff_(
                "Not possible: a clause or an article comes, goes or moves. That is a "
                "new version."
            )
            return Section("corrigendum", title, note=note)
        note = staff_(
            "For a slip that changes nothing in what the words say. The text gets its "
            "own digest under the same version and is listed with its date, its "
            "difference and your sentence."
        )
        if outcome.is_original:
            note = staff_(
                "For a slip that changes nothing in what the words say. The text gets "
                "its own digest under the same version and is listed with its date, "
                "its difference and your sentence. No translation falls behind; if "
                "one has the same slip, correct it there."
            )
        form = self.note_form or NoteForm(language=self.page.language)
        label = title
        if outcome.version:
            label = staff_("Publish a corrigendum to version %(number)s") % {
                "number": outcome.version.number
            }
        action = self.action(CORRIGENDUM, label, outcome, form=form)
        return Section("corrigendum", title, note=note, actions=[action])


class ConfirmRevisionView(ConfirmView):
    """A revision, as the editor has saved it, now or when its time has come."""

    @cached_property
    def revision(self) -> Revision:
        revision = get_object_or_404(Revision, pk=self.kwargs["revision_id"])
        if not is_kept(revision.content_object):
            raise Http404
        return revision

    @cached_property
    def page(self) -> SitePage:
        return self.revision.as_object()

    def summary(self, outcome: Outcome) -> Section:
        section = super().summary(outcome)
        if not self.revision.is_latest_revision():
            section.note = staff_(
                "Somebody has saved a newer draft since. This is what you had: %(note)s"
            ) % {"note": section.note}
        return section

    def check(self) -> HttpResponse | None:
        if self.is_approval and not self.may_approve:
            raise PermissionDenied
        return super().check()

    @property
    def is_approval(self) -> bool:
        return self.request.GET.get("go") == APPROVE

    @cached_property
    def may_approve(self) -> bool:
        task = self.page.current_workflow_task
        actions = task.get_actions(self.page, self.request.user) if task else []
        return APPROVE in [name for name, *_labels in actions]

    def publish(self, outcome: Outcome, plan: dict) -> None:
        user = self.request.user
        Plan.objects.update_or_create(
            revision=self.revision, defaults={**plan, "confirmed_by": user}
        )
        if self.is_approval:
            comment = self.request.GET.get("comment", "")
            self.page.current_workflow_task.on_action(
                self.page.current_workflow_task_state, user, APPROVE, comment=comment
            )
            return
        action = PublishPageRevisionAction(self.revision, user=user)
        action.execute(skip_permission_checks=True)


class ConfirmTranslationView(ConfirmView):
    """A translation, of which wagtail-localize makes a revision only to publish it."""

    @cached_property
    def translation(self) -> Translation:
        page = get_object_or_404(Page, pk=self.kwargs["page_id"])
        return get_object_or_404(
            Translation,
            source__object_id=page.translation_key,
            target_locale_id=page.locale_id,
            enabled=True,
        )

    @cached_property
    def page(self) -> SitePage:
        translation = self.translation
        return translation.source.get_ephemeral_translated_instance(
            translation.target_locale, fallback=True
        )

    @property
    def is_scheduled(self) -> bool:
        return False

    def refusal(self) -> str:
        total, translated = self.translation.get_progress()
        if translated != total:
            return staff_("The translation is not complete.")
        return super().refusal()

    def publish(self, outcome: Outcome, plan: dict) -> None:
        user = self.request.user
        self.translation.save_target(user=user, publish=True)
        # It goes live at the end of the transaction.
        revision = Page.objects.get(pk=self.page.pk).get_latest_revision()
        Plan.objects.update_or_create(
            revision=revision, defaults={**plan, "confirmed_by": user}
        )
