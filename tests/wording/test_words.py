"""Staff give other words to the site, and everybody reads them."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from consents.defaults import make_consents
from consents.models import ConsentText
from openheritage import catalogues, furniture
from openheritage.furniture import speaking
from tests.conftest import add_language
from wording import totals
from wording.held import made_of
from wording.messages import digest_of, template
from wording.models import Change, Word

pytestmark = pytest.mark.django_db

MENU = "Menu"


def url_of(language, words, context=""):
    return reverse("wording_edit", args=[language, digest_of(context, words)])


def soup(response):
    return BeautifulSoup(response.text, "html.parser")


def press(client, url, action="save", **values):
    """What a browser sends: the form as it stands, with what was typed."""
    form = soup(client.get(url)).select_one("form.wording-form")
    data = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    data |= {each["name"]: each.text for each in form.select("textarea")}
    data |= {name.replace("_", "-"): text for name, text in values.items()}
    return client.post(url, data | {"action": action}, follow=True)


def skip_link(client, language):
    return soup(client.get(f"/{language}/statement/")).select_one(".skip").text.strip()


SKIP = "Skip to the text"


def test_a_translator_corrects_a_word_and_the_public_reads_it(client, sign_in):
    translator = sign_in("translator")
    before = skip_link(client, "fr")
    response = press(
        translator, url_of("fr", SKIP), form_0="  Au texte,\r\n tout droit "
    )
    assert "shown everywhere within a minute" in response.text
    assert skip_link(client, "fr") == "Au texte, tout droit"
    assert skip_link(client, "en") == SKIP
    listed = translator.get(reverse("wording_list", args=["fr"]), {"show": "here"})
    assert "Au texte, tout droit" in listed.text
    # Undone, and taken back.
    press(translator, url_of("fr", SKIP), form_0="Autre chose")
    assert skip_link(client, "fr") == "Autre chose"
    last = Change.objects.filter(message=SKIP).first()
    assert last.by.username == "translator"
    translator.post(url_of("fr", SKIP), {"action": "undo", "change": last.pk})
    assert skip_link(client, "fr") == "Au texte, tout droit"
    press(translator, url_of("fr", SKIP), "back")
    assert skip_link(client, "fr") == before
    assert not Word.objects.exists()
    assert Change.objects.filter(message=SKIP).count() == 4


def test_plural_forms_are_all_asked_for_and_said_by_number(client, sign_in):
    words = "%(number)s member"
    moderator = sign_in("moderator")
    url = url_of("ar", words)
    fields = soup(moderator.get(url)).select("textarea")
    assert len(fields) == 6
    refused = press(moderator, url, form_3="")
    assert "there is no translation" in refused.text
    given = {f"form_{at}": f"%(number)s صيغة {at}" for at in range(6)}
    press(moderator, url, **given)
    with speaking("ar"):
        said = [
            translation.ngettext(words, "%(number)s members", number)[-1]
            for number in (0, 1, 2, 3, 11, 100)
        ]
    # By the head of the catalogue that we ship.
    assert said == ["0", "1", "2", "3", "5", "4"]
    with speaking("fr"):
        assert "membre" in translation.ngettext(words, "%(number)s members", 3)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        " \u200f ",
        "Le %(jour)s, %(name)s",
        "%(name)s a signé.",
        "<b>%(name)s</b> %(date)s",
        "%(name)s <script>alert(1)</script> %(date)s",
        '%(name)s" onclick="alert(1) %(date)s',
        "%(name)s < %(date)s",
        "%(name)s &lt;b&gt; %(date)s",
        "%(name)s 100 % %(date)s",
        "%(name)s \u202e %(date)s",
        "%(name)s \x00 %(date)s",
        "%(name)s %(date)s" + "a" * 2000,
    ],
)
def test_what_cannot_stand_for_a_message_is_refused_in_words(client, sign_in, wrong):
    words = "%(name)s signed the Open Heritage Statement on %(date)s."
    translator = sign_in("translator")
    response = press(translator, url_of("fr", words), form_0=wrong)
    assert "Not saved" in response.text
    assert soup(response).select_one(".wording-faults li")
    assert not Word.objects.exists()
    # Nothing typed is lost.
    assert soup(response).select_one("textarea").text.strip("\n") == wrong.replace(
        "\x00", "\x00"
    )
    shown = press(translator, url_of("fr", words), "preview", form_0=wrong)
    assert "Not shown" in shown.text


def test_braces_of_a_format_are_held_to_the_original(sign_in):
    braced = [each for each in template().values() if "{" in each.words]
    for message in braced[:1]:
        response = press(
            sign_in("translator"),
            url_of("fr", message.words),
            form_0=message.words + "}",
        )
        assert "Not saved" in response.text


def test_what_people_agree_to_is_not_changed_here(client, sign_in):
    moderator = sign_in("moderator")
    # As after each migration, when catalogues have changed.
    make_consents()
    before = [*ConsentText.objects.order_by("pk").values_list("text", flat=True)]
    for key in {key for keys in made_of() for key in keys}:
        url = url_of("fr", key)
        page = moderator.get(url)
        assert "Consent texts" in page.text
        assert not soup(page).select("textarea")
        data = {"form-0": "Autre", "seen": "[]", "action": "save"}
        refused = moderator.post(url, data, follow=True)
        assert "Consent texts" in refused.text
    assert not Word.objects.exists()
    # Not even by a row that came another way.
    Word.objects.create(
        locale=Locale.objects.get(language_code="fr"),
        digest=digest_of("", made_of()[1][0]),
        message=made_of()[1][0],
        forms=["J’accepte tout."],
    )
    press(moderator, url_of("fr", SKIP), form_0="Au texte")
    make_consents()
    after = [*ConsentText.objects.order_by("pk").values_list("text", flat=True)]
    assert after == before
    assert "J’accepte tout" not in client.get("/fr/sign/").text


def test_each_works_in_their_own_languages_alone(client, sign_in):
    translator = sign_in("translator")
    assert translator.get(reverse("wording"), follow=True).redirect_chain
    for language, status in (("fr", 200), ("ar", 302), ("en", 302), ("xx", 404)):
        for url in (
            reverse("wording_list", args=[language]),
            reverse("wording_files", args=[language]),
            url_of(language, SKIP),
        ):
            assert translator.get(url).status_code == status, url
    translator.post(url_of("ar", SKIP), {"form-0": "نص", "action": "save"})
    assert not Word.objects.exists()
    editor = sign_in("editor")
    assert editor.get(reverse("wording")).status_code == 302
    assert client.get(reverse("wording")).status_code == 302
    assert "Words of the site" in translator.get(reverse("wagtailadmin_home")).text
    assert "Words of the site" not in editor.get(reverse("wagtailadmin_home")).text


def test_a_translator_of_a_language_without_pages_can_begin(client, sign_in):
    add_language("ko", to_open=False)
    editor = get_user_model().objects.get(username="editor")
    Group.objects.get(name="Translators: 한국어").user_set.add(editor)
    page = sign_in("editor").get(reverse("wording"), follow=True)
    assert "한국어" in page.text
    assert page.status_code == 200


def test_two_at_once_lose_nothing(sign_in):
    translator, moderator = sign_in("translator"), sign_in("moderator")
    url = url_of("fr", SKIP)
    form = soup(translator.get(url)).select_one("form.wording-form")
    seen = form.select_one("input[name=seen]")["value"]
    press(moderator, url, form_0="Au texte")
    mine = {"seen": seen, "form-0": "Vers le texte", "action": "save"}
    told = translator.post(url, mine)
    assert "in the meantime" in told.text
    assert "Vers le texte" in soup(told).select_one("textarea").text
    assert "Au texte" in soup(told).select_one(".wording-facts").text
    assert Word.objects.get().forms == ["Au texte"]
    # Seen now, they may be replaced.
    fresh = soup(told).select_one("input[name=seen]")["value"]
    translator.post(url, mine | {"seen": fresh})
    assert Word.objects.get().forms == ["Vers le texte"]


def test_a_word_is_seen_on_a_real_page_before_anybody_else_sees_it(client, sign_in):
    translator = sign_in("translator")
    page = press(translator, url_of("fr", SKIP), "preview", form_0="Essai de texte")
    assert "no-store" in page["Cache-Control"]
    html = soup(page)
    assert html.html["lang"] == "fr"
    assert html.select_one(".skip").text.strip() == "Essai de texte"
    assert skip_link(client, "fr") != "Essai de texte"
    assert not Word.objects.exists()
    # Each on a page on which it stands.
    words = "Skip to the text"
    assert words
    sign = press(
        translator,
        url_of("fr", "Only who may sign for the organisation can sign."),
        "preview",
        form_0="Essai de message",
    )
    assert sign.status_code == 200


def test_a_language_in_preparation_is_previewed_in_its_words(client, sign_in):
    add_language("he", to_open=False)
    page = press(sign_in("moderator"), url_of("he", SKIP), "preview", form_0="לטקסט")
    html = soup(page)
    assert (html.html["lang"], html.html["dir"]) == ("he", "rtl")
    assert html.select_one(".skip").text.strip() == "לטקסט"
    assert client.get("/he/").status_code == 404
    assert "he" not in furniture.complete()


def test_what_a_release_brings_or_drops_is_told(sign_in, monkeypatch, client):
    french = Locale.objects.get(language_code="fr")
    compiled = translation_of("fr", SKIP)
    Word.objects.create(
        locale=french, digest=digest_of("", SKIP), message=SKIP, forms=[compiled]
    )
    Word.objects.create(
        locale=french,
        digest=digest_of("", "Skip to the texts"),
        message="Skip to the texts",
        forms=["Aux textes"],
    )
    translator = sign_in("translator")
    url = reverse("wording_list", args=["fr"])
    assert compiled in translator.get(url, {"show": "needless"}).text
    old = translator.get(url, {"show": "old"})
    assert "Aux textes" in old.text
    stale = translator.get(url_of("fr", "Skip to the texts"))
    assert SKIP in stale.text
    begin = soup(stale).select_one("section a.button")["href"]
    assert soup(translator.get(begin)).select_one("textarea").text == "Aux textes"
    with speaking("fr"):
        assert translation.gettext("Skip to the texts") == "Skip to the texts"
    for state in ("needless", "old"):
        translator.post(url, {"clear": state})
    assert not Word.objects.exists()


def translation_of(language, words):
    with speaking(language):
        return translation.gettext(words)


def test_totals_count_what_has_words():
    total, translated = totals.of("fr")
    assert total == translated
    assert total > 500
    add_language("he", to_open=False)
    assert totals.of("he")[1] == 0
    assert not totals.missing_plurals("fr")
    Word.objects.create(
        locale=Locale.objects.get(language_code="ar"),
        digest=digest_of("", "%(number)s member"),
        message="%(number)s member",
        plural="%(number)s members",
        forms=["%(number)s عضو", ""],
    )
    assert totals.missing_plurals("ar") == ["%(number)s member"]


def test_the_template_is_in_step_with_the_code():
    wanted = catalogues.keys(catalogues.collect(catalogues.PUBLIC))
    found = {
        ((each.words, each.plural) if each.plural else each.words, each.context or None)
        for each in template().values()
    }
    assert found == wanted, "Run `make catalogues`."


def test_what_seems_wrong_is_told_and_stands_all_the_same(sign_in):
    translator = sign_in("translator")
    url = url_of("fr", SKIP)
    told = press(translator, url, form_0="Aller au texte 7")
    assert Word.objects.get().forms == ["Aller au texte 7"]
    assert "Look once more" in told.text
    assert "7" in soup(told).select_one(".wording-doubts").text
    # Meant so: on to the next.
    following = press(translator, url, form_0="Aller au texte 7")
    assert following.redirect_chain[-1][0] != url


def test_what_a_language_lacks_is_told_on_the_home_page(sign_in):
    add_language("ko")
    home = reverse("wagtailadmin_home")
    missing = f"{reverse('wording_list', args=['ko'])}?show=missing"
    assert soup(sign_in("moderator").get(home)).find("a", href=missing)
    # A translator of French has other work.
    assert not soup(sign_in("translator").get(home)).find("a", href=missing)
