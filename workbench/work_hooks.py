"""What waits, review, and how somebody is told of it: their places in the admin."""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.users.models import UserProfile

from desk.pages import signed_in
from translations import status

from . import home, review
from .preferences import TranslatingPanel


class ForTranslators(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return home.has_languages(signed_in(request))


@hooks.register("register_translations_menu_item")
def what_waits() -> MenuItem:
    return ForTranslators(
        staff_("What waits"),
        reverse("workbench_waiting"),
        name="what-waits",
        icon_name="tasks",
        order=10,
    )


@hooks.register("register_admin_urls")
def urls_of_work() -> list:
    return [*home.urls(), *review.urls()]


@hooks.register("construct_homepage_panels")
def add_what_waits(request: HttpRequest, panels: list) -> None:
    panel = home.WaitingPanel(signed_in(request))
    if panel.sections:
        panels.append(panel)


@hooks.register("register_account_settings_panel")
def offer_mails_and_thanks(
    request: HttpRequest, user: User, profile: UserProfile
) -> TranslatingPanel:
    return TranslatingPanel(request, user, profile)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        status.ACTION,
        staff_("Say what readers are told of a translation"),
        staff_("Said what readers are told of the translation"),
    )
