from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from desk.viewsets import LimitedViewSet
from openheritage.words import moment
from signatures.models import Signature

from .models import RegisterEntry


class SignatureColumn(Column):
    """Whose entry it is, as long as that is disclosed, and the public page of it."""

    cell_template_name = "register/admin/signature_cell.html"

    def get_value(self, instance: RegisterEntry) -> Signature | None:
        facts = getattr(instance, "disclosed", None)
        return facts.signature if facts else None


class IndexView(generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        return RegisterEntry.objects.select_related("disclosed__signature")


class RegisterViewSet(LimitedViewSet):
    """Only ever read: entries are written by what they record."""

    model = RegisterEntry
    name = "signatures_register"
    url_prefix = "signatures-register"
    icon = "list-ol"
    menu_label = staff_("Register")
    menu_order = 233
    index_view_class = IndexView
    list_display = [
        Column("sequence", label=staff_("Number"), sort_key="sequence"),
        Column("get_event_display", label=staff_("What")),
        SignatureColumn("signature", label=staff_("Signature")),
        Column("at", label=staff_("Time"), accessor=lambda entry: moment(entry.at)),
        Column("hash", label=staff_("Hash")),
    ]
    list_filter = ["event"]
    ordering = "-sequence"
