from wagtail import hooks

from .viewsets import BanViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> BanViewSet:
    return BanViewSet()
