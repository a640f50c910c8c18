"""What other tools make of our files, and what it means to us."""

import pytest
from lxml import etree
from wagtail_localize.models import StringTranslation

from news.models import NewsPage
from translations import saving
from translations.files.bundles import (
    Kind,
)
from translations.models import Change, Remark, Step

from .exchange import CODED, FRENCH, as_tool, bring, export, say, segment

pytestmark = pytest.mark.django_db


def unsay(page, start: str) -> None:
    text = segment(page, start)
    StringTranslation.objects.filter(translation_of=text.string).delete()


def test_xliff_codes_are_put_back_however_a_tool_writes_them(paged):
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
        unsay(paged, "One")
        root = as_tool(export(paged, Kind.XLIFF), "One", target, state="translated")
        if name == "codes":
            for data in root.iter("{*}originalData"):
                data.getparent().remove(data)
        report = bring(etree.tostring(root))
        assert report.counts["applied"] == 1, name
        assert saving.current_of(segment(paged, "One"), paged).data == FRENCH, name


def test_a_tool_may_break_lines_segments_and_attributes_its_own_way(paged):
    row = say(paged, "Last", "La fin, enfin.").row
    say(paged, "A page", "Une page")
    root = as_tool(export(paged, Kind.XLIFF), "One", CODED, state="translated")
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


def test_a_sentence_that_a_tool_cut_in_two_is_one_again(paged):
    content = export(paged, Kind.XLIFF).decode()
    cut = content.replace(
        "<segment>\n<source>A summary</source>\n</segment>",
        '<segment state="translated"><source>A </source><target>Un </target></segment>'
        '<segment state="translated"><source>summary</source>'
        "<target>résumé</target></segment>",
    )
    assert cut != content
    assert bring(cut.encode()).counts["applied"] == 1
    assert saving.current_of(segment(paged, "A summ"), paged).data == "Un résumé"
    half = cut.replace("<target>résumé</target>", "").replace("Un ", "Le ")
    report = bring(half.encode())
    assert report.counts["applied"] == 0
    assert any("only a part" in str(line) for line in report.lines)


def test_states_go_out_and_come_back(paged):
    say(paged, "Last", "Fin.")
    say(paged, "A summ", "Un résumé", how="machine", tool="A machine")
    content = export(paged, Kind.XLIFF).decode()
    assert '<segment state="initial" subState="oh:machine">' in content
    assert "A machine" in content
    assert 'state="translated">\n<source>Last.' in content
    # Unchanged, and said to be translated: a person has read it.
    read = content.replace(
        '<segment state="initial" subState="oh:machine">', '<segment state="reviewed">'
    )
    assert bring(read.encode()).counts["confirmed"] == 1
    row = saving.current_of(segment(paged, "A summ"), paged)
    assert row.translation_type == "manual"
    unfinished = as_tool(export(paged, Kind.XLIFF), "A page", "Une", state="initial")
    report = bring(etree.tostring(unfinished))
    assert any("state “initial”" in str(line) for line in report.lines)
    assert saving.current_of(segment(paged, "A page"), paged) is None
    for each in paged.source.stringsegment_set.select_related("string"):
        say(paged, each.string.data, FRENCH if "bold" in each.string.data else "x")
    Step.objects.create(
        translation_key=paged.source.object_id,
        locale=paged.target_locale,
        state="approved",
    )
    assert 'state="reviewed"' in export(paged, Kind.XLIFF).decode()


def test_machine_words_are_fuzzy_until_somebody_takes_the_mark_off(paged):
    say(paged, "Last", "Fin.", how="machine", tool="A machine")
    content = export(paged, Kind.PO)
    assert b"#, fuzzy" in content
    assert bring(content).counts["confirmed"] == 0
    assert bring(content.replace(b"#, fuzzy\n", b"")).counts["confirmed"] == 1
    assert Change.objects.filter(how="confirmed").count() == 1


def test_a_stale_sentence_brings_what_stood_there_before(paged):
    say(paged, "A summ", "Un résumé")
    page = NewsPage.objects.get(
        translation_key=paged.source.object_id, locale__language_code="en"
    )
    page.summary = "A longer summary"
    page.save_revision().publish()
    paged.source.update_from_db()
    content = export(paged, Kind.PO).decode()
    assert '#| msgid "A summary"' in content
    entry = content[content.index('#| msgid "A summary"') :].split("\n\n")[0]
    assert 'msgid "A longer summary"' in entry
    assert 'msgstr "Un résumé"' in entry
    report = bring(content.encode())
    assert report.counts["stale"] == 1
    assert report.counts["applied"] == 0
    taken = content.replace("#, fuzzy\n", "")
    assert bring(taken.encode()).counts["applied"] == 1
    row = saving.current_of(segment(paged, "A longer"), paged)
    assert (row.data, row.translation_type) == ("Un résumé", "manual")
    old = content.replace("A longer summary", "A summary").replace("#, fuzzy\n", "")
    assert bring(old.encode()).counts["stale"] == 1


@pytest.mark.parametrize("lost", ["", "was:", "both"])
def test_what_changed_on_the_site_since_is_told_and_not_overwritten(
    paged, lost, superuser
):
    say(paged, "Last", "Fin.")
    for kind in Kind:
        say(paged, "Last", "Fin.")
        content = export(paged, kind)
        theirs = content.replace(b"Fin.", "Terminé.".encode())
        if lost:
            theirs = theirs.replace(b"#: was:", b"#: x:").replace(b"oh:was=", b"oh:x=")
        say(paged, "Last", "La fin !")
        if lost != "both":
            report = bring(theirs, superuser)
            assert report.counts["conflict"] == 1
            assert any("La fin !" in str(line) for line in report.lines)
            assert saving.current_of(segment(paged, "Last"), paged).data == "La fin !"
            continue
        # Nobody touched it in the file: then there is nothing to tell.
        assert bring(content, superuser).counts["conflict"] == 0
        # The same person sends a better file a second time.
        fresh = export(paged, kind)
        assert (
            bring(fresh.replace(b"La fin !", b"Un"), superuser).counts["applied"] == 1
        )
        assert (
            bring(fresh.replace(b"La fin !", b"Deux"), superuser).counts["applied"] == 1
        )


def test_windows_and_old_editors_may_have_saved_a_po_file(paged):
    content = export(paged, Kind.PO).decode()
    filled = content.replace('msgid "Last."\nmsgstr ""', 'msgid "Last."\nmsgstr "Été."')
    for make in (
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
        lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode(),
        lambda text: text.replace("charset=UTF-8", "charset=windows-1252").encode(
            "cp1252"
        ),
    ):
        unsay(paged, "Last")
        assert bring(make(filled)).counts["applied"] == 1
        assert saving.current_of(segment(paged, "Last"), paged).data == "Été."


def test_a_file_says_where_a_sentence_stands_and_how_long_it_may_be(paged):
    text = segment(paged, "A page")
    Remark.objects.create(
        string=text.string, context=text.context, text="Mind the\npun, please."
    )
    for content in (export(paged, kind).decode() for kind in Kind):
        assert "At most 255 letters." in content
        assert "Mind the pun, please." in content
        assert "Text 1" in content
        assert "Text 2" in content
