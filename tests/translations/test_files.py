"""What goes out as a file comes back as it was, and what was done to it is told."""

import subprocess
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZipFile

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
    of_many,
    of_page,
)
from translations.files.incoming import UnreadableError
from translations.files.sentences import part
from translations.files.taking import totals
from translations.models import Change, Remark, Step

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


def test_xliff_codes_are_put_back_however_a_tool_writes_them(draft):
    row = {"codes": CODED}
    row["data of its own"] = (
        'Un <pc id="2" dataRefStart="d3" dataRefEnd="d4">lien</pc> et du '
        '<pc id="1" dataRefStart="d1" dataRefEnd="d2">gras</pc>.'
    )
    row["starts and ends"] = (
        'Un <sc id="2"/>lien<ec startRef="2"/> et du '
        '<sc id="1"/>gras<ec startRef="1"/>.'
    )
    row["an annotation"] = f'<mrk id="m1" type="term">{CODED}</mrk>'
    for name, target in row.items():
        StringTranslation.objects.all().delete()
        root = as_tool(export(draft, Kind.XLIFF), "One", target, state="translated")
        if name == "codes":
            for data in root.iter("{*}originalData"):
                data.getparent().remove(data)
        report = bring(etree.tostring(root))
        assert report.counts["applied"] == 1, name
        assert saving.current_of(segment(draft, "One"), draft).data == FRENCH, name


def test_a_tool_may_break_lines_segments_and_attributes_its_own_way(draft):
    row = say(draft, "Last", "La fin, enfin.").row
    say(draft, "A page", "Une page")
    root = as_tool(export(draft, Kind.XLIFF), "One", CODED, state="translated")
    for unit in root.iter("{*}unit"):
        unit.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)
        unit.attrib.pop("{urn:openheritage:files}was", None)
        unit.set("canResegment", "no")
        metadata = etree.SubElement(
            unit, "{urn:oasis:names:tc:xliff:metadata:2.0}metadata"
        )
        unit.insert(0, metadata)
        for name in ("source", "target"):
            for text in unit.iter(f"{{*}}{name}"):
                if not len(text):
                    text.text = "\n      " + text.text.replace(" ", "\n   ") + "\n    "
    content = b'<?xml version="1.0" encoding="utf-16"?>' + etree.tostring(root)
    report = bring(content.decode().encode("utf-16"))
    assert report.counts["applied"] == 1
    assert report.counts["unchanged"] == 2
    row.refresh_from_db()
    assert row.data == "La fin, enfin."


def test_a_sentence_that_a_tool_cut_in_two_is_one_again(draft):
    content = export(draft, Kind.XLIFF).decode()
    cut = content.replace(
        "<segment>\n<source>A summary</source>\n</segment>",
        '<segment state="translated"><source>A </source><target>Un </target></segment>'
        '<segment state="translated"><source>summary</source>'
        "<target>résumé</target></segment>",
    )
    assert cut != content
    assert bring(cut.encode()).counts["applied"] == 1
    assert saving.current_of(segment(draft, "A summ"), draft).data == "Un résumé"
    half = cut.replace("<target>résumé</target>", "").replace("Un ", "Le ")
    report = bring(half.encode())
    assert report.counts["applied"] == 0
    assert any("only a part" in str(line) for line in report.lines)


def test_states_go_out_and_come_back(draft):
    say(draft, "Last", "Fin.")
    say(draft, "A summ", "Un résumé", how="machine", tool="A machine")
    content = export(draft, Kind.XLIFF).decode()
    assert '<segment state="initial" subState="oh:machine">' in content
    assert "A machine" in content
    assert 'state="translated">\n<source>Last.' in content
    # Unchanged, and said to be translated: a person has read it.
    read = content.replace(
        '<segment state="initial" subState="oh:machine">', '<segment state="reviewed">'
    )
    assert bring(read.encode()).counts["confirmed"] == 1
    row = saving.current_of(segment(draft, "A summ"), draft)
    assert row.translation_type == "manual"
    unfinished = as_tool(export(draft, Kind.XLIFF), "A page", "Une", state="initial")
    report = bring(etree.tostring(unfinished))
    assert any("state “initial”" in str(line) for line in report.lines)
    assert saving.current_of(segment(draft, "A page"), draft) is None
    for each in draft.source.stringsegment_set.select_related("string"):
        say(draft, each.string.data, FRENCH if "bold" in each.string.data else "x")
    Step.objects.create(
        translation_key=draft.source.object_id,
        locale=draft.target_locale,
        state="approved",
    )
    assert 'state="reviewed"' in export(draft, Kind.XLIFF).decode()


