"""The description for machines is whole, valid and true."""

import json

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator, FormatChecker
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api import answering
from api.throttling import Buckets
from openheritage import problems
from signatures.models import Signature
from statement.models import StatementText

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# What is compressed it would not unpack.
PLAIN = {"Accept-Encoding": "identity"}
LIKELY = settings(
    max_examples=10,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)


@pytest.fixture
def document(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def validator(document: dict, name: str) -> Draft202012Validator:
    """Of OpenAPI 3.1, whose schemas are those of JSON Schema 2020-12."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    schema["components"] = document["components"]
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_every_address_is_described_in_words(document):
    assert document["openapi"] == "3.1.0"
    info = document["info"]
    assert info["license"]["url"].startswith("https://creativecommons.org/")
    assert info["contact"]["url"] == "http://localhost/"
    assert document["servers"] == [{"url": "http://localhost"}]
    assert len(document["paths"]) == 13
    tags = {tag["name"] for tag in document["tags"]}
    names = set()
    for path, methods in document["paths"].items():
        assert [*methods] == ["get"], path
        operation = methods["get"]
        names.add(operation["operationId"])
        assert operation["summary"]
        assert operation["description"]
        assert {*operation["tags"]} <= tags
        for parameter in operation["parameters"]:
            assert parameter["in"] == "path" or parameter["description"], path
    assert len(names) == len(document["paths"])


def test_whatever_can_go_wrong_is_described(document):
    for path, methods in document["paths"].items():
        responses = methods["get"]["responses"]
        expected = {"200", "304", "400", "406", "429", "503"}
        assert responses.keys() == expected | ({"404"} if "{" in path else set())
        assert "ETag" in responses["200"]["headers"]
        for status, told in responses.items():
            if int(status) < 400:
                continue
            content = told["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            for word, example in content["examples"].items():
                validator(document, "Problem").validate(example["value"])
                assert str(problems.PROBLEMS[word].status) == status


def test_nothing_in_it_leads_nowhere(document):
    def references(value: object) -> set[str]:
        if isinstance(value, list):
            return set().union(*map(references, value))
        if not isinstance(value, dict):
            return set()
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))

    found = references(document)
    names = document["components"]["schemas"]
    assert found <= {f"#/components/schemas/{name}" for name in names}
    assert "x-schema-of-file" not in json.dumps(document)
    for schema in names.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("", "Index"),
        ("pages/", "Pages"),
        ("statement/", "Statement"),
        ("news/", "News"),
        ("events/", "Events"),
        ("members/", "Members"),
        ("stories/", "Stories"),
        ("signatories/", "Signatories"),
        ("counts/", "Counts"),
        ("problems/", "Problems"),
    ],
)
def test_answers_keep_to_it(client, document, path, name, language):
    # Not each has languages.
    operation = document["paths"][f"/api/v1/{path}"]["get"]
    names = {parameter["name"] for parameter in operation["parameters"]}
    asked = {"language": language, "limit": 100}
    query = {each: asked[each] for each in asked if each in names}
    answer = client.get(f"/api/v1/{path}", query).json()
    validator(document, name).validate(answer)
    told = answer.get("items", [answer])
    assert told
    # What is not described would be passed over here.
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    known = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert answer.keys() == known["properties"].keys()


def test_records_of_files_are_described_by_their_files(document, client):
    schemas = document["components"]["schemas"]
    for path, record, name in (
        ("/signatories.schema.json", "signature", "Signatory"),
        ("/members.schema.json", "member", "Member"),
    ):
        file = client.get(path).json()["$defs"][record]
        assert schemas[name]["required"] == file["required"]
        assert schemas[name]["properties"].keys() == file["properties"].keys()
    text = StatementText.objects.filter(document="statement").first()
    answer = client.get(f"/api/v1/statement/texts/{text.sha256}/").json()
    validator(document, "StatementText").validate(answer)


def known_ids() -> dict[str, object]:
    """Of what is there, by the names of path parameters."""
    text = StatementText.objects.filter(document="statement").first()
    return {
        "reference": Signature.objects.newest().first().reference,
        "digest": text.sha256,
        "key": str(text.version.translation_key),
    }


@pytest.mark.proof
def test_whatever_is_asked_is_answered_as_it_says(
    monkeypatch, document, kept_connection
):
    monkeypatch.setattr(answering, "buckets", Buckets(burst=100_000))
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    schema.validate()
    known, asked = known_ids(), set()
    for result in schema.get_all_operations():
        operation = result.ok()
        parameters = document["paths"][operation.path]["get"]["parameters"]
        # Whatever is said of an id or of a language is words; of a limit it is not.
        has_limit = "limit" in {parameter["name"] for parameter in parameters}
        modes = [*GenerationMode] if has_limit else [GenerationMode.POSITIVE]
        for mode in modes:

            @LIKELY
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case):
                response = case.call_and_validate(checks=CHECKS, headers=PLAIN)
                asked.add((case.operation.path, response.status_code))
                if case.path_parameters:
                    case.path_parameters = {
                        name: known[name] for name in case.path_parameters
                    }
                    response = case.call_and_validate(checks=CHECKS, headers=PLAIN)
                    asked.add((case.operation.path, response.status_code))

            ask()
    assert {path for path, status in asked if status == 200} == {*schema}
    assert {400, 404} <= {status for _path, status in asked}
