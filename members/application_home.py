"""Applications on the home page of those who decide on them."""

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail.admin.ui.components import Component

from .models import Application

State = Application.State
DECIDE = "members.change_application"


class QueuePanel(Component):
    name = "applications"
    template_name = "desk/panel.html"
    order = 121

    def get_context_data(self, parent_context: dict) -> dict:
        counts = Application.objects.aggregate(
            waiting=Count("pk", filter=Q(state=State.WAITING)),
            asked=Count("pk", filter=Q(state=State.ASKED)),
            quarantined=Count("pk", filter=Q(state=State.QUARANTINED)),
            oldest=Min("confirmed_at", filter=Q(state=State.WAITING)),
        )
        index = reverse("members_applications:index")
        waiting = str(counts["waiting"])
        if counts["oldest"]:
            waiting = staff_("%(number)s (the oldest since %(days)s days)") % {
                "number": counts["waiting"],
                "days": (timezone.now() - counts["oldest"]).days,
            }
        return {
            "title": staff_("Applications to the Coalition"),
            "rows": [
                (staff_("Waiting for review"), waiting, f"{index}?state=waiting"),
                (staff_("Asked back"), counts["asked"], f"{index}?state=asked"),
                (
                    staff_("In quarantine"),
                    counts["quarantined"],
                    f"{index}?state=quarantined",
                ),
            ],
        }


def add_queue(request: HttpRequest, panels: list) -> None:
    if request.user.has_perm(DECIDE):
        panels.append(QueuePanel())