def test_machine_words_are_fuzzy_until_somebody_takes_the_mark_off(draft):
    say(draft, "Last", "Fin.", how="machine", tool="A machine")
    content = export(draft, Kind.PO)
    assert b"#, fuzzy" in content
    assert bring(content).counts["confirmed"] == 0
    assert bring(content.replace(b"#, fuzzy\n", b"")).counts["confirmed"] == 1
    assert Change.objects.filter(how="confirmed").count() == 1


def test_a_stale_sentence_brings_what_stood_there_before(draft):
    say(draft, "A summ", "Un résumé")
    page = NewsPage.objects.get(
        translation_key=draft.source.object_id, locale__language_code="en"
    )
    page.summary = "A longer summary"
    page.save_revision().publish()
    draft.source.update_from_db()
    content = export(draft, Kind.PO).decode()
    assert '#| msgid "A summary"' in content
    entry = content[content.index('#| msgid "A summary"') :].split("\n\n")[0]
    assert 'msgid "A longer summary"' in entry
    assert 'msgstr "Un résumé"' in entry
    report = bring(content.encode())
    assert report.counts["stale"] == 1
    assert report.counts["applied"] == 0
    taken = content.replace("#, fuzzy\n", "")
    assert bring(taken.encode()).counts["applied"] == 1
    row = saving.current_of(segment(draft, "A longer"), draft)
    assert (row.data, row.translation_type) == ("Un résumé", "manual")
    old = content.replace("A longer summary", "A summary").replace("#, fuzzy\n", "")
    assert bring(old.encode()).counts["stale"] == 1


@pytest.mark.parametrize("lost", ["", "was:", "both"])
def test_what_changed_on_the_site_since_is_told_and_not_overwritten(
    draft, lost, superuser
):
    say(draft, "Last", "Fin.")
    for kind in Kind:
        say(draft, "Last", "Fin.")
        content = export(draft, kind)
        theirs = content.replace(b"Fin.", "Terminé.".encode())
        if lost:
            theirs = theirs.replace(b"#: was:", b"#: x:").replace(b"oh:was=", b"oh:x=")
        say(draft, "Last", "La fin !")
        if lost != "both":
            report = bring(theirs, superuser)
            assert report.counts["conflict"] == 1
            assert any("La fin !" in str(line) for line in report.lines)
            assert saving.current_of(segment(draft, "Last"), draft).data == "La fin !"
            continue
        # Nobody touched it in the file: then there is nothing to tell.
        assert bring(content, superuser).counts["conflict"] == 0
        # The same person sends a better file a second time.
        fresh = export(draft, kind)
        assert (
            bring(fresh.replace(b"La fin !", b"Un"), superuser).counts["applied"] == 1
        )
        assert (
            bring(fresh.replace(b"La fin !", b"Deux"), superuser).counts["applied"] == 1
        )


