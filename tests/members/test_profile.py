"""What a profile says, in which words, and how staff make one."""

import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from images.models import CustomImage, Licence
from members.links import LinksField, labelled
from members.logos import initials, logo
from members.models import MemberPage, MembersIndexPage, Status
from news.models import NamedOrganisation, NewsPage
from organisations.models import Kind, Organisation, Sector
from tests.home.editing import form_at, save

LINKS = ["https://www.linkedin.com/company/ia/", "https://mastodon.example/@ia"]


def original(slug: str) -> MemberPage:
    return MemberPage.objects.get(slug=slug, locale__language_code="en")


def published(page: MemberPage, **facts: object) -> MemberPage:
    for name, value in facts.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def picture(width: int, height: int) -> CustomImage:
    file = BytesIO()
    Image.new("RGBA", (width, height), (20, 20, 20, 255)).save(file, "PNG")
    image = CustomImage(
        title="The mark", creator="Studio Eins", licence=Licence.PERMISSION
    )
    image.file.save("mark.png", ContentFile(file.getvalue()), save=False)
    image.save()
    return image


def machine_data(html: str) -> dict:
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    graph = [each for script in scripts for each in json.loads(script)["@graph"]]
    return next(each for each in graph if each["@type"] == "Organization")


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("Internet Archive", "IA"),
        ("The National Library of Finland", "NL"),
        ("R3D: Red en defensa de los derechos digitales", "R3D"),
        ("African Library Institutions (AfLIA)", "AfLIA"),
        ("Bibliothèque nationale (Paris)", "BN"),
        ("IFLA", "IFLA"),
        ("smarthistory", "S"),
        ("Ἀρχεῖα τοῦ Κράτους", "ἈΤ"),
        ("國家圖書館", "國家"),
        ("국립중앙도서관", "국립"),
        ("المكتبة الوطنية", "م"),
        ("राष्ट्रीय पुस्तकालय", "रा"),
        ("Российская государственная библиотека", "РГ"),
        ("ʻIolani Palace", "IP"),
        ("1418", "1418"),
        ("«»", "«"),
    ],
)
def test_without_a_logo_the_letters_of_the_name_stand_there(name, signs):
    assert initials(name) == signs


def test_links_say_where_they_lead():
    found = labelled(
        [
            *LINKS,
            "https://social.bund.de/@archiv",
            "https://de.wikipedia.org/wiki/Archiv",
            "https://github.com/one",
            "https://github.com/two",
        ]
    )
    assert [link.label for link in found] == [
        "LinkedIn",
        "mastodon.example",
        "social.bund.de",
        "Wikipedia",
        "GitHub: one",
        "GitHub: two",
    ]


def test_links_are_addresses_of_websites_each_once_and_not_too_many():
    field = LinksField(blank=True).formfield()
    typed = "www.linkedin.com/company/ia/\n\n https://www.linkedin.com/company/ia/\r\n"
    assert field.clean(typed) == ["https://www.linkedin.com/company/ia/"]
    assert field.clean("") == []
    for wrong in (
        "javascript:alert(1)",
        "me@museum.example",
        "https://user:word@museum.example/",
        "https://10.0.0.1/",
        'https://museum.example/"onclick="x',
        "\n".join(f"https://museum.example/{number}" for number in range(9)),
    ):
        with pytest.raises(ValidationError):
            field.clean(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shape", "small", "large"),
    [
        ((2400, 240), (104, 10), (256, 25)),
        ((200, 1000), (10, 52), (25, 128)),
        ((40, 20), (40, 20), (40, 20)),
    ],
)
def test_a_logo_of_any_shape_fits_into_its_place(client, shape, small, large):
    image = picture(*shape)
    drawn = [logo(image, size) for size in ("small", "large")]
    assert [(each.width, each.height) for each in drawn] == [small, large]
    made = Image.open(BytesIO(client.get(drawn[1].src).getvalue()))
    assert made.size == large


@pytest.mark.django_db
def test_a_profile_says_what_a_member_is_and_machines_are_told(client):
    page = published(
        original("internet-archive"),
        sentence="A library of the web.",
        logo=picture(600, 200),
        links=LINKS,
        joined_on=date(2024, 11, 1),
    )
    html = client.get("/en/coalition/internet-archive/").text
    assert "Member of the Coalition" in html
    assert "A library of the web." in html
    assert "1 November 2024" in html
    assert "Studio Eins" in html
    assert f'href="{LINKS[0]}" rel="external noopener"><bdi>LinkedIn</bdi>' in html
    assert '<meta name="description" content="A library of the web.">' in html
    told = machine_data(html)
    assert told["name"] == "Internet Archive"
    assert told["sameAs"] == LINKS
    assert told["logo"].startswith("http")
    assert told["memberOf"]["@type"] == "Organization"
    assert told["memberOf"]["url"].endswith("/en/coalition/")
    # The facts of the original are those of each translation, without a click.
    for translation in page.get_translations():
        assert translation.specific.links == LINKS
        assert translation.specific.logo_id == page.logo_id


