from wagtail import hooks

from .application_home import add_queue
from .application_screens import ApplicationViewSet
from .change_home import add_changes
from .change_screens import ProfileChangeViewSet
from .people import ContactViewSet

hooks.register("construct_homepage_panels", add_queue)
hooks.register("construct_homepage_panels", add_changes)


@hooks.register("register_admin_viewset")
def register_applications() -> ApplicationViewSet:
    return ApplicationViewSet()


@hooks.register("register_admin_viewset")
def register_changes() -> list:
    return [ProfileChangeViewSet(), ContactViewSet()]
