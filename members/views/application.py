"""Pages behind the private links of an applicant (``correspondence.links``)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from correspondence.links import lifetime
from correspondence.models import Link
from events.deeds import ChangedError
from openheritage.forms import StepForm
from openheritage.words import Words

from .. import applying
from ..forms import CorrectionForm, WithdrawForm
from ..models import Application
from ..transitions import shown

State = Application.State

may_post = require_http_methods(["GET", "HEAD", "POST"])

# What a page says that has nothing else to say.
WORDS: dict[str, Words] = {
    State.QUARANTINED: gettext_lazy("This application is not confirmed."),
    State.UNCONFIRMED: gettext_lazy("This application is not confirmed."),
    State.WAITING: gettext_lazy(
        "This application is confirmed. We are looking at it, and write to you as soon "
        "as we have decided."
    ),
    State.ASKED: gettext_lazy(
        "We have a question about this application, and sent it to you by e-mail."
    ),
    State.ACCEPTED: gettext_lazy(
        "This application is accepted. The private link to your profile is in a mail "
        "of its own."
    ),
    State.DECLINED: gettext_lazy(
        "We could not accept this application. Our reason is in the mail we sent you."
    ),
    State.WITHDRAWN: gettext_lazy(
        "This application is withdrawn. You may apply again at any time."
    ),
    State.DISOWNED: gettext_lazy(
        "You told us that it was not you. We have deleted the name and the address, "
        "and will not write again."
    ),
}

DONE = {
    "corrected": gettext_lazy("Your application is changed."),
    "answered": gettext_lazy("Thank you: your answer has reached us."),
    "withdrawn": gettext_lazy("The application is withdrawn."),
}


def application_of(link: Link) -> Application | None:
    rows = Application.objects.select_related("text__version", "text__locale")
    return rows.filter(pk=link.about_id).first()


def words(request: HttpRequest, application: Application | None) -> HttpResponse:
    """Nobody is told whose it was, where somebody said that it was not theirs."""
    state = application.state if application else State.DISOWNED
    is_told = application is not None and application.contact is not None
    text = WORDS[state]
    if application is None or (not is_told and state != State.DISOWNED):
        text = _("We keep nothing about you behind this link: it was deleted.")
    context = {
        "application": application,
        "words": text,
        "is_told": is_told,
        "is_member": is_told and state == State.ACCEPTED,
        "may_apply": state in (State.WITHDRAWN, State.DECLINED),
    }
    return render(request, "members/application_words.html", context)


@may_post
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    application = application_of(link)
    if application is None or application.contact is None:
        return words(request, application)
    if application.state != State.UNCONFIRMED:
        if application.state in Application.CONFIRMED:
            return thanks(request, application)
        return words(request, application)
    act = {"confirm": applying.confirm, "disown": applying.disown}.get(
        request.POST.get("action", "")
    )
    has_changed = False
    if request.method == "POST" and act:
        try:
            act(application, seen=request.POST.get("seen", ""))
        except (ChangedError, Application.DoesNotExist):
            has_changed = True
            application = application_of(link)
            if application is None or application.contact is None:
                return words(request, application)
        else:
            return redirect(request.path)
    context = {
        "application": application,
        "person": application.contact,
        "text": application.text,
        # Whoever applies again before confirming replaces all of it.
        "seen": shown(application),
        "has_changed": has_changed,
    }
    return render(request, "members/application_confirm.html", context)


def thanks(request: HttpRequest, application: Application) -> HttpResponse:
    context = {"application": application, "days": settings.REVIEW_DAYS}
    return render(request, "members/application_thanks.html", context)


# Afterwards -----------------------------------------------------------------------


@may_post
def status(request: HttpRequest, link: Link) -> HttpResponse:
    """What became of it; while nobody has decided, it can be changed, answered for and
    withdrawn."""
    application = application_of(link)
    if application is None or application.contact is None:
        return words(request, application)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    offered = offers(application, action, request.POST)
    form = offered.get(action)
    if form is not None and form.is_valid():
        try:
            done = ACTIONS[action](application, form)
        except Application.DoesNotExist:
            return words(request, None)
        if done:
            return redirect(f"{request.path}?done={done}")
        # A refused change may not be shown as if it stood.
        application = application_of(link)
    if application is None or application.state not in Application.CONFIRMED:
        return words(request, application)
    context = {
        "application": application,
        "words": WORDS[application.state],
        "done": DONE.get(request.GET.get("done", "")),
        "form": form,
        "forms": offered,
        "text": application.text,
        "person": application.contact,
    }
    return render(request, "members/application_status.html", context)


def offers(application: Application, action: str, post: dict) -> dict[str, StepForm]:
    """The forms of the page, that of ``action`` filled in as it was posted."""
    if application.state not in Application.CONFIRMED:
        return {}

    def data(name: str) -> dict | None:
        return post if name == action else None

    return {
        "correct": CorrectionForm(data("correct"), application=application),
        "withdraw": WithdrawForm(data("withdraw")),
    }


def correct(application: Application, form: CorrectionForm) -> str | None:
    data = form.cleaned_data
    was_asked = application.state == State.ASKED
    try:
        application = applying.correct(
            application, form.facts, data["motivation"], data.get("answer", "")
        )
    except IntegrityError:
        form.add_error("name", _("You have applied under this name already."))
        return None
    is_back = was_asked and application.state == State.WAITING
    return "answered" if is_back else "corrected"


def withdraw(application: Application, form: WithdrawForm) -> str:
    applying.withdraw(application)
    return "withdrawn"


ACTIONS: dict[str, Callable[[Application, Any], str | None]] = {
    "correct": correct,
    "withdraw": withdraw,
}


def expired(request: HttpRequest, link: Link) -> HttpResponse:
    context = {"lifetime": lifetime(link.purpose)}
    return render(request, "members/application_expired.html", context, status=410)
