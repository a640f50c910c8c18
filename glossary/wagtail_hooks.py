from wagtail import hooks

from .viewsets import GlossaryViewSet


@hooks.register("register_admin_viewset")
def glossary() -> GlossaryViewSet:
    return GlossaryViewSet()
