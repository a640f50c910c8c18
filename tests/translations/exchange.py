"""Files out and back in, and a page for them."""

import subprocess
from pathlib import Path

from lxml import etree
from wagtail.models import Locale
from wagtail.rich_text import RichText
from wagtail_localize.models import Translation, TranslationSource

from news.models import NewsPage
from translations import saving
from translations.files.bundles import (
    all_translations,
    bring_in,
    of_page,
)
from translations.files.sentences import part

SCHEMAS = Path(__file__).parent / "schemas"
BODY = (
    "<p>One <b>bold</b> and <a href='https://example.org/'>link</a>.</p>"
    "<p>Write to %(name)s before {date}.<br/>R&amp;D</p>"
)


def make_page(news_index):
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


LINKED = 'One <b>bold</b> and <a id="a1">link</a>.'
FRENCH = 'Un <a id="a1">lien</a> et du <b>gras</b>.'


def as_tool(content, start, target, *, state=None, drop=()):
    """What a tool makes of an XLIFF file: one target filled in, some things lost."""
    root = etree.fromstring(content)
    space = {"x": "urn:oasis:names:tc:xliff:document:2.0"}
    for unit in root.iterfind(".//x:unit", space):
        segment = unit.find("x:segment", space)
        source = segment.find("x:source", space)
        if not "".join(source.itertext()).startswith(start):
            continue
        old = segment.find("x:target", space)
        if old is not None:
            segment.remove(old)
        new = etree.fromstring(
            f'<target xmlns="{space["x"]}">{target}</target>'.encode()
        )
        segment.append(new)
        if state:
            segment.set("state", state)
    for path in drop:
        for found in root.iterfind(f".//x:{path}", space):
            found.getparent().remove(found)
    return root


CODED = 'Un <pc id="2">lien</pc> et du <pc id="1">gras</pc>.'
