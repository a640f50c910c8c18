from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from . import two_factor


@hooks.register("register_admin_urls", order=-1)
def register_device_pages() -> list:
    return two_factor.urlpatterns


@hooks.register("insert_global_admin_css")
def style_the_desk() -> str:
    """Lists of Wagtail's show marks of ours too."""
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
