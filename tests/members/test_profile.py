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
from wagtail.models import ModelLogEntry

from images.lightness import is_light
from images.models import CustomImage, Licence
from images.reading import look
from members.links import LinksField, labelled
from members.logos import initials, logo
from members.models import MemberPage, MembersIndexPage, Status
from members.tasks import tell_who_has_left
from news.models import NamedOrganisation, NewsPage
from openheritage import once
from openheritage.signals import public_changed
from organisations.models import Kind, Organisation, Sector
from search.sources import of_page
from tests.home.editing import form_at

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
            "https://vk.com/%D0%BC%D1%83%D0%B7%D0%B5%D0%B9",
            "https://vk.com/two",
            "https://музей.рф/",
        ]
    )
    assert [link.label for link in found] == [
        "LinkedIn",
        "mastodon.example",
        "social.bund.de",
        "Wikipedia",
        "GitHub: one",
        "GitHub: two",
        "VK: музей",
        "VK: two",
        "музей.рф",
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
        # Nor do they come in by another way.
        with pytest.raises(ValidationError):
            LinksField(blank=True).clean(wrong.splitlines(), None)


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


def drawn(mode: str, ground: object, sign: object, **options: object) -> bytes:
    file, image = BytesIO(), Image.new(mode, (300, 200), ground)
    image.paste(sign, (100, 50, 200, 150))
    image.save(file, options.pop("format", "PNG"), **options)
    return file.getvalue()


CLEAR = (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("file", "needs_dark"),
    [
        (drawn("RGBA", CLEAR, (255, 255, 255, 255)), True),
        (drawn("RGBA", CLEAR, (255, 220, 0, 255), format="WEBP"), True),
        (drawn("LA", (0, 0), (255, 255)), True),
        (drawn("RGBA", CLEAR, (20, 20, 20, 255)), False),
        (drawn("RGBA", (10, 10, 10, 255), (255, 255, 255, 255)), False),
        (drawn("RGB", "white", "white"), False),
        (drawn("RGBA", CLEAR, CLEAR), False),
    ],
)
def test_a_logo_that_white_would_swallow_stands_on_a_dark_ground(file, needs_dark):
    assert is_light(look(file)) is needs_dark


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
    assert told["memberOf"]["name"] == "Open Heritage Coalition"
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
    assert "has not written about itself" not in said["creative-commons"]
    assert "Do you speak for this member?" not in said["creative-commons"]
    assert "Do you speak for this member?" in said["smarthistory"]
    assert "Former" not in said["smarthistory"]
    assert "Member until" not in said["smarthistory"], (
        "A day to come is told to nobody."
    )
    told = {slug: machine_data(html) for slug, html in said.items()}
    assert [slug for slug in told if "memberOf" in told[slug]] == ["smarthistory"]
    # A result of the search says what it is.
    for slug in said:
        (entry,) = of_page(original(slug), "en", " en ")
        assert entry.kind == ("member" if slug == "smarthistory" else "page")
    home = client.get("/en/").text
    assert "/en/coalition/creative-commons/" not in home
    # Nothing is saved on the day; the worker tells whoever keeps what readers see.
    MemberPage.objects.update(left_on=None)
    MemberPage.objects.filter(pk=original("smarthistory").pk).update(left_on=today)
    once.forget()
    told: list[str] = []

    def hear(instance: Organisation, **kwargs: object) -> None:
        told.append(instance.name)

    public_changed.connect(hear, sender=Organisation)
    for _hour in range(2):
        tell_who_has_left()
    public_changed.disconnect(hear, sender=Organisation)
    assert told == [original("smarthistory").organisation.name]
    with pytest.raises(ValidationError, match="left_on"):
        published(original("smarthistory"), joined_on=today, left_on=date(2024, 1, 1))


@pytest.mark.django_db
def test_news_and_those_whom_they_name_lead_to_each_other(
    client, django_assert_max_num_queries
):
    published(
        original("internet-archive"), logo=picture(300, 300), links=LINKS, sentence="A."
    )
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
        address = f"/{language}/news/statement-open-for-signature/"
        client.get(address)
        with django_assert_max_num_queries(12):
            html = client.get(address).text
        assert "<li><bdi>Nobody &lt;b&gt;yet&lt;/b&gt;</bdi></li>" in html
        path = f"/{language}/coalition/internet-archive/"
        assert html.count(f'href="{path}"><bdi>Internet Archive</bdi>') == 1
        with django_assert_max_num_queries(12):
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
    form = form_at(staff, url)

    def refused(**changes: str) -> dict:
        return staff.post(url, form | changes).context["form"].errors

    before = Organisation.objects.count()
    # Drafts save themselves while somebody types: nothing is made before a tick …
    assert [*refused(**facts)] == ["new_is_ready"]
    # … nor while others are much like it, which are pointed at, in whatever country.
    facts |= {"new_is_ready": "on"}
    assert [*refused(**(facts | {"new_country": ""}))] == ["new_is_another"]
    response = staff.post(url, form | facts)
    assert [*response.context["form"].errors] == ["new_is_another"]
    twin = Organisation.objects.get(name="Internet Archive")
    edited = "wagtailsnippets_organisations_organisation:edit"
    assert reverse(edited, args=[twin.pk]) in response.text
    chosen = {"organisation": str(twin.pk), "title": "Twice"}
    assert [*refused(**chosen)] == ["organisation"]
    assert [*refused(**(facts | chosen))] == ["organisation"]
    nobody = {"title": "Nobody", "sentence": "long " * 41}
    assert {*refused(**nobody)} == {"organisation", "sentence"}
    half = refused(new_name="Half", new_is_ready="on")
    assert {"new_kind", "new_sector"} <= half.keys()
    assert Organisation.objects.count() == before

    facts |= {"new_is_another": "on", "action-publish": "1"}
    assert staff.post(url, form | facts).status_code == 302
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
    # A preview makes none.
    preview = reverse(
        "wagtailadmin_pages:preview_on_add", args=["members", "memberpage", parent.pk]
    )
    assert staff.post(preview, data).json()["is_valid"]
    assert ">QA</span>" in staff.get(preview).text
    assert not Organisation.objects.filter(name="Quite another one").exists()
    answer = staff.post(url, data, HTTP_ACCEPT="application/json").json()
    updates = answer["field_updates"]
    made = Organisation.objects.get(name="Quite another one")
    assert ModelLogEntry.objects.for_instance(made).get().user.username == "editor"
    assert updates["organisation"] == str(made.pk)
    edit = reverse("wagtailadmin_pages:edit", args=[answer["pk"]])
    again = staff.post(edit, data | updates, HTTP_ACCEPT="application/json")
    assert again.status_code == 200, again.text
    assert Organisation.objects.filter(name="Quite another one").count() == 1
