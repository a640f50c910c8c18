from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.ui.components import Component

from correspondence.models import Message
from organisations.models import Organisation
from register.models import Counting, RegisterEntry
from signatures.models import Signature

from .queue import REVIEW, Queue
from .viewsets import LooksViewSet, SignatoryViewSet, SignatureViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list:
    return [SignatureViewSet(), SignatoryViewSet(), LooksViewSet()]


class QueuePanel(Component):
    """What waits for reviewers, and whether machines keep up."""

    name = "signatures"
    template_name = "desk/panel.html"
    order = 120

    def get_context_data(self, parent_context: dict) -> dict:
        queue = Queue()
        index = reverse("signatures_review:index")
        waiting = str(queue.waiting)
        if queue.waiting:
            waiting = staff_("%(number)s (the oldest since %(days)s days)") % {
                "number": queue.waiting,
                "days": queue.days,
            }
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        new = Signature.objects.filter(created_at__gte=midnight).count()
        return {
            "title": staff_("Signatures"),
            "rows": [
                (staff_("Waiting for review"), waiting, f"{index}?state=waiting"),
                (
                    staff_("Corrections waiting"),
                    queue.corrections,
                    f"{index}?correction=waiting",
                ),
                (
                    staff_("In quarantine"),
                    queue.quarantined,
                    f"{index}?state=quarantined",
                ),
                (staff_("New today"), new, ""),
                (staff_("Mails failing"), Message.objects.failing().count(), ""),
                (staff_("Counting"), counting(), ""),
            ],
        }


def counting() -> str:
    """How far the public numbers lag behind the register."""
    state = Counting.load()
    if not state.is_on:
        return staff_("switched off")
    behind = RegisterEntry.objects.filter(sequence__gt=state.sequence)
    if not behind.exists():
        return staff_("up to date")
    if state.counted_at is None:
        return staff_("never counted: is the worker running?")
    seconds = int((timezone.now() - state.counted_at).total_seconds())
    return staff_("%(seconds)s seconds behind") % {"seconds": seconds}


@hooks.register("construct_homepage_panels")
def add_queue(request: HttpRequest, panels: list) -> None:
    if request.user.has_perm(REVIEW):
        panels.append(QueuePanel())


@hooks.register("before_delete_snippet")
def keep_organisations_that_signed(
    request: HttpRequest, instances: list[Model]
) -> HttpResponse | None:
    """Else the database would refuse, in words for nobody."""
    pks = [row.pk for row in instances if isinstance(row, Organisation)]
    if not Signature.objects.filter(organisation__in=pks).exists():
        return None
    messages.error(
        request,
        staff_("An organisation that has signed cannot be deleted."),
    )
    return redirect("wagtailsnippets_organisations_organisation:list")
