"""Files of members as people save them: what would change, what does, what is wrong."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from members.models import MemberPage
from openheritage.matching import sort_key
from organisations.models import Organisation

from .test_directory import make

pytestmark = pytest.mark.django_db

SAMPLE = settings.BASE_DIR / "home" / "demo" / "members.csv"


def load(tmp_path, content: str | bytes, *options: str) -> str:
    """What the command says, errors and all."""
    path = tmp_path / "members.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    out = io.StringIO()
    try:
        call_command("import_members", str(path), *options, stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"CommandError: {error}")
    return out.getvalue()


def member(name: str) -> MemberPage:
    return MemberPage.objects.get(organisation__name=name, locale__language_code="en")


def everything() -> list:
    facts = ("name", "name_latin", "kind", "sector", "country", "website")
    rows = Organisation.objects.order_by("pk").values_list(*facts)
    pages = MemberPage.objects.order_by("pk")
    return [*rows, *pages.values_list("title", "status", "joined_on", "left_on")]


def test_the_seventy_change_nothing_and_come_back_as_they_went(tmp_path):
    before = everything()
    assert "0 new, 0 changed, 70 unchanged." in load(tmp_path, SAMPLE.read_bytes())
    make("+49 Archiv; =A1(", name_latin="Ab", links=["https://a.example/"])
    # As staff may write, and no file.
    make("Ours", country="", sentence="See www.museum.example <b>, 3 < 5")
    make("Gone", country="", joined_on="2024-02-29", left_on="2025-01-01")
    path = tmp_path / "out.csv"
    call_command("export_members", str(path), stdout=io.StringIO())
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,name,")
    assert "0 new, 0 changed, 73 unchanged." in load(tmp_path, path.read_bytes())
    assert everything()[: len(before)] != []
    names = [line.split(",")[1] for line in path.read_text("utf-8-sig").splitlines()]
    assert names[1:3] == [*sorted(names[1:3], key=sort_key)]


def test_a_dry_run_says_all_and_writes_nothing_and_a_second_run_neither(tmp_path):
    text = (
        "name,country,kind,website,joined_on,status\n"
        "Musée Nouveau,FR,museum,nouveau.example,2025-03-01,\n"
        "متحف الغد,Egypt,institution museum,,,observer\n"
        "Smarthistory,,,https://smarthistory.org/new,,\n"
    ).replace("institution museum", "museum")
    before = everything()
    said = load(tmp_path, text, "--dry-run")
    assert "Line 2: Musée Nouveau: new" in said
    assert "2 new, " in said
    assert "Nothing was written." in said
    assert everything() == before
    load(tmp_path, text, "--overwrite")
    new = member("Musée Nouveau")
    assert (new.live, new.slug, str(new.joined_on)) == (
        *(True, "musee-nouveau"),
        "2025-03-01",
    )
    assert new.organisation.website == "https://nouveau.example"
    other = member("متحف الغد")
    assert (other.status, other.organisation.country) == ("observer", "EG")
    assert other.organisation.sector == "museum"
    after = everything()
    assert "0 new, 0 changed, 3 unchanged." in load(tmp_path, text)
    assert everything() == after


def test_what_staff_have_changed_is_kept_unless_told(tmp_path):
    file = "name,country,kind,website\nArchive of Tides,{},archive,{}\n"
    load(tmp_path, file.format("FR", "https://a.example/"))
    page = member("Archive of Tides")
    page.organisation.country = "BE"
    page.organisation.save()
    said = load(tmp_path, file.format("FR", "https://b.example/"))
    assert "website: https://a.example/ becomes https://b.example/" in said
    assert "country: kept BE, the file says FR" in said
    page.organisation.refresh_from_db()
    facts = page.organisation
    assert (facts.country, facts.website) == ("BE", "https://b.example/")
    # What staff have emptied is theirs, too; an empty cell says nothing.
    facts.website = ""
    facts.save()
    load(tmp_path, file.format("", "https://b.example/"))
    facts.refresh_from_db()
    assert (facts.country, facts.website) == ("BE", "")
    load(tmp_path, file.format("FR", "https://b.example/"), "--overwrite")
    facts.refresh_from_db()
    assert (facts.country, facts.website) == ("FR", "https://b.example/")
    assert MemberPage.objects.filter(organisation=facts, locale_id=1).count() == 1
    # A draft that somebody writes is not published by a file.
    page = member("Archive of Tides")
    page.sentence = "Half a sent"
    page.save_revision()
    said = load(tmp_path, "name,joined_on\nArchive of Tides,2024-01-01\n")
    assert "joined_on: kept nothing" in said
    load(tmp_path, "name,joined_on\nArchive of Tides,2024-01-01\n", "--overwrite")
    page = member("Archive of Tides")
    assert (str(page.joined_on), page.sentence) == ("2024-01-01", "")
    assert page.get_latest_revision_as_object().sentence == "Half a sent"
    assert page.has_unpublished_changes


def test_an_organisation_that_has_signed_becomes_the_member(tmp_path):
    signed = Organisation.objects.create(
        name="Tide Museum", kind="institution", sector="museum", country="KI"
    )
    said = load(tmp_path, "name,kind\nTIDE museum,library\n")
    assert "new, of an organisation that is here already" in said
    assert "sector: kept museum, the file says library" in said
    assert MemberPage.objects.get(organisation=signed).title == "Tide Museum"


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffName;Country;Kind\r\nMusée X;fr;museum\r\n".encode(),
        "country\tkind\tname\nFrance\tMuseum\tMusée X\n".encode(),
        "name,country,kind\n\n  Musée X , Frankreich,museum,,\n".encode("utf-16"),
        '"name","kind","unheard of","country"\n"Musée X","museum","a\nb","FR"'.encode(),
    ],
)
def test_files_are_read_as_people_save_them(tmp_path, content):
    said = load(tmp_path, content)
    assert "1 new, 0 changed, 0 unchanged." in said
    facts = member("Musée X").organisation
    assert (facts.country, facts.kind, facts.sector) == ("FR", "institution", "museum")
    assert ("Not read: unheard_of." in said) is (b"unheard" in content)


def test_each_wrong_line_is_told_and_none_is_written(tmp_path):
    before = everything()
    text = (
        "name,country,kind,website,joined_on,left_on,status\n"
        "Right,FR,museum,,,,\n"
        "Wrong country,ZZ,museum,,,,\n"
        "British,UK,museum,,,,\n"
        "Wrong kind,FR,zoo,,,,\n"
        "Wrong site,FR,museum,a@b.example,,,\n"
        "Right,,library,,,,\n"
        "MusÃ©e,FR,museum,,,,\n"
        ",FR,museum,,,,\n"
        "No kind,FR,,,,,\n"
        "Wrong day,FR,museum,,1.2.2024,,\n"
        "Gone before,FR,museum,,2024-02-01,2024-01-01,\n"
        "Gone,FR,museum,,,,former\n"
        "Too many,FR,museum,,,,,x\n"
        "Smarthistory,,,,,,\n"
        "smarthistory,,,,,,\n"
        f"{'Long ' * 60},FR,museum,,,,\n"
    )
    said = load(tmp_path, text)
    wrong = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17]
    for line in wrong:
        assert f"Line {line}: " in said
    assert "Write GB for UK." in said
    assert "the same organisation as line 2" in said
    assert f"{len(wrong)} of 16 lines are wrong; nothing was written." in said
    assert everything() == before
    said = load(tmp_path, text, "--skip-errors", "--draft")
    assert f"{len(wrong)} lines were left out." in said
    assert not member("Right").live


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"country\nFR\n", "one of them is “name”"),
        (b"name,Name\na,b\n", "Two columns are called name."),
        ("name\nMusée\n".encode("cp1252"), "Line 2: this is not UTF-8."),
        ("name\nMusée\n".encode("utf-16-le"), "utf-16-le"),
        (b'name\n"open\nnext\n', "Line 3: unexpected end of data."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, said):
    assert said in load(tmp_path, content)


def test_an_encoding_can_be_named(tmp_path):
    text = "name,kind\nMusée Y,museum\n".encode("cp1252")
    assert "1 new" in load(tmp_path, text, "--encoding", "cp1252")
    assert member("Musée Y")
    assert "called 'x'" in load(tmp_path, text, "--encoding", "x")


def test_two_of_one_name_are_told_by_country_or_by_id(tmp_path):
    make("National Library", country="KI")
    make("National Library", country="TV")
    said = load(tmp_path, "name,country\nNational Library,FJ\n")
    assert "There are several members of this name" in said
    load(tmp_path, "name,country,website\nNational Library,TV,https://tv.example/\n")
    sites = Organisation.objects.filter(name="National Library").order_by("country")
    assert [each.website for each in sites] == ["", "https://tv.example/"]
    text = "id,name,country,kind\nnew,National Library,FJ,library\n"
    assert "1 new" in load(tmp_path, text)
    assert "0 new, 0 changed, 1 unchanged." in load(tmp_path, text)
    unknown = "id,name\n11111111-1111-4111-8111-111111111111,X\n"
    assert "There is no member" in load(tmp_path, unknown)
    assert sites.all().count() == 3
