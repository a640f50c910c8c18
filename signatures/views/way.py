"""One request on the way through the form's steps.

A step that was sent is answered by the address of the next one, with the answers in a
cookie. The next page itself is the answer where the cookie cannot hold all of it
(``carried``), and on the last page, whose comment and consents are in no cookie.
"""

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from limits import repeats
from limits.networks import client_ip
from openheritage.addresses import parsed_once
from openheritage.furniture import speaking
from openheritage.locales import open_locales
from openheritage.origins import is_unsure
from openheritage.text import sendable
from signatures.answers import Answers, flags_of

from .. import signing
from ..carried import Carried
from ..forms import INDIVIDUAL, CheckForm, OrganisationForm, PersonForm
from ..sent import Sent
from .pages import (
    ADDRESSES,
    CHECK,
    CONSENT,
    LOST,
    ORGANISATION,
    PERSON,
    STEPS,
    UNTICKED,
    Pages,
)

# What the buttons are called that do not send.
GOES_ELSEWHERE = ("language", "back", "organisation", "person", "discard")

# More than any field takes: what is longer is refused, but not sent back whole.
LONGEST = 4000


def for_individuals(answers: dict[str, str]) -> dict[str, str]:
    """What fits the form on which individuals say that they want to stay in touch.
    Who signs as a private person has often given their own name as the first one."""
    is_person = answers.get("kind") == INDIVIDUAL
    own_name = answers.get("name", "") if is_person else ""
    known = {
        "signer": answers.get("signer", "") or own_name,
        "email": answers.get("email", ""),
    }
    return {name: value for name, value in known.items() if value}


