"""The form, one page, and the page after it."""

from math import floor
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from correspondence.links import lifetime
from limits import repeats
from limits.networks import client_ip
from openheritage.closed import goes_on_if
from openheritage.forms import sendable
from openheritage.origins import again, anonymous_form
from openheritage.pseudonyms import key

from .. import subscribing
from ..consents import wordings_in
from ..forms import InterestForm
from ..subscribing import CONFIRM, Answers

# Seconds within which the same answers are the same form, sent again.
SAME = 600


@goes_on_if(lambda request: request.method == "POST")
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Empty it is the same for everyone, and caches may keep it."""
    if request.method != "POST":
        return look(request, empty(request))
    go, is_answer = request.POST.get("go", ""), bool(request.POST.get("meant"))
    # The button that takes the address that is offered has no other name.
    is_sent = go == "send" or (is_answer and go not in ("language", "begin"))
    response = take(request) if is_sent else look(request, typed(request))
    add_never_cache_headers(response)
    return response


def empty(request: HttpRequest) -> InterestForm:
    language = request.LANGUAGE_CODE
    return InterestForm(initial={"into": language}, wordings=wordings_in(language))


def typed(request: HttpRequest) -> InterestForm:
    """What was answered so far, in another language or on another form: as it was
    typed, and nothing is wrong with it yet. Boxes stay ticked only beside the words
    that they were for."""
    language, post = request.LANGUAGE_CODE, sendable(request.POST)
    initial: dict[str, Any] = {
        name: post.get(name, "") for name in ("signer", "email", "asked_about")
    }
    initial["topics"] = post.getlist("topics")
    # Who has not chosen another language than that of the page follows the page.
    chosen = post.get("into", "")
    initial["into"] = language if chosen in ("", post.get("from", "")) else chosen
    return InterestForm(initial=initial, wordings=wordings_in(language))


def look(
    request: HttpRequest, shown: InterestForm, *, problem: str = ""
) -> HttpResponse:
    context = {
        "form": shown,
        "problem": problem,
        "language": request.LANGUAGE_CODE,
        "asked": request.POST.get("asked", ""),
        "is_unticked": is_unticked(request),
        "language_form": {"id": "interest-form", "go": "send"},
    }
    return render(request, "interest/form.html", context | again(request))


def is_unticked(request: HttpRequest) -> bool:
    post = request.POST
    return post.get("go") == "language" and any(
        name.startswith("consent_") for name in post
    )


def take(request: HttpRequest) -> HttpResponse:
    language = request.LANGUAGE_CODE
    filled = InterestForm(sendable(request.POST), wordings=wordings_in(language))
    if again(request) or not filled.is_valid():
        return look(request, filled)
    data = filled.cleaned_data
    ip, email = client_ip(request), data["email"]
    said = [email, data["into"], data["signer"], *data["topics"]]
    now, before = (
        key(repr([floor(timezone.now().timestamp() / SAME) - back, *said]), "form")
        for back in (0, 1)
    )
    sent = before if repeats.is_known(before) else now
    # Who sends it again has tried once.
    with repeats.undone(repeats.is_known(sent)):
        flags = subscribing.flags_of(
            ip=ip, email=email, filled_honeypot=bool(data["topic"])
        )
    answers = Answers(
        name=data["signer"],
        email=email,
        language=data["into"],
        topics=data["topics"],
        consents=filled.given,
        ip=ip,
        flags=flags,
    )
    subscribing.submit(answers, sent)
    return redirect("interest_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "interest/sent.html", {"lifetime": lifetime(CONFIRM)})