def bomb():
    lines = ['<!DOCTYPE x [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return "\n".join([*lines, "]><xliff>&a9;</xliff>"]).encode()


def zipped(*files, compression=ZIP_DEFLATED):
    stream = BytesIO()
    with ZipFile(stream, "w", compression) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return stream.getvalue()


XLIFF = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en">'
)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (bomb, "declares a document type"),
        (
            lambda: b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff/>',
            "declares a document type",
        ),
        (lambda: (XLIFF + "<file>" * 100).encode(), "nested too deeply"),
        (lambda: b"<html><body>x</body></html>", "not made by this site"),
        (lambda: b"<?xml version='1.0'?><xliff", "not made by this site"),
        (lambda: b"<?xml version='1.0' encoding='x-none'?><a/>", "not made by this"),
        (
            lambda: b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
            "XLIFF 1",
        ),
        (lambda: XLIFF.replace('"en"', '"de"').encode() + b"</xliff>", "in “de”"),
        (lambda: zipped(("../fr.po", b"x")), "outside of it"),
        (lambda: zipped(("/etc/fr.po", b"x")), "outside of it"),
        (lambda: zipped(("C:\\fr.po", b"x")), "outside of it"),
        (lambda: zipped(("fr.po", b"0" * 150_000_000)), "holds too much"),
        (lambda: zipped(*((f"{n}.po", b"") for n in range(5_001))), "holds too much"),
        (lambda: zipped(("notes.txt", b"x")), "no PO or XLIFF"),
        (lambda: zipped(("fr.po", b"x" * 99))[:-30], "is damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "not made by this site"),
        (lambda: b"", "not made by this site"),
        (lambda: b'msgid "a"\nmsgstr "b"\n', "not made by this site"),
        (lambda: b"\x00" * 1000, "not made by this site"),
    ],
)
def test_what_is_no_file_of_ours_is_refused_in_words(make, words):
    with pytest.raises(UnreadableError, match=words):
        bring_in("file", make(), None, lambda translation: "")


def test_a_file_of_another_site_page_or_language_is_refused_whole(draft):
    uuid = str(draft.uuid)
    for kind in Kind:
        content = export(draft, kind).decode()
        other = content.replace(uuid, str(uuid4()))
        wrong = content.replace("Language: fr", "Language: de").replace(
            'trgLang="fr"', 'trgLang="de"'
        )
        for text, words in ((other, "another site"), (wrong, "“de”")):
            (report,) = bring_in("file", text.encode(), None, lambda one: "")
            assert words in report.refusal


def test_what_an_xliff_file_holds_up_to_where_it_breaks_is_taken(draft):
    root = as_tool(export(draft, Kind.XLIFF), "A page", "Une page", state="final")
    content = etree.tostring(root)
    report = bring(content[: content.index(b"Last.")])
    assert report.counts["applied"] == 1
    assert any("cannot be read from here" in str(line) for line in report.lines)
    assert report.counts["absent"] >= 1


def test_hostile_words_in_a_file_are_named_and_not_taken(draft):
    root = as_tool(
        export(draft, Kind.XLIFF),
        "Last",
        "&lt;script&gt;x&lt;/script&gt;",
        state="final",
    )
    report = bring(etree.tostring(root))
    assert report.counts["refused"] == 1
    moved = as_tool(export(draft, Kind.XLIFF), "Last", 'x <ph id="9"/>', state="final")
    report = bring(etree.tostring(moved))
    assert any("a mark that the original has not" in str(line) for line in report.lines)
    assert saving.current_of(segment(draft, "Last"), draft) is None


def test_windows_and_old_editors_may_have_saved_a_po_file(draft):
    content = export(draft, Kind.PO).decode()
    filled = content.replace('msgid "Last."\nmsgstr ""', 'msgid "Last."\nmsgstr "Été."')
    for make in (
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(),
        lambda text: text.replace("charset=UTF-8", "charset=windows-1252").encode(
            "cp1252"
        ),
    ):
        StringTranslation.objects.all().delete()
        assert bring(make(filled)).counts["applied"] == 1
        assert saving.current_of(segment(draft, "Last"), draft).data == "Été."


def test_a_file_says_where_a_sentence_stands_and_how_long_it_may_be(draft):
    text = segment(draft, "A page")
    Remark.objects.create(
        string=text.string, context=text.context, text="Mind the\npun, please."
    )
    for content in (export(draft, kind).decode() for kind in Kind):
        assert "At most 255 letters." in content
        assert "Mind the pun, please." in content
        assert "Text 1" in content
        assert "Text 2" in content


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


def test_many_pages_take_a_few_queries(django_assert_max_num_queries):
    rows = list(all_translations().filter(target_locale__language_code="fr"))
    with django_assert_max_num_queries(25):
        of_many(rows, Kind.PO, "fr")
