from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.admin.admin_url_finder import (
    ModelAdminURLFinder,
    register_admin_url_finder,
)
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

# Wagtail's views with an address of their own, each behind `…_url_name`.
NAMED = ("add", "edit", "delete", "copy", "inspect", "history", "usage")


class LimitedPolicy(ModelPermissionPolicy):
    """Refuses, even to superusers, what nobody does with a model."""

    def __init__(self, model: type[models.Model], actions: Iterable[str]) -> None:
        super().__init__(model)
        self.actions = actions

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action in self.actions and super().user_has_permission(user, action)


class LimitedViewSet(ModelViewSet):
    """A viewset with some of Wagtail's pages and permissions, not all of them."""

    # Django's permissions that count, and Wagtail's views that exist.
    actions: tuple[str, ...] = ("view",)
    pages: tuple[str, ...] = ("index", "index_results")

    add_to_admin_menu = True
    # What signs is no content in which somebody looks for pictures and links, and
    # each signature would cost a job.
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    form_fields = []

    @property
    def permission_policy(self) -> LimitedPolicy:
        return LimitedPolicy(self.model, self.actions)

    @property
    def inspect_view_enabled(self) -> bool:
        return "inspect" in self.pages

    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        kwargs = super().get_common_view_kwargs(**kwargs)
        missing = [f"{name}_url_name" for name in NAMED if name not in self.pages]
        return kwargs | dict.fromkeys(missing)

    def get_permissions_to_register(self) -> models.QuerySet:
        """Those that the form for groups offers."""
        return Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(
                self.model, for_concrete_model=False
            ),
            codename__in=[f"{name}_{self.model_name}" for name in self.actions],
        )

    def register_admin_url_finder(self) -> None:
        page = next((name for name in ("edit", "inspect") if name in self.pages), None)
        if page is None:
            return
        finder = type(
            "UrlFinder",
            (ModelAdminURLFinder,),
            {
                "permission_policy": self.permission_policy,
                "edit_url_name": self.get_url_name(page),
            },
        )
        register_admin_url_finder(self.model, finder)

    def get_urlpatterns(self) -> list:
        return [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name in self.pages
        ]
