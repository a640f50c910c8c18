"""Stand in front of Wagtail's views of redirects, under the same addresses.

Its import takes one encoding and one separator, loses the first line of a file without
headings, knows no path of the site as a target and says not in which line a fault is.
Delete this when it does (``create_redirects_from_dataset``); the forms stay.
"""

import csv
import io
from pathlib import PurePath

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.base_formats import Dataset
from wagtail.contrib.redirects.forms import (
    ConfirmImportForm,
    ConfirmImportManagementForm,
    ImportForm,
)
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.utils import (
    get_import_formats,
    get_supported_extensions,
)
from wagtail.log_actions import log

from .redirect_files import WaitingFile, use_ours
from .redirect_forms import HandmadeRedirectForm

use_ours()

LARGEST_FILE = 2_000_000
SEPARATORS = ",;\t"
# The column that says where in the file of the editor a row stood.
LINE = "#"


class CreateView(views.CreateView):
    form_class = HandmadeRedirectForm


class EditView(views.EditView):
    form_class = HandmadeRedirectForm


class UnreadableError(ValueError):
    """In words, for whoever has sent the file."""


def decoded(content: bytes) -> str:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"", "utf-8"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                line = content[: error.start].count(b"\n") + 1
                raise UnreadableError(
                    staff_(
                        "Line %(line)s cannot be read: the file is not in UTF-8. Save "
                        "it as “CSV UTF-8” and choose it again."
                    )
                    % {"line": line}
                ) from None
    raise AssertionError


def tidied(content: bytes) -> bytes:
    """The same table as Wagtail reads it, each row with the number of its line."""
    text = decoded(content)
    if "\0" in text:
        raise UnreadableError(staff_("This file is no table of text."))
    first = next(filter(None, map(str.strip, text.splitlines())), "")
    separator = max(SEPARATORS, key=first.count)
    if first.lower().startswith("sep=") and len(first) == len("sep=x"):
        separator = first[-1]
        text = text[text.index(first) + len(first) :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise UnreadableError(
            staff_("Line %(line)s cannot be read.") % {"line": reader.line_num}
        ) from error
    rows = [(line, row) for line, row in rows if any(row)]
    width = max((len(row) for _line, row in rows), default=0)
    if rows and "/" in rows[0][1][0]:
        # Without headings.
        rows.insert(0, (0, [staff_("From"), staff_("To")]))
    if width < 2 or len(rows) < 2:
        raise UnreadableError(
            staff_(
                "The file needs two columns: where a redirect leads from, and where to."
            )
        )
    out = io.StringIO()
    writer = csv.writer(out)
    for number, (line, row) in enumerate(rows):
        filled = row + [""] * (width - len(row))
        writer.writerow([*filled, line if number else LINE])
    return out.getvalue().encode()


@views.permission_checker.require_any("add")
def start_import(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("import_file")
    extension = PurePath(file.name or "").suffix.lower() if file else ""
    if file is not None and extension in (".csv", ".tsv"):
        try:
            content = file.read(LARGEST_FILE + 1)
            if len(content) > LARGEST_FILE:
                raise UnreadableError(staff_("This file is too large."))
            content = tidied(content)
        except UnreadableError as error:
            messages.error(request, str(error))
            return redirect("wagtailredirects:start_import")
        # Under a name that says how it is written now.
        request.FILES["import_file"] = SimpleUploadedFile("redirects.csv", content)
    return views.start_import(request)


@views.permission_checker.require_any("add")
@require_POST
def process_import(request: HttpRequest) -> HttpResponse:
    sent = ConfirmImportManagementForm(request.POST)
    try:
        if not sent.is_valid():
            raise FileNotFoundError
        kind = get_import_formats()[int(sent.cleaned_data["input_format"])]()
        storage = WaitingFile(name=sent.cleaned_data["import_file_name"])
        dataset = kind.create_dataset(storage.read(kind.get_read_mode()))
    # The last ones: a form that was tampered with, which Wagtail's own stumbles over.
    except (OSError, LookupError, TypeError, ValueError, AttributeError):
        messages.error(request, staff_("Choose the file once more."))
        return redirect("wagtailredirects:start_import")
    form = ConfirmImportForm(
        dataset.headers, request.POST, request.FILES, initial=sent.cleaned_data
    )
    if not form.is_valid():
        return render(
            request,
            "wagtailredirects/confirm_import.html",
            {"form": form, "dataset": dataset},
        )
    summary = make_all(dataset, form.cleaned_data)
    storage.remove()
    if summary["errors"]:
        return render(
            request,
            "wagtailredirects/import_summary.html",
            {"form": ImportForm(get_supported_extensions()), "import_summary": summary},
        )
    messages.success(
        request,
        staff_("Redirects in place: %(number)s.") % {"number": summary["total"]},
    )
    return redirect("wagtailredirects:index")


def make_all(dataset: Dataset, choice: dict) -> dict:
    """Each row for itself; what is there already is no fault."""
    errors = []
    lines = dataset.headers.index(LINE) if LINE in dataset.headers else None
    for number, row in enumerate(dataset, start=2):
        cells = ["" if cell is None else str(cell) for cell in row]
        line = cells[lines] if lines is not None else str(number)
        old, new = cells[int(choice["from_index"])], cells[int(choice["to_index"])]
        if words := make_one(old, new, choice):
            place = staff_("Line %(line)s: %(fault)s") % {"line": line, "fault": words}
            errors.append([old, new, place])
    return {
        "errors": errors,
        "errors_count": len(errors),
        "successes": len(dataset) - len(errors),
        "total": len(dataset),
    }


def make_one(old: str, new: str, choice: dict) -> str:
    """What is wrong with a row; empty if its redirect is made, or was."""
    site = choice["site"].pk if choice["site"] else None
    data = {
        "old_path": old,
        "redirect_link": new,
        "is_permanent": choice["permanent"],
        "site": site,
    }
    form = HandmadeRedirectForm(data)
    is_valid = form.is_valid()
    wanted = form.instance
    same = Redirect.objects.filter(
        old_path=wanted.old_path,
        site=site,
        redirect_page=wanted.redirect_page,
        redirect_link=wanted.redirect_link,
    )
    if wanted.old_path and same.exists():
        return ""
    if not is_valid:
        return " ".join(
            str(message) for messages in form.errors.values() for message in messages
        )
    with transaction.atomic():
        made = form.save()
        log(instance=made, action="wagtail.create")
    return ""
