from wagtail import hooks

from . import two_factor


@hooks.register("register_admin_urls", order=-1)
def register_device_pages() -> list:
    return two_factor.urlpatterns
