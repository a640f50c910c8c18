from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from openheritage.names import day
from register import chain
from register.exports import absolute
from review import decide
from signatures import signing
from signatures.models import Signature
from statement.models import StatementText
from tests.conftest import LANGUAGES
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db


def path(signature: Signature, language: str = "en") -> str:
    return f"/{language}/signatures/{signature.reference}/"


def soup(client: Client, signature: Signature, language: str = "en") -> BeautifulSoup:
    response = client.get(path(signature, language))
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_stands_in_every_language(client, language):
    signature = make_published(None, name="متحف الواحة", language="ar")
    html = soup(client, signature, language)
    assert html.h1.get_text() == "متحف الواحة"
    text = html.select_one(".signed-text [lang]")
    assert (text["lang"], text["dir"]) == ("ar", "rtl")


def test_a_receipt_says_what_was_signed_and_when(client):
    signature = make_published(
        None, country="NE", language="fr", comment="<b>Reserve</b>\n\nوتحفظ"
    )
    html = soup(client, signature)
    words = html.main.get_text(" ", strip=True)
    for expected in (
        "Niger",
        "Institution",
        "Museum",
        "French",
        day(signature.signed_on),
        signature.reference,
        signature.text.sha256,
        chain.head().hash,
        f"Version {signature.text.version.number}",
        signature.text.text.split("\n")[0].strip(),
    ):
        assert expected in words
    assert html.select_one(".comment")["dir"] == "auto"
    assert not html.select(".comment b")
    assert "on paper" not in words
    assert "Sample" not in words


def test_the_text_linked_is_the_one_that_was_signed(client):
    signature = make_published(None, language="fr")
    link = f"/fr/statement.txt?text={signature.text.sha256}"
    # The same version in other French words, which the link does not lead to.
    StatementText.objects.create(
        version=signature.text.version,
        locale=signature.text.locale,
        text="\tAutres mots\n",
    )
    html = soup(client, signature, "de")
    assert link in [a["href"] for a in html.select("a")]
    assert client.get(link).text == signature.text.text
    assert signature.text.text.split("\n")[0].strip() in html.get_text()


def test_paper_and_samples_are_called_so(client):
    signature = make_published(None, source="event", is_sample=True)
    words = soup(client, signature).main.get_text(" ", strip=True)
    assert "at an event" in words
    assert "This is a sample" in words


def test_the_entry_of_the_register_is_named_that_tells_what_stands(client):
    signature = make_published(None)
    first = chain.head().sequence
    make_published(None)
    words = soup(client, signature).main.get_text(" ", strip=True)
    assert f"Entry of this signature: {first} " in words
    signing.correct(signature, {"comment": "Words"})
    decide.accept(signature.corrections.get(), None)
    words = soup(client, signature).main.get_text(" ", strip=True)
    assert f"Entry of this signature: {first + 2} " in words


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_receipt_has_one_address(client, language):
    signature = make_published(None)
    lower = f"/{language}/signatures/{signature.reference.lower()}/"
    html = BeautifulSoup(client.get(lower).text, "html.parser")
    canonical = html.select_one("link[rel=canonical]")["href"]
    assert canonical == f"http://testserver{path(signature, language)}"
    assert len(html.select("link[hreflang]")) == len(LANGUAGES) + 1


def test_a_withdrawn_signature_is_gone_and_says_nothing_more(client):
    signature = make_published(None, name="Museum of Regret")
    signing.withdraw(signature)
    response = client.get(path(signature))
    assert response.status_code == 410
    assert "has withdrawn it" in response.text
    assert "Regret" not in response.text
    assert 'content="noindex"' in response.text
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("take_back", [decide.reject, decide.reopen])
def test_what_staff_took_back_is_gone_without_a_reason(client, take_back):
    signature = make_published(None)
    reason = ["content"] if take_back is decide.reject else []
    take_back(signature, None, *reason)
    response = client.get(path(signature))
    assert response.status_code == 410
    assert "not public any more" in response.text


def test_a_merged_signature_leads_to_the_one_it_became(client):
    one, two, three = make_published(None), make_published(None), make_published(None)
    decide.merge(one, two, None)
    decide.merge(two, three, None)
    response = client.get(path(one, "fr"))
    assert response.status_code == 410
    assert f'href="{path(three, "fr")}"' in response.text
    signing.withdraw(three)
    assert 'class="button" href' not in client.get(path(one)).text


@pytest.mark.parametrize(
    "state", sorted({*Signature.State.values} - {"published", "merged"})
)
def test_what_never_was_public_is_not_found(client, state):
    assert client.get(path(make_signature(state))).status_code == 404


@pytest.mark.parametrize("reference", ["0000000000", "%00", "ß", "x" * 500, "%ff", "٣"])
def test_unknown_references_are_not_found(client, reference):
    assert client.get(f"/en/signatures/{reference}/").status_code == 404


def test_nobodys_person_is_on_a_receipt(client):
    signature = make_published(person="Secret Person", job_title="Secret Job")
    html = client.get(path(signature)).text
    assert "Secret" not in html
    assert "director@museum.example" not in html


def test_a_receipt_takes_few_queries_and_may_be_kept(client, django_assert_num_queries):
    signature = make_published(None)
    client.get(path(signature))
    with django_assert_num_queries(3):
        response = client.get(path(signature))
    assert "public" in response["Cache-Control"]
    assert not response.cookies


def test_a_comment_says_its_language_where_its_letters_agree(client):
    arabic = make_published(None, language="ar", comment="نوقّع لأن تراثنا لنا.")
    comment = soup(client, arabic, "fr").select_one(".comment")
    assert (comment["lang"], comment["dir"]) == ("ar", "auto")
    foreign = make_published(None, language="ar", comment="We sign with joy.")
    assert "lang" not in soup(client, foreign, "fr").select_one(".comment").attrs


def test_the_plain_text_says_in_which_language_it_is(client):
    signature = make_published(None, language="pt-br")
    html = soup(client, signature, "ja")
    link = html.select_one(f'a[href="{signature.text.address}"]')
    assert link["hreflang"] == "pt-BR"


def test_entries_of_the_register_stand_as_a_list_of_the_language(client):
    signature = make_published(None)
    for number in range(2):
        signing.correct(signature, {"name": f"Name {number}"})
        decide.accept(signature.corrections.get(state="waiting"), None)
    decide.reopen(signature, None)
    signature = decide.publish(Signature.objects.get(pk=signature.pk), None)
    numbers = list(signature.register_facts.values_list("entry_id", flat=True))
    assert len(numbers) > 1
    words = soup(client, signature, "ja").main.get_text()
    assert "：" + "、".join(map(str, sorted(numbers))) in words


def test_a_receipt_can_be_shared_and_invites_others(client):
    signature = make_published(None, name="متحف الواحة")
    html = soup(client, signature, "ar")
    links = [link["href"] for link in html.select(".share a")]
    address = quote(absolute(path(signature, "ar")), safe="")
    assert len(links) == 4
    assert all(address in link for link in links)
    assert html.select_one('.not-printed a.button[href="/ar/sign/"]')
