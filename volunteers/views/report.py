"""The form by which a reader reports an error in a translation of the Statement."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_safe

from limits import repeats
from limits.networks import client_ip
from openheritage.closed import goes_on_if
from openheritage.origins import again, anonymous_form
from openheritage.pseudonyms import key
from statement.models import StatementPage, StatementText

from .. import clauses, reporting, typed
from ..report_form import ReportForm


@goes_on_if(lambda request: request.method == "POST")
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    """Empty it is the same for everyone, and caches may keep it."""
    page = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
    if page is None:
        raise Http404
    text = StatementText.objects.shown_on(page)
    is_translation = text is not None and page.language == request.LANGUAGE_CODE
    if text is None or not is_translation or text.is_record:
        response = elsewhere(request, page)
    elif request.method == "POST":
        response = take(request, page, text)
    else:
        label = clauses.label_at(request.GET.get("clause", ""))
        anchor = clauses.anchor_of(label) if label else ""
        empty = ReportForm(text=text, initial={"clause": anchor})
        response = look(request, page, text, empty, label=label)
    if request.method == "POST":
        add_never_cache_headers(response)
    return response


def elsewhere(request: HttpRequest, page: StatementPage) -> HttpResponse:
    """There is no translation, so nobody translates it anew: whom to turn to."""
    if request.method == "POST":
        # The translation was withdrawn, or its language closed, while they wrote.
        names = ("problem", "suggestion")
        words = [typed.sendable(request.POST.get(name, "")) for name in names]
        context: dict[str, Any] = {
            "words": [each for each in words if each.strip()],
            "language": request.LANGUAGE_CODE,
        }
        return render(request, "volunteers/too_late.html", context, status=410)
    context = {"statement": page}
    return render(request, "volunteers/report_elsewhere.html", context)


def look(
    request: HttpRequest,
    page: StatementPage,
    text: StatementText,
    form: ReportForm,
    *,
    label: str,
) -> HttpResponse:
    asked = again(request) if not form.errors else {}
    context = {
        "statement": page,
        "text": text,
        "form": form,
        "chosen": clauses.name_of(label) if label else "",
        "words": clauses.words_at(text, label),
        # Of a form that was sent before: then it is the same one.
        "name": request.POST.get("name") or get_random_string(32)
        if request.method == "POST"
        else "",
        "asked": request.POST.get("asked", ""),
    }
    return render(request, "volunteers/report.html", context | asked)


def seen(request: HttpRequest, text: StatementText) -> StatementText:
    """The text that they had before their eyes, which may be an older one by now."""
    digest = request.POST.get("text", "")
    if digest == text.sha256:
        return text
    rows = StatementText.objects.filter(
        version__translation_key=text.version.translation_key, locale=text.locale_id
    )
    return rows.filter(sha256=digest[:64].replace("\0", "")).first() or text


def take(
    request: HttpRequest, page: StatementPage, shown: StatementText
) -> HttpResponse:
    text = seen(request, shown)
    form = ReportForm(request.POST, text=text)
    label = clauses.label_at(request.POST.get("clause", ""))
    if not form.is_valid() or again(request):
        return look(request, page, text, form, label=label)
    data = form.cleaned_data
    said = [data["clause"], data["problem"], data["suggestion"]]
    name = request.POST.get("name", "")
    sent = key(repr([name, request.LANGUAGE_CODE, text.pk, *said]), "form")
    # Who sends it again has tried once.
    with repeats.undone(repeats.is_known(sent)):
        flags = reporting.flags_of(
            ip=client_ip(request), filled_honeypot=bool(data["topic"])
        )
    answers = reporting.Answers(
        text=text,
        label=label,
        problem=data["problem"],
        suggestion=data["suggestion"],
        flags=flags,
    )
    reporting.submit(answers, sent)
    return redirect("report_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    page = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
    return render(request, "volunteers/report_sent.html", {"statement": page})
