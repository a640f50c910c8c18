"""The Statement in forms for programs: the same words in each, by its own judge."""

import json
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from lxml import etree

from renditions.kinds import KINDS
from statement.models import StatementText
from tests.conftest import LANGUAGES

from .judges import akoma_ntoso_schema, text_of_akoma_ntoso, text_of_json

pytestmark = pytest.mark.django_db


def shown(language):
    texts = StatementText.objects.filter(locale__language_code=language)
    return texts.select_related("version").first()


@pytest.mark.parametrize("language", LANGUAGES)
def test_json_keeps_to_its_schema_and_holds_the_text(client, language):
    schema = json.loads(client.get("/statement.schema.json").content)
    answer = client.get(f"/{language}/statement.json")
    data = json.loads(answer.content)
    print(len(answer.content), answer.headers)
    jsonschema.validate(data, schema, jsonschema.Draft202012Validator)
    assert text_of_json(data) == shown(language).text
    assert data["sha256"] == shown(language).sha256


@pytest.mark.parametrize("language", LANGUAGES)
def test_akoma_ntoso_is_valid_and_holds_the_text(client, language):
    answer = client.get(f"/{language}/statement.akn.xml")
    document = etree.fromstring(answer.content)
    akoma_ntoso_schema().assertValid(document)
    assert text_of_akoma_ntoso(answer.content) == shown(language).text
