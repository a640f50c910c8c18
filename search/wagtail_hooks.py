from wagtail import hooks

from . import panels  # noqa: F401 - has a hook of its own
from .viewsets import SearchViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> SearchViewSetGroup:
    return SearchViewSetGroup()
