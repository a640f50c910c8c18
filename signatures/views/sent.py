"""The page after the form: where the mail goes, and what to do if it does not come."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from correspondence import domains, links
from limits import budgets, repeats
from limits.networks import client_ip
from openheritage import slips
from openheritage.closed import goes_on_if
from openheritage.origins import anonymous_form

from .. import signing
from ..answers import Answers
from ..forms import AddressForm
from ..sent import Sent
from ..transitions import CONFIRM

# What the page tells next (``Sent.notice``).
AGAIN, CORRECTED, LATER, OVER = "again", "corrected", "later", "over"


@goes_on_if(lambda request: request.method == "POST")
@anonymous_form
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: HttpRequest) -> HttpResponse:
    """The same for a new, a repeated and a blocked signer.

    Whoever sends no cookie is told how to begin anew. One of ours comes from our own
    page alone (SameSite), so that no other site presses a button here.
    """
    found = Sent.kept(request)
    if request.method != "POST":
        return page(request, found)
    if request.POST.get("go") == "language":
        return go_on(request, found or Sent.opened(request.POST.get("kept", "")))
    if found is None:
        return go_on(request, None)
    if request.POST.get("go") == "again":
        return go_on(request, send_again(request, found))
    typed = request.POST.dict()
    if request.POST.get("go") == "suggested":
        typed["email"] = slips.meant(found.email) or found.email
    form = AddressForm(typed)
    if not form.is_valid():
        return page(request, found, form)
    return go_on(request, correct(request, found, form.cleaned_data["email"]))


def go_on(request: HttpRequest, found: Sent | None) -> HttpResponse:
    response = HttpResponseRedirect(reverse("sign_sent"), status=303)
    if found is not None:
        found.keep(request, response)
    return response


def page(
    request: HttpRequest, found: Sent | None, form: AddressForm | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "step": "mail",
        "sent": found,
        "lifetime": links.lifetime(CONFIRM),
    }
    if found is not None:
        context |= {
            "form": form or AddressForm(initial={"email": found.email}),
            "kept": found.sealed(),
            "wait": timedelta(seconds=found.wait),
            "meant": slips.meant(found.email),
            "takes_no_mail": domains.takes_no_mail(found.email),
            "domain": found.email.rpartition("@")[2],
            "language_form": {"id": "sent-form", "go": "correct"},
        }
    return render(request, "signatures/sign_sent.html", context)


def tried_too_often(action: str, sent: Sent) -> int:
    """The seconds to wait. Counted for the form, so that it is equal for all."""
    try:
        budgets.spend(action, form=sent.first or sent.key)
    except budgets.TooManyError as error:
        return error.wait
    return 0


def answers_of(request: HttpRequest, sent: Sent, email: str) -> Answers | None:
    """``None`` once they are forgotten."""
    packed = repeats.kept(sent.key, sent.secret)
    if packed is None:
        return None
    return Answers.unpacked(packed, email=email, ip=client_ip(request))


def send_again(request: HttpRequest, sent: Sent) -> Sent:
    if wait := tried_too_often("again", sent):
        return sent.with_notice(LATER, wait)
    answers = answers_of(request, sent, sent.email)
    if answers is None:
        return sent.with_notice(OVER)
    signing.send_again(answers, sent)
    return sent.with_notice(AGAIN)


def correct(request: HttpRequest, before: Sent, email: str) -> Sent:
    if email == before.email:
        return send_again(request, before)
    # All corrections of one form are counted together.
    if wait := tried_too_often("correct", before):
        return before.with_notice(LATER, wait)
    answers = answers_of(request, before, email)
    if answers is None:
        return before.with_notice(OVER)
    after = before.corrected(email)
    signing.correct_address(answers, before, after)
    return after.with_notice(CORRECTED)