@pytest.mark.django_db
def test_members_observers_and_former_members_stand_apart(client):
    today = timezone.localdate()
    published(original("wellcome-collection"), status=Status.OBSERVER)
    published(original("creative-commons"), left_on=today)
    published(original("smarthistory"), left_on=today + timedelta(days=1))
    assert MemberPage.objects.totals()["members"] == 68
    said = {
        slug: client.get(f"/en/coalition/{slug}/").text
        for slug in ("wellcome-collection", "creative-commons", "smarthistory")
    }
    assert "Observer of the Coalition" in said["wellcome-collection"]
    assert "Former member of the Coalition" in said["creative-commons"]
    assert "Member until" in said["creative-commons"]
    assert "Former" not in said["smarthistory"]
    told = {slug: machine_data(html) for slug, html in said.items()}
    assert [slug for slug in told if "memberOf" in told[slug]] == ["smarthistory"]
    home = client.get("/en/").text
    assert "/en/coalition/creative-commons/" not in home
    with pytest.raises(ValidationError, match="left_on"):
        published(original("smarthistory"), joined_on=today, left_on=date(2024, 1, 1))


@pytest.mark.django_db
def test_news_and_those_whom_they_name_lead_to_each_other(client):
    news = NewsPage.objects.get(
        slug="statement-open-for-signature", locale__language_code="en"
    )
    member = Organisation.objects.get(name="Internet Archive")
    stranger = Organisation.objects.create(
        name="Nobody <b>yet</b>", kind=Kind.INSTITUTION, sector=Sector.OTHER
    )
    news.named = [
        NamedOrganisation(organisation=stranger),
        NamedOrganisation(organisation=member),
        NamedOrganisation(organisation=member),
    ]
    news.save_revision().publish()
    # The translation was made before, and knows nothing of them.
    for language in ("en", "ar"):
        html = client.get(f"/{language}/news/statement-open-for-signature/").text
        assert "<li><bdi>Nobody &lt;b&gt;yet&lt;/b&gt;</bdi></li>" in html
        path = f"/{language}/coalition/internet-archive/"
        assert html.count(f'href="{path}"><bdi>Internet Archive</bdi>') == 1
        html = client.get(path).text
        assert f"/{language}/news/statement-open-for-signature/" in html
    stranger.delete()
    assert "Nobody" not in client.get("/en/news/statement-open-for-signature/").text
    NewsPage.objects.get(pk=news.pk).unpublish()
    html = client.get("/en/coalition/internet-archive/").text
    assert "/news/statement-open-for-signature/" not in html


@pytest.mark.django_db
def test_a_member_and_its_organisation_are_made_in_one_step(sign_in, client):
    staff = sign_in("moderator")
    parent = MembersIndexPage.objects.get(locale__language_code="en")
    url = reverse("wagtailadmin_pages:add", args=["members", "memberpage", parent.pk])
    facts = {
        "new_name": "Internet Archiv",
        "new_kind": Kind.INSTITUTION,
        "new_sector": Sector.LIBRARY,
        "new_country": "US",
        "new_website": "archive.example/about",
        "title": "",
        "slug": "",
    }
    before = Organisation.objects.count()
    # Drafts save themselves while somebody types: nothing is made before a tick …
    errors = save(staff, url, publish=False, **facts)
    assert [*errors] == ["new_is_ready"]
    # … nor while others are much like it, which are pointed at.
    facts |= {"new_is_ready": "on"}
    response = staff.post(url, form_at(staff, url) | facts)
    assert [*response.context["form"].errors] == ["new_is_another"]
    twin = Organisation.objects.get(name="Internet Archive")
    assert reverse(
        "wagtailsnippets_organisations_organisation:edit", args=[twin.pk]
    ) in (response.text)
    assert Organisation.objects.count() == before
    chosen = {"organisation": str(twin.pk), "title": "Twice"}
    assert [*save(staff, url, **chosen)] == ["organisation"]
    assert [*save(staff, url, **(facts | chosen))] == ["organisation"]
    assert [*save(staff, url, title="Nobody")] == ["organisation"]
    assert {"new_kind", "new_sector"} <= save(
        staff, url, new_name="Half", new_is_ready="on"
    ).keys()

    assert save(staff, url, **facts, new_is_another="on") == {}
    made = Organisation.objects.get(name="Internet Archiv")
    assert Organisation.objects.count() == before + 1
    assert made.website == "https://archive.example/about"
    page = MemberPage.objects.get(organisation=made)
    assert page.title == made.name
    assert made.name in client.get(f"/en/coalition/{page.slug}/").text


@pytest.mark.django_db
def test_a_draft_that_saves_itself_makes_the_organisation_once(sign_in):
    staff = sign_in("editor")
    parent = MembersIndexPage.objects.get(locale__language_code="en")
    url = reverse("wagtailadmin_pages:add", args=["members", "memberpage", parent.pk])
    facts = {
        "new_name": "Quite another one",
        "new_kind": Kind.ORGANISATION,
        "new_sector": Sector.NETWORK,
        "new_is_ready": "on",
        "slug": "",
    }
    data = form_at(staff, url) | facts
    answer = staff.post(url, data, HTTP_ACCEPT="application/json").json()
    updates = answer["field_updates"]
    made = Organisation.objects.get(name="Quite another one")
    assert updates["organisation"] == str(made.pk)
    edit = reverse("wagtailadmin_pages:edit", args=[answer["pk"]])
    again = staff.post(edit, data | updates, HTTP_ACCEPT="application/json")
    assert again.status_code == 200, again.text
    assert Organisation.objects.filter(name="Quite another one").count() == 1
