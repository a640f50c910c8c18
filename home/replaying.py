"""What was taken from the public stays so in a restored database.

Pages that were taken down, made private or deleted, and files that were deleted. What
was written or put up since is in no journal: that is work, and not a promise.
"""

from datetime import datetime
from typing import Any

from django.db.models import Model
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction

from images.models import CustomImage
from journal import kinds, lines
from journal.kinds import Report, Written

JOURNAL_PAGE, JOURNAL_FILE = "page", "file.deleted"
FILES: dict[str, type[Model]] = {"document": Document, "image": CustomImage}


def write_page(page: Page, *, is_live: bool) -> None:
    lines.write(
        JOURNAL_PAGE,
        key=str(page.translation_key),
        language=page.locale.language_code,
        is_live=is_live,
        is_private=page.view_restrictions.exists(),
    )


def write_published(instance: Page, **kwargs: Any) -> None:
    write_page(instance, is_live=True)


def write_taken_down(instance: Page, **kwargs: Any) -> None:
    write_page(instance, is_live=False)


def write_restriction(instance: PageViewRestriction, **kwargs: Any) -> None:
    page = instance.page
    if page.pk and Page.objects.filter(pk=page.pk).exists():
        write_page(page, is_live=page.live)


def write_deleted_file(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    name = next(name for name, model in FILES.items() if model is sender)
    made = instance.created_at.isoformat()
    lines.write(JOURNAL_FILE, model=name, number=instance.pk, made=made)


def replay_page(line: Written, report: Report) -> None:
    data = line.data
    page = Page.objects.filter(
        translation_key=data["key"], locale__language_code=data["language"]
    ).first()
    if page is None:
        return
    title = f"“{page.title}” ({data['language']})"
    if page.live and not data["is_live"]:
        page.specific.unpublish()
        report.notes.append(f"The page {title} was taken down, and is again.")
    if data["is_private"] and not page.view_restrictions.exists():
        restriction = PageViewRestriction.LOGIN
        PageViewRestriction.objects.create(page=page, restriction_type=restriction)
        report.notes.append(
            f"The page {title} was made private: it is again, for those who sign in. "
            "Give it its password or its groups again."
        )


def replay_deleted_file(line: Written, report: Report) -> None:
    model = FILES[line.data["model"]]
    made = datetime.fromisoformat(line.data["made"])
    rows = model._default_manager.filter(pk=line.data["number"], created_at=made)
    for row in rows:
        row.delete()
        report.notes.append(f"The {line.data['model']} “{row}” was deleted, and is.")


def register_kinds() -> None:
    kinds.register(JOURNAL_PAGE, replay_page, last_of=("key", "language"))
    kinds.register(JOURNAL_FILE, replay_deleted_file)
