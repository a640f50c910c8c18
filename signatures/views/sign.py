"""The form in short steps, whose answers travel signed from page to page."""

import json
import secrets
from dataclasses import dataclass

from django import forms
from django.core import signing as tokens
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consents.forms import ConsentsForm
from consents.models import ConsentWording
from limits import repeats
from limits.networks import client_ip
from openheritage.closed import goes_on_if
from openheritage.forms import StepForm
from openheritage.pseudonyms import key
from signatures.answers import Answers, flags_of
from signatures.consents import AUTHORITY, RECORD, wordings_in
from statement.models import StatementPage, StatementText

from .. import signing
from ..forms import OrganisationForm, PersonForm
from ..models import Signature

SALT = "signatures.sign"
SECONDS = 24 * 60 * 60

ORGANISATION, PERSON, CHECK = "organisation", "person", "check"
STEPS: dict[str, type[StepForm]] = {
    ORGANISATION: OrganisationForm,
    PERSON: PersonForm,
}

# More than any field takes: what is longer is refused, but not sent back whole.
LONGEST = 4000


def sendable(text: str) -> str:
    """Half a character can be received in some encodings, but never be sent back."""
    return text.encode(errors="replace").decode()


@dataclass
class Shown:
    """What can be signed, as the reader sees it."""

    page: StatementPage
    text: StatementText
    wordings: list[ConsentWording]

    @property
    def seen(self) -> list[int]:
        """Travels with the answers: nobody signs what was not on their screen."""
        return [self.text.pk, *(wording.pk for wording in self.wordings)]


def find_shown(language: str) -> Shown | None:
    """``None`` while nothing can be signed."""
    page = StatementPage.objects.shown_in(language)
    if page is None or not page.is_open:
        return None
    text = StatementText.objects.shown_on(page)
    wordings = wordings_in(language)
    asked = {wording.purpose for wording in wordings}
    if text is None or not {RECORD, AUTHORITY} <= asked:
        return None
    return Shown(page, text, wordings)


# What was answered in earlier steps is not lost.
@goes_on_if(lambda request: bool(request.POST.get("answers")))
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    shown = find_shown(request.LANGUAGE_CODE)
    if shown is None:
        statement = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
        return render(request, "signatures/sign_closed.html", {"statement": statement})
    way = Way(request, shown)
    return way.go() if request.method == "POST" else way.step(ORGANISATION)


