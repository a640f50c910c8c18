"""What goes out as a file comes back as it was."""

import subprocess
import sys
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from wagtail_localize.models import StringTranslation

from translations.files.bundles import (
    Kind,
    all_translations,
    bring_in,
    of_many,
    of_page,
)
from translations.files.sentences import part
from translations.files.taking import totals
from translations.models import Change

from .exchange import (
    bring,
    export,
    is_clean_for_gettext,
    say,
)

pytestmark = pytest.mark.django_db


HOSTILE = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from(
        '\n\r\t"\\<>&%{}]\u00a0\u202f\u200f\u2028\u0085\x0b\x0c\ufeff\ufffe😀漢'
    ),
    max_size=40,
) | st.sampled_from(
    [
        'Un <a id="a1">lien</a> et du <b>gras</b>.',
        "</b> x <b>",
        "<b>a<i>b</b>c</i>",
        "]]> &#13; &amp;lt; <!-- x -->",
        '\\n \\\\ \\" %s',
        "a \r\n b",
    ]
)


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@settings(
    max_examples=25,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=HOSTILE, other=HOSTILE)
def test_what_goes_out_comes_back_byte_for_byte(paged, schema, tmp_path, text, other):
    with undone():
        for start, words in (("One", text), ("Last", other), ("A page", "Une page")):
            say(paged, start, words)
        words = StringTranslation.objects.filter(
            context__object_id=paged.source.object_id
        )
        rows = list(words.order_by("pk").values())
        history = Change.objects.count()
        for kind in Kind:
            content = export(paged, kind)
            if kind == Kind.XLIFF:
                schema.assertValid(etree.fromstring(content))
            else:
                assert is_clean_for_gettext(content, tmp_path)
            assert set(bring(content).counts) <= {"unchanged", "empty"}
            assert list(words.order_by("pk").values()) == rows
            assert Change.objects.count() == history
            assert export(paged, kind) == content
            with undone():
                # A site that has lost its words takes all that are sound.
                words.delete()
                bring(finished(content))
                back = dict(words.values_list("translation_of", "data"))
                for row in rows:
                    if not row["has_error"]:
                        assert back[row["translation_of_id"]] == row["data"]


def finished(content):
    """Without what says that it waits, and of what site it was made."""
    for mark in (b"#, fuzzy\n", b' state="initial" subState="oh:faulty"', b"#: was:"):
        content = content.replace(mark, b"#: x:" if mark.endswith(b":") else b"")
    return content.replace(b"oh:was=", b"oh:x=")


def test_a_whole_language_fits_one_xliff_file_and_is_valid(schema):
    rows = all_translations().filter(target_locale__language_code="ar")
    download = of_many(rows, Kind.XLIFF, "ar")
    root = etree.fromstring(download.content)
    schema.assertValid(root)
    assert root.get("trgLang") == "ar"
    files = root.findall("{*}file")
    assert len(files) == len(rows)
    assert {file.get("trgDir") for file in files} == {"rtl"}
    reports = bring_in("ar.xlf", download.content, None, lambda translation: "")
    assert len(reports) == len(rows)
    assert set(totals(reports)) <= {"unchanged", "empty"}
    assert of_many(rows, Kind.XLIFF, "ar").content == download.content


def test_a_page_without_sentences_is_a_sound_file_too(schema):
    row = all_translations().filter(target_locale__language_code="ar").first()
    row.source.stringsegment_set.all().delete()
    download = of_page(part(row), Kind.XLIFF)
    schema.assertValid(etree.fromstring(download.content))
    (report,) = bring_in("ar.xlf", download.content, None, lambda translation: "")
    assert not report.faults


def test_many_pages_take_a_few_queries(django_assert_max_num_queries):
    rows = list(all_translations().filter(target_locale__language_code="fr"))
    with django_assert_max_num_queries(25):
        of_many(rows, Kind.PO, "fr")


@pytest.mark.proof
def test_another_tool_finds_nothing_wrong_with_our_files(tmp_path):
    """With marks, places, escapes and ends; how people write is not its business."""
    rows = all_translations().filter(target_locale__language_code__in=["ar", "fr"])
    archive = ZipFile(BytesIO(of_many(rows, Kind.PO, "x").content))
    archive.extractall(tmp_path)
    checks = ("xmltags", "variables", "escapes", "newlines", "tabs", "nplurals")
    asked = [f"--test={check}" for check in checks]
    for language in ("ar", "fr"):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "translate.filters.pofilter"),
                *(*asked, "--progress=none", f"--language={language}"),
                *(tmp_path / language, tmp_path / "found"),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        assert not list((tmp_path / "found").rglob("*.po")), done.stdout
    for path in tmp_path.rglob("*.po"):
        assert is_clean_for_gettext(path.read_bytes(), tmp_path)
