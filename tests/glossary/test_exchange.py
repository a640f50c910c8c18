"""What goes out of a glossary comes back as it was."""

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from glossary.exchange import table, taking, tbx
from glossary.exchange.rows import Outcome
from glossary.models import Term

pytestmark = pytest.mark.django_db
NS = {"t": tbx.NAMESPACE}
LANG = tbx.LANG

LINE = (
    st.text(
        st.characters(
            exclude_categories=["C", "Z"],
            include_characters=" ",
            exclude_characters="|",
        ),
        min_size=1,
        max_size=20,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
LINES = st.lists(LINE, max_size=3, unique=True).map("\n".join)


def has_no_guard(term: Term) -> bool:
    """An apostrophe in front of a formula is ours."""
    texts = [term.term, term.translation, term.stems, *term.note.split("\n")]
    texts += term.wrong_words
    return not any("'" in text for text in texts)


TERMS = st.builds(
    Term, term=LINE, translation=LINE, note=LINES, forbidden=LINES, stems=LINE
).filter(has_no_guard)


@given(TERMS)
def test_a_table_comes_back(term):
    (row,) = table.read(table.write([term]).encode())
    assert (row.term, row.translation) == (term.term, term.translation)
    assert (row.note, row.forbidden) == (term.note, term.forbidden)
    assert row.stems == term.stems


@given(TERMS)
def test_tbx_comes_back(term):
    (row,) = tbx.read(tbx.write([term], "zh-hans", "Title"), "zh-hans")
    assert (row.term, row.translation) == (term.term, term.translation)
    assert row.forbidden == term.forbidden
    assert row.note == " ".join(term.note.split())


def test_tbx_is_built_as_the_standard_says():
    """ISO 30042:2019, Annex: what must be there, in which order, and nothing else."""
    locale = Locale.objects.get(language_code="pt-br")
    terms = list(Term.objects.filter(locale=locale))
    terms[0].forbidden = "uma\noutra"
    root = tbx.parsed(tbx.write(terms, "pt-br", "Open Heritage"))
    assert root.tag == f"{{{tbx.NAMESPACE}}}tbx"
    assert root.attrib == {"type": "TBX-Basic", "style": "dca", LANG: "en"}
    children = {
        "tbx": ["tbxHeader", "text"],
        "tbxHeader": ["fileDesc"],
        "fileDesc": ["titleStmt", "sourceDesc"],
        "titleStmt": ["title"],
        "sourceDesc": ["p"],
        "text": ["body"],
        "termSec": ["term", "termNote"],
    }
    for element in root.iter():
        name = tbx.local(element)
        inner = [tbx.local(each) for each in element]
        if name in children:
            assert inner == children[name]
        elif name == "conceptEntry":
            assert [each for each in inner if each != "note"] == ["langSec", "langSec"]
            assert "note" not in inner[1:]
        elif name == "langSec":
            assert set(inner) == {"termSec"}
            assert element.get(LANG) in ("en", "pt-BR")
        elif name == "termNote":
            assert element.get("type") == "administrativeStatus"
            assert element.text in {tbx.PREFERRED, tbx.DEPRECATED}
        elif name != "body":
            assert not inner
    ids = [each.get("id") for each in root.iterfind(".//t:conceptEntry", NS)]
    assert len(ids) == len(set(ids)) == len(terms)


DCT = b"""<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:basic="http://www.tbxinfo.net/ns/basic">
  <tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
  <text><body><conceptEntry id="c1">
    <langSec xml:lang="en-GB"><termSec><term>old map</term></termSec></langSec>
    <langSec xml:lang="fr-FR">
      <termSec><term>vieux plan</term>
        <basic:administrativeStatus>preferredTerm-admn-sts</basic:administrativeStatus>
      </termSec>
      <termSec><term>carte</term>
        <basic:administrativeStatus>supersededTerm-admn-sts</basic:administrativeStatus>
      </termSec>
    </langSec>
    <langSec xml:lang="de"><termSec><term>Karte</term></termSec></langSec>
  </conceptEntry></body></text>
</tbx>"""
MARTIF = b"""<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body><termEntry id="c1">
<langSet xml:lang="en"><tig><term>old map</term></tig></langSet>
<langSet xml:lang="fr"><ntig><termGrp><term>vieux plan</term></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""


@pytest.mark.parametrize("content", [DCT, MARTIF])
def test_tbx_of_other_tools_is_read(content):
    locale = Locale.objects.get(language_code="fr")
    user = User.objects.get(username="translator")
    (line,) = taking.take(content, locale, user)
    assert (line.term, line.outcome) == ("old map", Outcome.ADDED)
    term = Term.objects.get(locale=locale, term="old map")
    assert term.translation == "vieux plan"
    assert term.wrong_words == (["carte"] if content is DCT else [])
