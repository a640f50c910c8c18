"""Pages behind private links (``correspondence.links``), and how to ask for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from correspondence import links
from correspondence.models import Link
from events.deeds import ChangedError
from limits import budgets, rates
from limits.networks import client_ip
from openheritage.origins import again, anonymous_form
from openheritage.spans import span
from statement.models import StatementPage

from .. import signing, succession
from ..consents import wordings_in
from ..forms import (
    CorrectionForm,
    HandOverForm,
    LinkForm,
    StepForm,
    SuccessorForm,
    WithdrawForm,
)
from ..models import Signature
from ..transitions import SUCCEED
from .messages import DONE, WORDS

State = Signature.State


def too_often(seconds: float) -> str:
    left = span(timedelta(seconds=seconds))
    return _("That was too often. You can try again in %(span)s.") % {"span": left}


may_post = require_http_methods(["GET", "HEAD", "POST"])


def signature_of(link: Link) -> Signature:
    rows = Signature.objects.select_related("text__version", "text__locale")
    return get_object_or_404(rows, pk=link.about_id)


def words(request: HttpRequest, signature: Signature, text: str = "") -> HttpResponse:
    context = {
        "signature": signature,
        "words": text or WORDS[signature.state],
        # Nobody is told to whom the signature belonged.
        "is_told": signature.state != State.DISOWNED,
    }
    return render(request, "signatures/private_words.html", context)


def was_seen(request: HttpRequest, seen: str) -> bool:
    """Whether what is answered is what was shown, as a hidden field says."""
    return request.POST.get("seen") == seen


# Confirming --------------------------------------------------------------------


@may_post
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    signature = signature_of(link)
    if signature.state in Signature.CONFIRMED:
        return thanks(request, signature)
    if signature.state != State.UNCONFIRMED or signature.signatory is None:
        return words(request, signature)
    act = {"confirm": signing.confirm, "disown": signing.disown}.get(
        request.POST.get("action", "")
    )
    has_changed = False
    if request.method == "POST" and act:
        try:
            act(signature, seen=request.POST.get("seen", ""))
        except (ChangedError, Signature.DoesNotExist):
            has_changed = True
            signature = signature_of(link)
        else:
            return redirect(request.path)
    context = {
        "signature": signature,
        "person": signature.signatory,
        # Whoever signs again before confirming replaces all of it.
        "seen": signing.shown(signature),
        "has_changed": has_changed,
        "statement": StatementPage.objects.shown_in(request.LANGUAGE_CODE),
    }
    return render(request, "signatures/private_confirm.html", context)


def thanks(request: HttpRequest, signature: Signature) -> HttpResponse:
    context = {
        "signature": signature,
        "days": settings.REVIEW_DAYS,
        "statement": StatementPage.objects.shown_in(request.LANGUAGE_CODE),
    }
    return render(request, "signatures/private_thanks.html", context)


# Afterwards ---------------------------------------------------------------------


@may_post
def manage(request: HttpRequest, link: Link) -> HttpResponse:
    signature = signature_of(link)
    if signature.signatory is None:
        return words(request, signature)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    offered = offers(signature, action, request.POST)
    form = offered.get(action)
    if form is not None and form.is_valid():
        done = ACTIONS[action](request, signature, form)
        if done:
            return redirect(f"{request.path}?done={done}")
        # A refused change may not be shown as if it stood.
        signature = signature_of(link)
    is_standing = signature.state in Signature.CONFIRMED
    context = {
        "signature": signature,
        "words": WORDS[signature.state],
        "done": DONE.get(request.GET.get("done", "")),
        "form": form,
        "forms": offered,
        "is_standing": is_standing,
        "waiting": signature.corrections.filter(state="waiting").first(),
    }
    return render(request, "signatures/private_manage.html", context)


def offers(signature: Signature, action: str, post: dict) -> dict[str, StepForm]:
    """The forms of the page, that of ``action`` filled in as it was posted."""

    def data(name: str) -> dict | None:
        return post if name == action else None

    found = {"data": StepForm(data("data"))}
    if signature.state in Signature.CONFIRMED:
        found["correct"] = CorrectionForm(data("correct"), signature=signature)
        found["hand_over"] = HandOverForm(data("hand_over"))
        found["withdraw"] = WithdrawForm(data("withdraw"))
        if signature.people.filter(is_current=False).exists():
            found["take_back"] = StepForm(data("take_back"))
    return found


def correct(
    request: HttpRequest, signature: Signature, form: CorrectionForm
) -> str | None:
    try:
        signature = signing.correct(
            signature, form.facts, form.cleaned_data.get("answer", "")
        )
    except IntegrityError:
        form.add_error("name", _("You have signed under this name already."))
        return None
    return "proposed" if signature.is_published else "corrected"


def hand_over(
    request: HttpRequest, signature: Signature, form: HandOverForm
) -> str | None:
    email = form.cleaned_data["email"]
    if wait := rates.wait("link", ip=client_ip(request), address=email):
        form.add_error("email", too_often(wait))
        return None
    succession.hand_over(signature, email, request.LANGUAGE_CODE)
    return "handed"


def take_back(request: HttpRequest, signature: Signature, form: StepForm) -> str:
    match = request.resolver_match
    link = links.find_link(match.kwargs["token"]) if match else None
    succession.take_back(signature, link)
    return "taken_back"


def withdraw(request: HttpRequest, signature: Signature, form: WithdrawForm) -> str:
    signing.withdraw(signature)
    return "withdrawn"


def send_data(request: HttpRequest, signature: Signature, form: StepForm) -> str | None:
    try:
        budgets.spend("data", signature=str(signature.pk))
    except budgets.TooManyError as error:
        form.add_error(None, too_often(error.wait))
        return None
    signing.send_data(signature)
    return "data"


ACTIONS: dict[str, Callable[[HttpRequest, Signature, Any], str | None]] = {
    "correct": correct,
    "hand_over": hand_over,
    "take_back": take_back,
    "withdraw": withdraw,
    "data": send_data,
}


@may_post
def succeed(request: HttpRequest, link: Link) -> HttpResponse:
    signature = signature_of(link)
    successor = signature.people.filter(is_current=False).first()
    if request.GET.get("done") == "accepted":
        text = _(
            "Thank you: the signature is in your hands. We are sending you the private "
            "link to it by e-mail."
        )
        return words(request, signature, text)
    if successor is None or signature.state not in Signature.CONFIRMED:
        text = _("This invitation is over: it was accepted or taken back.")
        return words(request, signature, text)
    wordings = wordings_in(request.LANGUAGE_CODE)
    seen = ",".join(str(wording.pk) for wording in wordings)
    is_same = was_seen(request, seen)
    data = request.POST if request.method == "POST" and is_same else None
    form = SuccessorForm(data, wordings=wordings)
    if form.is_valid() and accept(request, signature, form):
        return redirect(f"{request.path}?done=accepted")
    context = {
        "signature": signature,
        "form": form,
        "seen": seen,
        "lifetime": links.lifetime(SUCCEED),
        "has_changed": request.method == "POST" and not is_same,
        "statement": StatementPage.objects.shown_in(request.LANGUAGE_CODE),
    }
    return render(request, "signatures/private_succeed.html", context)


def accept(request: HttpRequest, signature: Signature, form: SuccessorForm) -> bool:
    try:
        succession.succeed(
            signature,
            name=form.cleaned_data["signer"],
            job_title=form.cleaned_data["job_title"],
            language=request.LANGUAGE_CODE,
            consents=form.given,
        )
    except IntegrityError:
        form.add_error(
            None, _("You have signed for this organisation already, by yourself.")
        )
        return False
    return True


@never_cache
@anonymous_form
@may_post
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """The same answer for everyone, whether the address is known or not."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    asked = again(request)
    if form.is_valid() and not asked:
        email = form.cleaned_data["email"]
        if not rates.exceeded("link", ip=client_ip(request), address=email):
            signing.send_links(email, request.LANGUAGE_CODE)
        return redirect(f"{request.path}?done=sent")
    is_done = request.GET.get("done") == "sent"
    context = {"form": form, "is_done": is_done, **asked}
    return render(request, "signatures/private_link.html", context)


def expired(request: HttpRequest, link: Link) -> HttpResponse:
    context = {
        "is_invitation": link.purpose == SUCCEED,
        "lifetime": links.lifetime(link.purpose),
    }
    return render(request, "signatures/private_expired.html", context, status=410)
