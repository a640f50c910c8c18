"""The pages of the form that hold answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from consents.forms import ConsentsForm
from openheritage.forms import StepForm
from openheritage.origins import asked

from ..carried import Carried, cookie_in, mark_of
from ..forms import CheckForm, OrganisationForm, PersonForm
from ..models import Signature
from ..shown import Shown

ORGANISATION, PERSON, CHECK = "organisation", "person", "check"
STEPS: dict[str, type[StepForm]] = {
    ORGANISATION: OrganisationForm,
    PERSON: PersonForm,
}
ADDRESSES = {
    ORGANISATION: "sign_organisation",
    PERSON: "sign_person",
    CHECK: "sign_check",
}

# What the next page says (``Carried.notice``).
LOST, UNTICKED = "lost", "unticked"

# How the names of consents begin.
CONSENT = "consent_"


def is_empty(form: StepForm) -> bool:
    """Whether nothing of the reader's is in it: it looks the same for everybody."""
    return not form.is_bound and not any(map(form.initial.get, form.fields))


class Pages:
    """What one request is shown of what was answered."""

    def __init__(self, request: HttpRequest, shown: Shown) -> None:
        self.request = request
        self.shown = shown
        self.cookie = cookie_in(request.LANGUAGE_CODE)
        self.kept = Carried.kept(request)
        self.carried = self.kept or Carried()
        # Whether the page that was sent is of the form in the cookie.
        self.is_same_browser = False
        self.is_asked_again = False
        # {step: the answers to it, and its form with these}
        self.cleaned: dict[str, tuple[dict[str, str], StepForm]] = {}

    @property
    def answers(self) -> dict[str, str]:
        return self.carried.answers

    def reached(self, step: str) -> str:
        """The step, or the first one before it that is not complete."""
        for earlier in STEPS:
            if earlier == step or not self.is_good(earlier):
                return earlier
        return step

    def is_good(self, step: str) -> bool:
        """Whether nothing is missing or wrong in its answers, which then are as their
        form has cleaned them. While they stay so, other pages need not look again."""
        if self.carried.good.get(step) == mark_of(self.given(step)):
            return True
        form = self.form(step)
        if not form.is_valid():
            return False
        self.answers.update(form.cleaned_data)
        self.carried.good[step] = mark_of(self.given(step))
        return True

    def given(self, step: str) -> dict[str, str]:
        return {name: self.answers.get(name, "") for name in STEPS[step].base_fields}

    def form(self, step: str) -> StepForm:
        """With what was answered. Several ask for it: it is cleaned once, until its
        answers change."""
        answers = self.given(step)
        known = self.cleaned.get(step)
        if known is None or known[0] != answers:
            known = self.cleaned[step] = answers, STEPS[step](answers)
        return known[1]

    @property
    def facts(self) -> dict[str, str]:
        """Of the organisation, once its step is good."""
        given = self.given(ORGANISATION)
        return {name: given.get(name, "") for name in OrganisationForm.kept}

    def page(self, step: str) -> HttpResponse:
        if step == CHECK and self.reached(CHECK) == CHECK:
            return self.check()
        step = step if step in STEPS else self.reached(step)
        is_tried = step in self.carried.tried
        form = self.form(step) if is_tried else STEPS[step](initial=self.answers)
        return self.render("signatures/sign_step.html", step, form, "continue")

    def check(
        self, form: ConsentsForm | None = None, problem: str = ""
    ) -> HttpResponse:
        if form is None:
            form = CheckForm(initial=self.typed(), wordings=self.shown.wordings)
        self.carried.seen = self.shown.seen
        return self.render(
            "signatures/sign_check.html",
            CHECK,
            form,
            "send",
            problem=problem,
            signature=Signature(**self.facts),
            person=self.given(PERSON),
            statement=self.shown.page,
            text=self.shown.text,
        )

    def typed(self) -> dict[str, object]:
        """Of the last page. Boxes stay ticked only beside the words they were for."""
        found: dict[str, object] = {"comment": self.carried.comment}
        if self.is_asked_again and self.carried.seen == self.shown.seen:
            found |= {
                name: True for name in self.request.POST if name.startswith(CONSENT)
            }
        return found

    def render(
        self, template: str, step: str, form: StepForm, go: str, **more: object
    ) -> HttpResponse:
        parts = {
            "assets": "",
            "header": go,
            "footer": "",
            "status": "",
            "steps": step,
            "what_we_keep": "",
            "words": str(self.shown.text.pk),
        }
        problem = more.pop("problem", "") or self.problem()
        if is_empty(form):
            parts["fields"] = str(self.shown.seen)
            if not problem:
                parts["head"] = step
        context = {
            "form": form,
            "step": step,
            "problem": problem,
            "is_unticked": self.carried.notice == UNTICKED,
            "answers": self.carried.sealed(),
            "is_kept": self.kept is not None and any(self.answers.values()),
            "language_form": {"id": "sign-form", "go": go},
            "kept_parts": parts,
            **more,
        }
        if self.is_asked_again:
            context |= asked()
        return render(self.request, template, context)

    def problem(self) -> str:
        if self.carried.notice == LOST:
            return _(
                "Answers of earlier steps are missing: they are older than two hours, "
                "you have sent them, or this browser keeps no cookies. Please go "
                "through the steps again."
            )
        return ""
