"""The page that says what publishing does, before anything is published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
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

from desk.sections import Section
from openheritage.pages import SitePage

from .keeping import lock
from .models import Plan, is_kept
from .outcome import Outcome
from .publishing import APPROVE, UnconfirmedError
from .summary_screens import tell_outdated
from .telling import CORRIGENDUM, NoteForm, Telling


class ConfirmView(Telling, WagtailAdminTemplateMixin, View):
    """Of whatever is about to go live; where that comes from, its kinds know."""

    template_name = "desk/sections.html"
    header_icon = "upload"

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
        try:
            return self.decide(request)
        except UnconfirmedError:
            # A workflow ends with the newest draft, which is another one: look at it.
            raise
        except ValidationError as error:
            # What localize or the page itself has against these words.
            messages.error(request, " ".join(error.messages))
            return redirect(self.edit_url)

    def decide(self, request: HttpRequest) -> HttpResponse:
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
        tell_outdated(request, self.page)
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
        Plan.objects.confirm(self.revision, confirmed_by=user, **plan)
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
        Plan.objects.confirm(revision, confirmed_by=user, **plan)
