"""Pages behind private links (``correspondence.links``)."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from correspondence.models import Link
from events.deeds import ChangedError

from .. import offering
from ..models import Offer, Sentence, Volunteer

State = Offer.State

may_post = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    "thanked": _("The page of thanks names you from now on."),
    "unthanked": _("The page of thanks names you no longer."),
    "withdrawn": _("What nobody had reviewed yet is withdrawn."),
    "confirmed": _("Thank you: your words are confirmed."),
}


def offer_of(link: Link) -> Offer | None:
    rows = Offer.objects.select_related("volunteer", "locale")
    return rows.filter(pk=link.about_id).first()


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/private_gone.html")


@may_post
def confirm(request: HttpRequest, link: Link) -> HttpResponse:
    offer = offer_of(link)
    if offer is None or offer.person is None:
        return gone(request)
    if offer.state != State.UNCONFIRMED:
        return manage(request, link)
    act = {"confirm": offering.confirm, "disown": offering.disown}.get(
        request.POST.get("action", "")
    )
    has_changed = False
    if request.method == "POST" and act:
        try:
            act(offer, seen=request.POST.get("seen", ""))
        except (ChangedError, Offer.DoesNotExist):
            has_changed = True
            offer = offer_of(link)
            if offer is None or offer.person is None:
                return gone(request)
        else:
            done = "?done=confirmed" if request.POST["action"] == "confirm" else ""
            return redirect(request.path + done)
    context = {
        "offer": offer,
        "person": offer.person,
        "sentences": offer.sentences.all(),
        "seen": offering.shown(offer),
        "has_changed": has_changed,
        "default": settings.LANGUAGE_CODE,
    }
    return render(request, "volunteers/private_confirm.html", context)


# Afterwards -----------------------------------------------------------------------


@may_post
def manage(request: HttpRequest, link: Link) -> HttpResponse:
    """All that the person has sent from this mailbox, and what they can do."""
    offer = offer_of(link)
    if offer is None or offer.person is None:
        return gone(request)
    act = ACTIONS.get(request.POST.get("action", ""))
    if request.method == "POST" and act:
        done = act(offer, request)
        if not Volunteer.objects.filter(offer=offer.pk).exists():
            # The link went with them: nothing would answer behind it.
            return gone(request)
        return redirect(f"{request.path}?done={done}" if done else request.path)
    person = offer.person
    mine = offers_of(person)
    context = {
        "person": person,
        "offers": mine,
        "can_withdraw": any(each.state == State.WAITING for each in mine),
        "done": DONE.get(request.GET.get("done", "")),
        "default": settings.LANGUAGE_CODE,
    }
    return render(request, "volunteers/private_manage.html", context)


def offers_of(person: Volunteer) -> list[Offer]:
    rows = Offer.objects.filter(volunteer__address_key=person.address_key)
    found = rows.exclude(state__in=[State.QUARANTINED, State.DISOWNED])
    offers = list(found.prefetch_related("sentences").order_by("-created_at", "-pk"))
    for offer in offers:
        sentences = list(offer.sentences.all())
        offer.number = len(sentences)
        offer.accepted = sum(row.state in Sentence.TAKEN for row in sentences)
        offer.seen = offering.shown(offer)
    # Of what was withdrawn nothing is left to be told.
    return [offer for offer in offers if offer.number]


def thank(offer: Offer, request: HttpRequest) -> str:
    offering.thank(offer, is_thanked=True)
    return "thanked"


def end_thanks(offer: Offer, request: HttpRequest) -> str:
    offering.thank(offer, is_thanked=False)
    return "unthanked"


def withdraw(offer: Offer, request: HttpRequest) -> str:
    offering.withdraw(offer)
    return "withdrawn"


def erase(offer: Offer, request: HttpRequest) -> str:
    if offer.person is not None:
        offering.erase(offer.person.address_key)
    return "erased"


def other(offer: Offer, request: HttpRequest) -> Offer | None:
    """Another of the same mailbox, named by a form of the page."""
    number, person = request.POST.get("offer", ""), offer.person
    if person is None or not (number.isascii() and number.isdecimal()):
        return None
    rows = Offer.objects.filter(volunteer__address_key=person.address_key)
    return rows.filter(pk=int(number[:18])).first()


def confirm_other(offer: Offer, request: HttpRequest) -> str:
    found = other(offer, request)
    if found is not None:
        with suppress(ChangedError):
            offering.confirm(found, seen=request.POST.get("seen", ""))
            return "confirmed"
    return ""


def disown_other(offer: Offer, request: HttpRequest) -> str:
    found = other(offer, request)
    if found is not None:
        with suppress(ChangedError):
            offering.disown(found, seen=request.POST.get("seen", ""))
    return ""


ACTIONS: dict[str, Callable[[Offer, HttpRequest], str]] = {
    "confirm": confirm_other,
    "disown": disown_other,
    "thank": thank,
    "end_thanks": end_thanks,
    "withdraw": withdraw,
    "erase": erase,
}
