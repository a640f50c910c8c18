"""What somebody has signed keeps its labels, and is not deleted."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from signatures.models import Signature
from statement.blocks import StatementBlock, signed_labels
from statement.models import StatementPage, StatementText
from tests.conftest import translate_the_rest
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db


def edited(page, change):
    """The body as an editor would send it after a change to its raw parts."""
    parts = page.body.get_prep_value()
    change(parts)
    return StatementPage.body.field.to_python(parts)


def clauses(parts):
    return [part for part in parts if part["type"] == "clause"]


def clean(page, change):
    return StatementBlock().clean(edited(page, change))


def relabel(parts):
    clauses(parts)[-1]["value"]["label"] = "x"


def swap(parts):
    a, b = clauses(parts)[:2]
    a["value"]["label"], b["value"]["label"] = "b", "a"


def write_anew(parts):
    """Deletes the first clause, and gives its letter to another."""
    clauses(parts)[0]["id"] = str(uuid.uuid4())


def remove(parts):
    parts.remove(clauses(parts)[-1])


def add(parts):
    value = {"label": "x", "text": "One more;"}
    parts.append({"type": "clause", "value": value, "id": str(uuid.uuid4())})


def reword(parts):
    clauses(parts)[0]["value"]["text"] = "Other words;"


def refusal(page, change):
    with pytest.raises(ValidationError) as caught:
        clean(page, change)
    errors = caught.value.block_errors.values()
    return " ".join(message for error in errors for message in error.messages)


@pytest.fixture
def unsigned(statement):
    Signature.objects.all().delete()
    return statement


@pytest.mark.parametrize("change", [relabel, swap, write_anew, remove, add, reword])
def test_before_anybody_signed_everything_may_change(unsigned, change):
    clean(unsigned, change)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (relabel, "has been signed as “w”"),
        (swap, "has been signed as “a”"),
        (write_anew, "“a” is the label of another part"),
    ],
)
def test_after_that_labels_stay_where_they_are(statement, change, words):
    make_signature()
    assert words in refusal(statement, change)


@pytest.mark.parametrize("change", [remove, add, reword])
def test_after_that_words_change_and_parts_come_and_go(statement, change):
    make_signature()
    clean(statement, change)


def test_a_label_is_not_given_again_after_its_clause_has_gone(statement):
    make_signature()
    statement.body = edited(statement, remove)
    statement.save_revision().publish()
    statement.refresh_from_db()

    def add_again(parts):
        value = {"label": "w", "text": "Another;"}
        parts.append({"type": "clause", "value": value, "id": str(uuid.uuid4())})

    assert "“w” is the label of another part" in refusal(statement, add_again)


def test_the_question_costs_two_queries_however_many_texts_there_are(
    statement, french_statement, django_assert_num_queries
):
    for number in range(5):
        for page in (statement, french_statement):
            page.formal_title = f"Title {number}"
            if page != statement:
                translate_the_rest(page)
            page.save_revision().publish()
            make_signature(text=StatementText.objects.of(page).first())
    assert StatementText.objects.count() > 10
    body = edited(statement, add)
    with django_assert_num_queries(2):
        StatementBlock().clean(body)


def test_a_label_is_signed_in_whatever_language_it_was_signed(french_statement):
    Signature.objects.all().delete()
    texts = StatementText.objects.of(french_statement)
    assert texts.labels_among({"a", "16", "zz"}) == {"a", "16"}
    assert StatementText.objects.none().labels_among({"a"}) is None
    make_signature(text=texts.first())
    assert signed_labels({"a", "zz"}, "statement").given == {"a"}


def test_an_editor_reads_why(sign_in, statement):
    make_signature()
    client = sign_in("moderator")
    url = reverse("wagtailadmin_pages:edit", args=[statement.pk])
    form = client.get(url).context["form"]
    data = {
        name: form[name].value() or "" for name in ("title", "slug", "formal_title")
    }
    data |= {
        "opened_on": "2025-10-06",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "clause",
        "body-0-id": clauses(statement.body.get_prep_value())[0]["id"],
        "body-0-value-label": "z",
        "body-0-value-text": "Words;",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = client.post(url, data)
    assert response.status_code == 200
    (error,) = response.context["form"].errors.as_data()["body"]
    (words,) = error.block_errors[0].messages
    assert words == "This has been signed as “a” and keeps that label."
    assert "and keeps that label" in response.text


def test_a_signed_statement_is_not_deleted_alone_or_with_its_home(
    sign_in, superuser, statement, home
):
    make_published()
    client = sign_in("root")
    for page in (statement, home):
        url = reverse("wagtailadmin_pages:delete", args=[page.pk])
        assert "cannot be deleted" in client.post(url, follow=True).text
        bulk = f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}"
        assert "cannot be deleted" in client.post(bulk, follow=True).text
    assert StatementPage.objects.filter(pk=statement.pk).exists()
