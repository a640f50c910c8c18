"""Whether the files are there, for staff and for machines that watch."""

from datetime import timedelta

from django.utils import timezone

from .models import Rendition

LONG = timedelta(minutes=5)


def in_a_word() -> str:
    if Rendition.objects.failing().exists():
        return "failing"
    overdue = timezone.now() - LONG
    return "behind" if Rendition.objects.filter(due_at__lt=overdue).exists() else "ok"
