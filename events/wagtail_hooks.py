from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as staff_
from wagtail import hooks

from .models import Event


def keep_accounts_that_acted(
    request: HttpRequest, accounts: Iterable[Model]
) -> HttpResponse | None:
    """The history names them, and is never changed."""
    acted = Event.objects.filter(actor__in=[row.pk for row in accounts]).first()
    if acted is None:
        return None
    messages.error(
        request,
        staff_(
            "The history names what this account has done, so it cannot be deleted. "
            "Take away “Active” instead."
        ),
    )
    return redirect("wagtailusers_users:edit", acted.actor_id)


@hooks.register("before_delete_user")
def keep_account_that_acted(request: HttpRequest, user: Model) -> HttpResponse | None:
    return keep_accounts_that_acted(request, [user])


@hooks.register("before_bulk_action")
def keep_accounts_of_a_list(
    request: HttpRequest, action_type: str, objects: list[Model], action: object
) -> HttpResponse | None:
    users = [row for row in objects if isinstance(row, get_user_model())]
    if action_type != "delete" or not users:
        return None
    return keep_accounts_that_acted(request, users)