class Way(Pages):
    """What is to be done about one request, and what answers it."""

    # Looking: what the cookie holds ---------------------------------------------

    def look(self, here: str) -> HttpResponse:
        with parsed_once():
            return self.look_at(here)

    def look_at(self, here: str) -> HttpResponse:
        if self.kept is None:
            if here != ORGANISATION:
                return redirect(ADDRESSES[ORGANISATION])
            self.carried.notice = LOST
        reached = self.reached(here)
        return self.page(here) if reached == here else redirect(ADDRESSES[reached])

    # Sending: what the page holds, and what was kept ------------------------------

    def go(self, here: str) -> HttpResponse:
        with parsed_once():
            return self.take_step(here)

    def take_step(self, here: str) -> HttpResponse:
        post = self.request.POST
        # A page that was the answer to another step has that one's address.
        here = post["step"] if post.get("step") in ADDRESSES else here
        go = post.get("go")
        if again := self.ask_where_it_began(go):
            return again
        if not self.take(here):
            self.carried.notice = LOST
        if is_unsure(self.request) and not self.is_same_browser:
            self.is_asked_again = True
            return self.page(here)
        if go == "discard":
            return self.discard()
        if self.is_complete(here, go):
            return self.send()
        if again := self.hand_over() or self.look_for_cookies():
            return again
        if self.carried.notice == LOST:
            return self.show(ORGANISATION)
        match go:
            case "language":
                return self.change_language(here)
            case "back" | "organisation":
                return self.show(ORGANISATION)
            case "person":
                return self.show(PERSON)
        return self.proceed(here)

    def is_complete(self, here: str, go: str | None) -> bool:
        """Whether it can be sent, for which all is cleaned once more."""
        if here != CHECK or go in GOES_ELSEWHERE:
            return False
        self.carried.good.clear()
        return self.reached(CHECK) == CHECK

    def take(self, here: str) -> bool:
        """Takes up what was answered; whether nothing is missing of other steps."""
        post = self.request.POST
        sealed = post.get("answers", "")
        # What was on the screen counts, whatever another tab has left in the cookie.
        opened = Carried.opened(sealed) if sealed else None
        found = opened or self.kept
        self.is_same_browser = bool(
            opened and self.kept and opened.name == self.kept.name
        )
        self.carried = found or Carried()
        if "again" not in self.request.GET:
            self.carried.notice = ""
        if "comment" in post:
            self.carried.comment = sendable(post["comment"][:LONGEST])
        if here in STEPS:
            for name in {*STEPS[here].base_fields} & {*post}:
                self.answers[name] = sendable(post[name][:LONGEST])
            self.carried.tried = [name for name in self.carried.tried if name != here]
        return found is not None or (here == ORGANISATION and not sealed)

    def look_for_cookies(self) -> HttpResponse | None:
        """The first time, the browser is asked to send the same again, with the cookie
        that it is given: one that refuses cookies then shows it, and loses nothing."""
        if self.carried.is_cookieless or self.cookie.is_sent(self.request):
            return None
        if "again" in self.request.GET:
            self.carried.is_cookieless = True
            return None
        if not any(self.answers.values()):
            return None
        here = f"{self.request.path}?again=1"
        response = HttpResponseRedirect(here, preserve_request=True)
        return response if self.carried.keep(self.request, response) else None

    def ask_where_it_began(self, go: str | None) -> HttpResponse | None:
        """The first page is empty, and the language that it was sent to gets no cookie
        of the other one, in which more may have been answered."""
        post, here = self.request.POST, self.request.LANGUAGE_CODE
        before = post.get("from", "")
        if go != "language" or "answers" in post or "again" in self.request.GET:
            return None
        if before == here or before not in open_locales():
            return None
        with speaking(before):
            path = reverse(ADDRESSES[ORGANISATION])
        return HttpResponseRedirect(f"{path}?to={here}", preserve_request=True)

    def hand_over(self) -> HttpResponse | None:
        """The other half: all goes to the language that the reader has chosen."""
        language = self.request.GET.get("to", "")
        if language not in open_locales():
            return None
        with speaking(language):
            path = reverse(ADDRESSES[ORGANISATION])
        response = HttpResponseRedirect(f"{path}?again=1", preserve_request=True)
        self.carried.language = self.request.LANGUAGE_CODE
        if any(self.answers.values()):
            self.carried.keep(self.request, response, language)
        return response

    def change_language(self, here: str) -> HttpResponse:
        if any(name.startswith(CONSENT) for name in self.request.POST):
            self.carried.notice = UNTICKED
        if not any(self.answers.values()) and self.kept is None:
            return redirect("sign")
        return self.show(here)

    def proceed(self, here: str) -> HttpResponse:
        if here == CHECK:
            here = self.reached(CHECK)
        form = self.form(here)
        if isinstance(form, OrganisationForm) and form.is_individual:
            return self.to_individuals()
        if self.is_good(here):
            return self.show(CHECK)
        if isinstance(form, PersonForm) and form.chosen:
            self.answers["email"] = form.chosen
        self.carried.tried.append(here)
        return self.show(here)

    def show(self, step: str) -> HttpResponse:
        step = self.reached(step)
        return self.answer(ADDRESSES[step], lambda: self.page(step))

    def answer(self, name: str, page: Callable[[], HttpResponse]) -> HttpResponse:
        """The address of a page, or the page itself."""
        response: HttpResponse = redirect(name)
        if self.carried.is_cookieless:
            return page()
        if not self.carried.keep(self.request, response) or self.carried.comment:
            cookies, response = response.cookies, page()
            response.cookies = cookies
        return response

    def to_individuals(self) -> HttpResponse:
        context = {
            "answers": self.carried.sealed(),
            "known": for_individuals(self.answers),
        }
        template = "signatures/sign_individuals.html"
        return self.answer(
            "sign_individuals", lambda: render(self.request, template, context)
        )

    def discard(self) -> HttpResponse:
        response = redirect("sign")
        self.cookie.end(self.request, response)
        return response

    # The last page ----------------------------------------------------------------

    def send(self) -> HttpResponse:
        if self.carried.seen != self.shown.seen:
            problem = _(
                "What you are about to sign has changed in the meantime. Please look "
                "at it again before you sign."
            )
            return self.check(problem=problem)
        data = {**self.request.POST.dict(), "comment": self.carried.comment}
        form = CheckForm(data, wordings=self.shown.wordings)
        if not form.is_valid():
            return self.check(form)
        sent = self.submit(form)
        response = redirect("sign_sent")
        sent.keep(self.request, response)
        # Another form may have been begun in another tab.
        if self.kept is None or self.kept.name == self.carried.name:
            self.cookie.end(self.request, response)
        return response

    def submit(self, form: CheckForm) -> Sent:
        facts = self.facts | {"comment": form.cleaned_data["comment"]}
        person = self.given(PERSON)
        ip, email = client_ip(self.request), person["email"]
        sent = self.sent(form, email)
        # Who sends it again has tried once.
        flags = flags_of(
            ip=ip,
            email=email,
            filled_honeypot=bool(person["topic"]),
            is_repeated=repeats.is_known(sent.key),
        )
        signing.submit(
            Answers(
                facts=facts,
                name=person["signer"],
                job_title=person["job_title"],
                email=email,
                language=self.request.LANGUAGE_CODE,
                text=self.shown.text,
                consents=form.given,
                ip=ip,
                flags=flags,
            ),
            sent,
        )
        return sent

    def sent(self, form: CheckForm, email: str) -> Sent:
        """Stands for this form with these answers. In another language it is the same
        one; who corrects an answer sends another."""
        given = sorted(wording.purpose for wording in form.given)
        answers = self.answers | {"comment": form.cleaned_data["comment"]}
        said = [self.carried.name, sorted(answers.items()), given]
        return Sent.of(said, email)
