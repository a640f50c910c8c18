from wagtail import hooks

from .viewsets import RegisterViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> RegisterViewSet:
    return RegisterViewSet()
