from wagtail import hooks

from .viewsets import CorrespondenceViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> CorrespondenceViewSetGroup:
    return CorrespondenceViewSetGroup()