class Way:
    """One request on the way through the steps."""

    def __init__(self, request: HttpRequest, shown: Shown) -> None:
        self.request = request
        self.shown = shown
        self.answers: dict[str, str] = {}
        self.seen: list[int] = []
        # Of this form, from its first step on: sent again, it is the same.
        self.name = secrets.token_urlsafe(16)

    def go(self) -> HttpResponse:
        post = self.request.POST
        here = post.get("step")
        here = here if here in (*STEPS, CHECK) else ORGANISATION
        is_known = self.read(here)
        self.answers |= self.posted(here)
        if not is_known:
            return self.step(ORGANISATION, problem=self.expired())
        match post.get("go"):
            case "language":
                return self.show(here)
            case "back" | "organisation":
                return self.step(ORGANISATION)
            case "person":
                return self.step(PERSON)
        if here == CHECK:
            return self.send()
        return self.proceed(here)

    @staticmethod
    def expired() -> str:
        return _(
            "Your answers were kept for a day, and that is over, or they were "
            "damaged on the way. Please go through the steps again."
        )

    def read(self, here: str) -> bool:
        """Takes up the answers of other steps; whether they are what we sent."""
        sealed = sendable(self.request.POST.get("answers", ""))
        if not sealed:
            return here == ORGANISATION
        try:
            carried = tokens.loads(sealed, salt=SALT, max_age=SECONDS)
        except tokens.BadSignature:
            return False
        self.answers, self.seen = carried["answers"], carried["seen"]
        # Those that a release before this one sealed have none.
        self.name = carried.get("name", self.name)
        return True

    def seal(self, seen: list[int]) -> str:
        carried = {"answers": self.answers, "seen": seen, "name": self.name}
        return tokens.dumps(carried, salt=SALT, compress=True)

    def posted(self, here: str) -> dict[str, str]:
        if here == CHECK:
            return {}
        post = self.request.POST
        return {
            name: sendable(post.get(name, "")[:LONGEST])
            for name in STEPS[here].base_fields
        }

    def proceed(self, here: str) -> HttpResponse:
        form = STEPS[here](self.answers)
        if isinstance(form, OrganisationForm) and form.is_individual:
            return redirect("sign_individuals")
        if not form.is_valid():
            return self.step(here, form)
        self.answers |= form.cleaned_data
        return self.show(self.first_gap() or CHECK)

    def first_gap(self) -> str | None:
        """The first step that is not complete."""
        for step, form in STEPS.items():
            if not form(self.answers).is_valid():
                return step
        return None

    def send(self) -> HttpResponse:
        if gap := self.first_gap():
            return self.step(gap, STEPS[gap](self.answers))
        if self.seen != self.shown.seen:
            problem = _(
                "What you are about to sign has changed meanwhile. Please look at it "
                "again before you sign."
            )
            return self.check(problem=problem)
        consents = ConsentsForm(self.request.POST, wordings=self.shown.wordings)
        if not consents.is_valid():
            return self.check(consents)
        facts, person = self.complete()
        ip, email = client_ip(self.request), person["email"]
        sent = self.sent(consents)
        # Who sends it again has tried once.
        with repeats.undone(repeats.is_known(sent)):
            flags = flags_of(ip=ip, email=email, filled_honeypot=bool(person["topic"]))
        signing.submit(
            Answers(
                facts=facts,
                name=person["signer"],
                job_title=person["job_title"],
                email=email,
                language=self.request.LANGUAGE_CODE,
                text=self.shown.text,
                consents=consents.given,
                ip=ip,
                flags=flags,
            ),
            sent,
        )
        return redirect("sign_sent")

    def sent(self, consents: ConsentsForm) -> str:
        """Stands for this form with these answers. In another language it is the same
        one; who corrects an answer sends another."""
        given = sorted(wording.purpose for wording in consents.given)
        said = [self.name, sorted(self.answers.items()), given]
        return key(json.dumps(said), "form")

    def complete(self) -> tuple[dict[str, str], dict[str, str]]:
        """The facts and the person, when there is no gap."""
        organisation, person = OrganisationForm(self.answers), PersonForm(self.answers)
        organisation.full_clean()
        person.full_clean()
        comment = person.cleaned_data["comment"]
        return organisation.facts | {"comment": comment}, person.cleaned_data

    # Pages -------------------------------------------------------------------

    def show(self, step: str) -> HttpResponse:
        """A step without complaints, though it may not be complete yet."""
        if step == CHECK and (gap := self.first_gap()):
            step = gap
        return self.check() if step == CHECK else self.step(step)

    def step(
        self, step: str, form: forms.Form | None = None, problem: str = ""
    ) -> HttpResponse:
        context = {
            "form": form or STEPS[step](initial=self.answers),
            "step": step,
            "problem": problem,
            "statement": self.shown.page,
            "text": self.shown.text,
            "answers": self.seal([]) if self.answers else "",
            "language_form": {"id": "sign-form", "go": "continue"},
        }
        return render(self.request, "signatures/sign_step.html", context)

    def check(
        self, consents: ConsentsForm | None = None, problem: str = ""
    ) -> HttpResponse:
        facts, person = self.complete()
        context = {
            "form": consents or ConsentsForm(wordings=self.shown.wordings),
            "step": CHECK,
            "problem": problem,
            "signature": Signature(**facts),
            "person": person,
            "statement": self.shown.page,
            "text": self.shown.text,
            "answers": self.seal(self.shown.seen),
            "language_form": {"id": "sign-form", "go": "send"},
        }
        return render(self.request, "signatures/sign_check.html", context)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for a new, a repeated and a blocked signer."""
    return render(request, "signatures/sign_sent.html", {"step": "mail"})


@never_cache
@require_safe
def individuals(request: HttpRequest) -> HttpResponse:
    return render(request, "signatures/sign_individuals.html")
