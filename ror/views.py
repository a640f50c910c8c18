from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from limits.networks import client_ip
from limits.rates import wait
from openheritage.fields import Line
from openheritage.origins import anonymous_form

from .suggesting import SHORTEST, suggestions


class TypedForm(forms.Form):
    q = Line(max_length=255)


# What is typed stays out of addresses, and so out of logs and histories.
@anonymous_form
@never_cache
@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    form = TypedForm(request.POST)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    if len(typed) < SHORTEST:
        return JsonResponse({"found": []})
    if seconds := wait("suggest", ip=client_ip(request)):
        response = JsonResponse({"found": []}, status=429)
        response["Retry-After"] = str(round(seconds) + 1)
        return response
    return JsonResponse({"found": suggestions(typed, request.LANGUAGE_CODE)})
