"""The one door through which all private links lead."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from limits import rates
from limits.networks import client_ip
from openheritage.closed import goes_on
from openheritage.origins import again, anonymous_form, form_of_authority
from openheritage.spans import span

from . import links
from .emails import ONE_CLICK, reply_to
from .forms import CodeForm
from .models import Link


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nobody keeps the page, no engine lists it, its address is told to nobody."""

    @never_cache
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not "no-referrer": with it browsers send "Origin: null" with a form, and
        # Django would refuse every one. This tells the host, never the path.
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapper


@goes_on
@private
@csrf_exempt
def private_link(request: HttpRequest, token: str) -> HttpResponse:
    if is_one_click(request):
        return one_click(request, token)
    return opened(request, token)


def is_one_click(request: HttpRequest) -> bool:
    """What a mail program sends when its reader wants no more such mails (RFC 8058)."""
    name, _sign, value = ONE_CLICK.partition("=")
    return request.method == "POST" and request.POST.get(name) == value


def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Nobody reads what is answered, and what is no error is asked once only: a link
    that is gone has done its work."""
    link = links.find_link(token)
    purpose = links.purposes.get(link.purpose) if link else None
    if link is None or purpose is None:
        return HttpResponse(content_type="text/plain")
    if purpose.one_click is None:
        return opened(request, token)
    return purpose.one_click(request, link)


@form_of_authority
def opened(request: HttpRequest, token: str) -> HttpResponse:
    link = links.find_link(token)
    if link is None or link.purpose not in links.purposes:
        context = {"form": CodeForm(), "is_unknown": True}
        return render(request, "correspondence/private_code.html", context, status=404)
    purpose = links.purposes[link.purpose]
    if link.is_expired:
        return (purpose.expired_view or expired)(request, link)
    return purpose.view(request, link)


def expired(request: HttpRequest, link: Link) -> HttpResponse:
    lifetime = links.lifetime(link.purpose)
    context = {"lifetime": lifetime, "can_answer": bool(reply_to())}
    return render(request, "correspondence/link_expired.html", context, status=410)


@goes_on
@private
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def private_code(request: HttpRequest) -> HttpResponse:
    form, status, asked = CodeForm(), 200, again(request)
    if asked:
        form, status = CodeForm(initial={"code": request.POST.get("code", "")}), 403
    elif request.method == "POST":
        form = CodeForm(request.POST)
        if wait := rates.wait("code", ip=client_ip(request)):
            # Not even told whether the code is right.
            left = {"span": span(timedelta(seconds=wait))}
            form.refuse(_("Too many attempts. Try again in %(span)s.") % left)
            status = 429
        elif form.is_valid():
            return redirect("private_link", token=form.cleaned_data["code"])
    context = {"form": form, **asked}
    return render(request, "correspondence/private_code.html", context, status=status)
