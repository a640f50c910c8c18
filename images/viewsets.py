from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet

from .models import PictureHost


class PictureHostViewSet(ModelViewSet):
    """From which hosts pictures are fetched."""

    model = PictureHost
    name = "picture_hosts"
    icon = "site"
    menu_label = staff_("Hosts of pictures")
    menu_order = 860
    add_to_settings_menu = True
    list_display = ["host", "institution"]
    search_fields = ["host", "institution"]
    ordering = ["host"]
    copy_view_enabled = False
    add_to_reference_index = False
    panels = [FieldPanel("host"), FieldPanel("institution")]
