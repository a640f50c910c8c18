"""Whether the files are there, for staff and for machines that watch."""

from datetime import timedelta

from django.utils import timezone

from .making import LINES

LONG = timedelta(minutes=5)


def in_a_word() -> str:
    overdue = timezone.now() - LONG
    tables = [line.model._default_manager for line in LINES]
    if any(rows.failing().exists() for rows in tables):
        return "failing"
    is_behind = any(rows.filter(due_at__lt=overdue).exists() for rows in tables)
    return "behind" if is_behind else "ok"
