"""Bans in the admin. They show no address, but what is public and hashes."""

from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.viewsets.model import ModelViewSet

from events.viewsets import AddView, ChangeView, RemoveView

from .forms import BanForm
from .models import Ban


class BanViewSet(ModelViewSet):
    model = Ban
    name = "bans"
    icon = "lock"
    menu_label = staff_("Bans")
    menu_order = 281
    add_to_admin_menu = True
    add_view_class = AddView
    edit_view_class = ChangeView
    delete_view_class = RemoveView
    list_display = ["value", "kind", "reason", "created_at"]
    list_filter = ["kind"]
    search_fields = ["value", "reason"]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[BanForm]:
        return BanForm
