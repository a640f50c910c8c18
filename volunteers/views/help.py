"""One request on the way through the sentences of a page.

All that was typed travels in the page itself, in its fields and in hidden ones: no
session, no cookie, and two tabs are never mixed.
"""

from datetime import timedelta
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page

from consents.models import ConsentWording
from limits import rates, repeats
from limits.networks import client_ip
from openheritage.names import number
from openheritage.origins import again
from openheritage.pseudonyms import key
from openheritage.spans import span

from .. import offering, po_files, typed, waiting
from ..consents import wordings_in
from ..forms import YouForm
from ..lines import Line, Lines
from ..offering import Answers, flags_of

# Sentences on one page of the form.
PORTION = 10

SENTENCES, YOU = "sentences", "you"
PERSON = ("signer", "email", "topic", "asked_about", "meant")


class Help:
    """What was typed for a page, and the page that answers it."""

    def __init__(self, request: HttpRequest, page: Page) -> None:
        self.request = request
        self.page = page
        self.language = request.LANGUAGE_CODE
        self.lines = Lines.of(page, self.language)
        # What was typed for sentences that are not there any more.
        self.lost: list[str] = []
        self.faults: list[str] = []
        self.problem = ""
        self.notice = ""
        self.status = 200

    @cached_property
    def wordings(self) -> list[ConsentWording]:
        return wordings_in(self.language)

    # Looking ----------------------------------------------------------------------

    @property
    def portions(self) -> int:
        return max(1, ceil(len(self.lines) / PORTION))

    def look(self, portion: int = 1) -> HttpResponse:
        portion = min(max(1, portion), self.portions)
        first = (portion - 1) * PORTION
        shown = self.lines.lines[first : first + PORTION]
        here = {line.key for line in shown}
        problems = [(line.key, about(line)) for line in self.lines if line.problem]
        return self.render(
            SENTENCES,
            shown=shown,
            hidden=[line for line in self.lines.given if line.key not in here],
            portion=portion,
            portions=self.portions,
            next=portion + 1 if portion < self.portions else 0,
            before=portion - 1,
            form={"problems": [row for row in problems if row[0] in here]},
            address=waiting.address_of(self.page, self.language),
        )

    def look_at(self, line: Line) -> HttpResponse:
        return self.look(self.lines.lines.index(line) // PORTION + 1)

    def you(self, form: YouForm | None = None) -> HttpResponse:
        if form is None:
            form = YouForm(initial=self.person, wordings=self.wordings)
        return self.render(
            YOU, form=form, given=self.lines.given, hidden=self.lines.given
        )

    def render(self, step: str, **more: Any) -> HttpResponse:
        context = {
            "help": self,
            "lines": self.lines,
            "original": self.page,
            "language": self.language,
            "problem": self.problem,
            "notice": self.notice,
            "faults": self.faults,
            "lost": self.lost,
            "name": self.request.POST.get("name") or get_random_string(32),
            **more,
        }
        # A form that has been asked once need not be asked at each step.
        context["asked"] = self.request.POST.get("asked", "")
        context |= again(self.request)
        if self.request.method != "POST":
            context["name"] = ""
        template = f"volunteers/help_{step}.html"
        return render(self.request, template, context, status=self.status)

    @property
    def person(self) -> dict[str, Any]:
        """What was typed about the person, when the page is shown once more."""
        post = self.request.POST
        found: dict[str, Any] = {name: post.get(name, "") for name in PERSON}
        return found | {name: True for name in post if name.startswith("consent_")}

    # Sending ----------------------------------------------------------------------

    def take(self) -> None:
        """Takes up what the page held."""
        for name, value in self.request.POST.dict().items():
            if not name.startswith("s-") or not value.strip():
                continue
            line = self.lines.by_key.get(name)
            if line is None:
                self.lost.append(typed.sendable(value))
            else:
                line.value = typed.sendable(value)

    def go(self) -> HttpResponse:
        self.take()
        go = self.request.POST.get("go", "")
        portion = as_number(self.request.POST.get("portion", ""))
        if self.lost:
            self.problem = _(
                "The original has changed while you were writing. What you wrote for "
                "sentences that are gone stands below, so that you can use it again."
            )
            self.status = 409
            return self.look(portion)
        if again(self.request):
            return self.you() if go == "send" else self.look(portion)
        if go == "file":
            return self.take_file()
        if go.startswith("portion-"):
            return self.change_portion(portion, as_number(go.removeprefix("portion-")))
        return self.finish(go)

    def change_portion(self, here: int, there: int) -> HttpResponse:
        """On, if nothing is wrong here; back, whatever is."""
        for line in self.lines.given:
            line.judge()
        if there > here and (wrong := self.wrong()):
            return self.look_at(wrong)
        return self.look(there)

    def wrong(self) -> Line | None:
        return next((line for line in self.lines if line.problem), None)

    def take_file(self) -> HttpResponse:
        upload = self.request.FILES.get("file")
        if upload is None:
            self.problem = _("Choose a file first.")
            return self.look()
        if wait := rates.wait("help_file", ip=client_ip(self.request)):
            left = {"span": span(timedelta(seconds=wait))}
            self.problem = (
                _("That was too often. You can try again in %(span)s.") % left
            )
            self.status = 429
            return self.look()
        try:
            taken = po_files.take(upload, self.lines)
        except po_files.RefusedError as refused:
            self.problem = str(refused)
            return self.look()
        self.faults = taken.faults
        if not taken.number:
            self.problem = _("The file brings no sentence that is not here already.")
            return self.look()
        self.notice = _(
            "The sentences of your file are filled in. Look at them, and go on."
        )
        wrong = self.wrong()
        return self.look_at(wrong) if wrong else self.look()

    def finish(self, go: str) -> HttpResponse:
        if not self.lines.given:
            self.problem = _("Translate at least one sentence.")
            return self.look()
        for line in self.lines.given:
            line.judge()
        if wrong := self.wrong():
            return self.look_at(wrong)
        if go != "send":
            return self.you()
        form = YouForm(self.request.POST, wordings=self.wordings)
        seen = self.request.POST.get("seen", "")
        if seen != self.seen:
            self.problem = _(
                "What you agree to was worded anew in the meantime. Please read it "
                "once more."
            )
            return self.you(YouForm(initial=self.typed_person, wordings=self.wordings))
        if not form.is_valid():
            return self.you(form)
        self.submit(form)
        return redirect("help_sent")

    @property
    def typed_person(self) -> dict[str, Any]:
        """Boxes stay ticked only beside the words they were for."""
        return {name: self.request.POST.get(name, "") for name in PERSON}

    @property
    def seen(self) -> str:
        return ",".join(str(wording.pk) for wording in self.wordings)

    def submit(self, form: YouForm) -> None:
        data = form.cleaned_data
        ip, email = client_ip(self.request), data["email"]
        said = [(line.key, line.text) for line in self.lines.given]
        name = self.request.POST.get("name", "")
        sent = key(repr([name, self.page.pk, self.language, email, said]), "form")
        # Who sends it again has tried once.
        with repeats.undone(repeats.is_known(sent)):
            flags = flags_of(ip=ip, email=email, filled_honeypot=bool(data["topic"]))
        answers = Answers(
            lines=self.lines,
            given=self.lines.given,
            name=data["signer"],
            email=email,
            language=self.language,
            consents=form.given,
            ip=ip,
            flags=flags,
        )
        offering.submit(answers, sent)


def about(line: Line) -> str:
    """What is wrong, as it reads away from its field."""
    field = _("Translation of sentence %(number)s") % {"number": number(line.number)}
    return _("%(field)s: %(problem)s") % {"field": field, "problem": line.problem}


def as_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
