"""The Statement as a PDF: made by the worker, and never that of yesterday."""

import pytest
from django.core.files.storage import default_storage

from openheritage.worker import Worker
from renditions import making
from renditions.models import Rendition


def work() -> None:
    """What the worker does about files until nothing is left to do."""
    from renditions import tasks

    while tasks.make():
        pass


def test_first(client, statement):
    for language in ("en", "ar", "ja"):
        answer = client.get(f"/{language}/statement.pdf")
        print(language, answer.status_code, answer.headers, answer.content[:200])
        work()
        for row in Rendition.objects.all(): print(row, row.reason, row.detail, row.size)
        answer = client.get(f"/{language}/statement.pdf")
        print(language, answer.status_code, answer.headers)
        open(f"/tmp/pdf/out/site-{language}.pdf","wb").write(answer.content)
    assert 0
