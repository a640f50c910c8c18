from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column

from desk.viewsets import LimitedViewSet

from .models import RegisterEntry


class RegisterViewSet(LimitedViewSet):
    """Only ever read: entries are written by what they record."""

    model = RegisterEntry
    name = "signatures_register"
    url_prefix = "signatures-register"
    icon = "list-ol"
    menu_label = staff_("Register")
    menu_order = 233
    list_display = [
        Column("sequence", label=staff_("Number"), sort_key="sequence"),
        Column("get_event_display", label=staff_("What")),
        Column("at", label=staff_("Time")),
        Column("hash", label=staff_("Hash")),
    ]
    list_filter = ["event"]
    ordering = "-sequence"
