"""Changes of profiles on the home page of those who decide on them."""

from django.db.models import Count, Min, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail.admin.ui.components import Component

from .models import ProfileChange

State, Kind = ProfileChange.State, ProfileChange.Kind
DECIDE = "members.change_profilechange"


class ChangesPanel(Component):
    name = "profile-changes"
    template_name = "desk/panel.html"
    order = 122

    def get_context_data(self, parent_context: dict) -> dict:
        waiting = ProfileChange.objects.filter(state=State.WAITING)
        counts = waiting.aggregate(
            profiles=Count("pk", filter=Q(kind=Kind.PROFILE)),
            leaving=Count("pk", filter=Q(kind=Kind.LEAVE)),
            oldest=Min("created_at", filter=Q(kind=Kind.PROFILE)),
        )
        number = str(counts["profiles"])
        if counts["oldest"]:
            number = staff_("%(number)s (the oldest since %(days)s days)") % {
                "number": counts["profiles"],
                "days": (timezone.now() - counts["oldest"]).days,
            }
        index = reverse("profile_changes:index") + "?state=waiting"
        return {
            "title": staff_("Profiles of members"),
            "rows": [
                (staff_("Changes waiting"), number, f"{index}&kind=profile"),
                (staff_("Leaving"), counts["leaving"], f"{index}&kind=leave"),
            ],
        }


def add_changes(request: HttpRequest, panels: list) -> None:
    if request.user.has_perm(DECIDE):
        panels.append(ChangesPanel())
