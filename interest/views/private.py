"""Pages behind private links (``correspondence.links``)."""

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


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "interest/private_gone.html")


@may_post
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    person = person_of(link)
    if person is None:
        return gone(request)
    if person.state != State.UNCONFIRMED:
        return manage(request, link)
    action, has_changed = request.POST.get("action", ""), False
    if action == "disown":
        subscribing.end(person, "disowned")
        return gone(request)
    if action == "confirm":
        try:
            subscribing.confirm(person, request.POST.get("seen", ""))
        except (ChangedError, Subscriber.DoesNotExist):
            has_changed = True
            person = person_of(link)
            if person is None:
                return gone(request)
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
    if person is None or person.state not in (State.CONFIRMED, State.UNCONFIRMED):
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
    if action in ("save", "renew"):
        form = WishesForm(sendable(request.POST))
        is_valid = form.is_valid()
        if is_valid:
            subscribing.change(
                person,
                name=form.cleaned_data["signer"],
                language=form.cleaned_data["into"],
                topics=form.cleaned_data["topics"],
            )
        if action == "renew":
            # Whoever says yes has said so, whatever else is in the form.
            subscribing.renew(person)
        if is_valid:
            done = "saved" if action == "save" else "renewed"
            return redirect(f"{request.path}?done={done}")
        person.refresh_from_db()
    context = {
        "form": form,
        "person": person,
        "ends_at": subscribing.ends_at(person),
        "done": DONE.get(request.GET.get("done", "")) if not form.errors else "",
    }
    return render(request, "interest/private_manage.html", context)


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
    """A mail program asks for its reader, and reads no page."""
    if person := person_of(link):
        subscribing.end(person, "stopped by one click")
    return HttpResponse(content_type="text/plain")
