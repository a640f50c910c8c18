from wagtail import hooks

from .viewsets import ConsentTextViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> ConsentTextViewSet:
    return ConsentTextViewSet()
