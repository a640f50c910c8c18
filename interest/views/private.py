"""Pages behind private links (``correspondence.links``)."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from correspondence.models import Link
from events.deeds import ChangedError
from openheritage.forms import sendable
from openheritage.furniture import speaking
from openheritage.locales import open_locales

from .. import subscribing
from ..forms import WishesForm
from ..models import Subscriber

State = Subscriber.State

may_post = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "confirmed": _("Thank you: we write to you from now on."),
    "saved": _("Your choice is saved."),
    "renewed": _("Thank you: we go on writing to you."),
}


def person_of(link: Link) -> Subscriber | None:
    return Subscriber.objects.filter(pk=link.about_id).first()


def gone(request: HttpRequest, *, has_stopped: bool = True) -> HttpResponse:
    context = {"has_stopped": has_stopped}
    return render(request, "interest/private_gone.html", context)


@may_post
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    person = person_of(link)
    if person is None:
        # The mailbox may have asked for our mails beside.
        return gone(request, has_stopped=False)
    if person.state != State.UNCONFIRMED:
        return manage(request, link)
    action, has_changed = request.POST.get("action", ""), False
    if action == "disown":
        with suppress(Subscriber.DoesNotExist):
            subscribing.disown(person)
        if person_of(link) is None:
            return gone(request, has_stopped=False)
        return redirect(request.path)
    if action == "confirm":
        try:
            subscribing.confirm(person, request.POST.get("seen", ""))
        except ChangedError:
            has_changed = True
            person = person_of(link)
            if person is None:
                return redirect(request.path)
        except Subscriber.DoesNotExist:
            # Gone, or confirmed at once from two tabs: the link knows.
            return redirect(request.path)
        else:
            return redirect(f"{request.path}?done=confirmed")
    context = {
        "person": person,
        "seen": subscribing.shown(person),
        "has_changed": has_changed,
    }
    return render(request, "interest/private_confirm.html", context)


@may_post
def manage(request: HttpRequest, link: Link) -> HttpResponse:
    person = person_of(link)
    if person is None or person.state == State.QUARANTINED:
        return gone(request)
    action = request.POST.get("action", "")
    if action == "stop":
        subscribing.end(person, "stopped")
        return gone(request)
    form = WishesForm(
        initial={
            "topics": person.topics,
            "into": person.language,
            "signer": person.name,
        }
    )
    done = DONE.get(request.GET.get("done", ""))
    if action in ("save", "renew"):
        form = WishesForm(sendable(request.POST))
        # What else is wrong with the form does not undo it.
        done = DONE["renewed"] if action == "renew" else None
        try:
            take(person, form, goes_on=action == "renew")
            person.refresh_from_db()
        except Subscriber.DoesNotExist:
            # Stopped in the meantime, from another mail.
            return gone(request)
        if form.is_valid():
            said = "renewed" if action == "renew" else "saved"
            return redirect(f"{request.path}?done={said}")
    context = {
        "form": form,
        "person": person,
        "ends_at": subscribing.ends_at(person),
        "done": done,
    }
    return render(request, "interest/private_manage.html", context)


def take(person: Subscriber, form: WishesForm, *, goes_on: bool) -> None:
    """Whoever says that we may go on has said so, whatever else is in the form."""
    if goes_on:
        subscribing.renew(person)
    if form.is_valid():
        subscribing.change(
            person,
            name=form.cleaned_data["signer"],
            language=form.cleaned_data["into"],
            topics=form.cleaned_data["topics"],
        )


@may_post
def stop(request: HttpRequest, link: Link) -> HttpResponse:
    """Opened by hand, since a mail program did not know what to do with it. Looking
    changes nothing."""
    person = person_of(link)
    if person is None:
        return gone(request)
    if request.method == "POST":
        subscribing.end(person, "stopped")
        return gone(request)
    theirs = person.language
    if theirs != request.LANGUAGE_CODE and theirs in open_locales():
        token = request.path.strip("/").split("/")[-1]
        with speaking(theirs):
            return redirect(reverse("private_link", args=[token]))
    return render(request, "interest/private_stop.html")


def one_click(request: HttpRequest, link: Link) -> HttpResponse:
    """A mail program asks for its reader, and reads no page. Of the mail that asks for
    a confirmation it means what that mail is about: anybody may have caused it, and
    what the mailbox had asked for before stands."""
    person = person_of(link)
    if person is not None and person.state == State.UNCONFIRMED:
        with suppress(Subscriber.DoesNotExist):
            subscribing.disown(person)
    elif person is not None:
        subscribing.end(person, "stopped by one click")
    return HttpResponse(content_type="text/plain")
