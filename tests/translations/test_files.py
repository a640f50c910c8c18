"""What goes out as a file comes back as it was, and what was done to it is told."""

import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from news.models import NewsPage
from translations import saving
from translations.files.bundles import (
    Kind,
    all_translations,
    bring_in,
    of_page,
)
from translations.files.sentences import part
from translations.models import Change

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parent / "schemas"
BODY = (
    "<p>One <b>bold</b> and <a href='https://example.org/'>link</a>.</p>"
    "<p>Write to %(name)s before {date}.<br/>R&amp;D</p>"
)


@pytest.fixture(scope="session")
def schema():
    class Ours(etree.Resolver):
        def resolve(self, url, public_id, context):
            if url.endswith("xml.xsd"):
                return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context)
            return None

    parser = etree.XMLParser()
    parser.resolvers.add(Ours())
    tree = etree.parse(SCHEMAS / "xliff_core_2.0.xsd", parser)
    return etree.XMLSchema(tree)


def make_draft(news_index):
    page = news_index.add_child(
        instance=NewsPage(
            title="A page and its file",
            slug="its-file",
            summary="A summary",
            body=[
                ("paragraph", RichText(BODY)),
                ("paragraph", RichText("<p>Last.</p>")),
            ],
        )
    )
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(
        source=source, target_locale=Locale.objects.get(language_code="fr")
    )
    translation.save_target(publish=False)
    return all_translations().get(pk=translation.pk)


@pytest.fixture
def draft(news_index):
    return make_draft(news_index)


def export(translation, kind):
    return of_page(part(translation), kind).content


def bring(content, user=None):
    (report,) = bring_in("file", content, user, lambda translation: "")
    assert not report.refusal
    return report


def segment(translation, start):
    segments = translation.source.stringsegment_set.select_related("string", "context")
    return next(one for one in segments if one.string.data.startswith(start))


def say(translation, start, text, **values):
    return saving.store(segment(translation, start), translation, text, None, **values)


def is_clean_for_gettext(content, tmp_path):
    path = tmp_path / "file.po"
    path.write_bytes(content)
    done = subprocess.run(
        ["msgfmt", "-c", "-v", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stderr)
    return not done.returncode and "warning" not in done.stderr


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
def test_what_goes_out_comes_back_byte_for_byte(draft, schema, tmp_path, text, other):
    with undone():
        for start, words in (("One", text), ("Last", other), ("A page", "Une page")):
            say(draft, start, words)
        words = StringTranslation.objects.filter(
            context__object_id=draft.source.object_id
        )
        rows = list(words.order_by("pk").values())
        history = Change.objects.count()
        for kind in Kind:
            content = export(draft, kind)
            if kind == Kind.XLIFF:
                schema.assertValid(etree.fromstring(content))
            else:
                assert is_clean_for_gettext(content, tmp_path)
            assert set(bring(content).counts) <= {"unchanged", "empty"}
            assert list(words.order_by("pk").values()) == rows
            assert Change.objects.count() == history
            assert export(draft, kind) == content
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
