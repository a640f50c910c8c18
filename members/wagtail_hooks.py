from wagtail import hooks

from .application_home import add_queue
from .application_screens import ApplicationViewSet

hooks.register("construct_homepage_panels", add_queue)


@hooks.register("register_admin_viewset")
def register_applications() -> ApplicationViewSet:
    return ApplicationViewSet()
