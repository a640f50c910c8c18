"""Whoever opens a translated page or announcement for editing comes to our screen.

What is posted there goes on to localize's own view, behind the guards of
``translations``: it publishes, and begins a translation again.
"""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from wagtail import hooks

from translations.publishing import translation_of

from .addresses import urls


def lead_on(request: HttpRequest, instance: Model) -> HttpResponse | None:
    if request.method not in ("GET", "HEAD"):
        return None
    translation = translation_of(instance)
    if translation is None:
        return None
    return redirect("workbench_edit", translation.pk)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return urls()


# Before localize's own editor, which asks no hook.
@hooks.register("before_edit_page", order=-1)
def edit_page(request: HttpRequest, page: Model) -> HttpResponse | None:
    return lead_on(request, page)


@hooks.register("before_edit_snippet", order=-1)
def edit_snippet(request: HttpRequest, instance: Model) -> HttpResponse | None:
    return lead_on(request, instance)
