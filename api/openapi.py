"""The description of the API for machines (OpenAPI 3.1): ninja's, made whole.

Ninja tells parameters and answers. What all answers share (problems, headers), where
the API is, its terms, and the schemas of the files of open data are put in here.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import NinjaAPI

import members
import register
import renditions
from openheritage import problems
from openheritage.furniture import speaking
from openheritage.open_data import absolute

from .index import CC0, STABILITY
from .schemas import FROM_FILE, Problem

DESCRIPTION = f"""
What is public on the site, for programs to read: without a key, from any site.
Nothing can be written, and nothing here names a person but the authors of news.

**Languages**: `?language=fr`, one of those that `/api/v1/` lists.

**Pages of a list**: `?limit=` up to 100; go on at `next`, in the body and in the header
`Link`. What is published meanwhile moves nothing.

**Asking again**: each answer has an `ETag`; send it in `If-None-Match`, and while
nothing has changed comes 304.

**Problems** are `application/problem+json` (RFC 9457), in English. A parameter that is
not known is a problem too, so that none is passed over in silence.

**Limits**: some hundred answers at once from a network, then ten a second; beyond that
429, and `Retry-After` says when.

{STABILITY}
"""
# {name: (package, file, what of its schema a record is, or nothing: all of it)}
FILES = {
    "Signatory": (register, "signatories.schema.json", "signature"),
    "Member": (members, "members.schema.json", "member"),
    "StatementText": (renditions, "statement.schema.json", ""),
}
ETAG = {"description": "Send it in `If-None-Match`.", "schema": {"type": "string"}}
LINK = {
    "description": 'The next page, as `<address>; rel="next"`; missing on the last.',
    "schema": {"type": "string"},
}
LANGUAGE = {
    "description": "BCP 47: of names of countries, kinds and sectors.",
    "schema": {"type": "string"},
}
RETRY_AFTER = {
    "description": "Seconds after which to ask again.",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]+$"},
}


@cache
def document(api: NinjaAPI, address: str) -> str:
    """Of the site at an address, which stands in it."""
    with speaking(settings.LANGUAGE_CODE):
        return json.dumps(content(api, address), ensure_ascii=False, indent=1) + "\n"


def content(api: NinjaAPI, address: str) -> dict:
    made: dict = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    made["info"] = {
        "title": "Open Heritage",
        "version": "1.0",
        "summary": "What is public on the site, for programs.",
        "description": DESCRIPTION.strip(),
        "license": {
            "name": "CC0 1.0 for lists and numbers, CC BY 4.0 for texts",
            "url": CC0,
        },
        "contact": {"name": "Open Heritage", "url": absolute("/")},
    }
    made["servers"] = [{"url": address}]
    made["tags"] = tags()
    schemas = made["components"]["schemas"]
    schemas |= of_files()
    schemas["Problem"] = Problem.model_json_schema()
    for path, methods in made["paths"].items():
        complete(methods["get"], has_cursor="after" in names_in(methods["get"]))
        if "{" in path:
            methods["get"]["responses"]["404"] = failure(404)
    return put_in(made)


def tags() -> list[dict]:
    words = {
        "index": "What there is, and what can go wrong.",
        "pages": "Every page that the public may read, and its text.",
        "statement": "What organisations sign: versions, languages, words.",
        "news": "News, and events.",
        "members": "The Coalition.",
        "stories": "Barriers, told one by one.",
        "signatories": "Who has signed the Statement, and how many.",
    }
    return [{"name": name, "description": text} for name, text in words.items()]


def names_in(operation: dict) -> set[str]:
    return {parameter["name"] for parameter in operation["parameters"]}


def complete(operation: dict, *, has_cursor: bool) -> None:
    responses = {str(code): told for code, told in operation["responses"].items()}
    for parameter in operation["parameters"]:
        # Ninja puts a list where OpenAPI has names; the schema beside has it as well.
        if examples := parameter.pop("examples", None):
            parameter["example"] = examples[0]
    headers = {"ETag": ETAG, "Content-Language": LANGUAGE}
    responses["200"]["headers"] = headers | ({"Link": LINK} if has_cursor else {})
    responses["304"] = {
        "description": "Nothing has changed since the `ETag` that was sent.",
        "headers": {"ETag": ETAG},
    }
    for status in (400, 406, 429, 503):
        responses[str(status)] = failure(status)
    operation["responses"] = dict(sorted(responses.items()))


def failure(status: int) -> dict:
    known = {w: each for w, each in problems.PROBLEMS.items() if each.status == status}
    told: dict = {
        "description": " ".join(problem.detail for problem in known.values()),
        "content": {
            problems.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {
                    word: {
                        "value": {
                            "type": problems.type_of(word),
                            "title": problem.title,
                            "status": status,
                            "detail": problem.detail,
                        }
                    }
                    for word, problem in known.items()
                },
            }
        },
    }
    if status in (429, 503):
        told["headers"] = {"Retry-After": RETRY_AFTER}
    return told


def of_files() -> dict[str, dict]:
    """The schemas of the files: what refers to something in its own file refers to a
    schema with the file's name before it."""
    found: dict[str, dict] = {}
    for name, (package, file, record) in FILES.items():
        path = Path(str(package.__file__)).parent / file
        schema = json.loads(path.read_text())
        definitions = schema.pop("$defs", {})
        for each, definition in definitions.items():
            found[name if each == record else name + each.title()] = moved(
                definition, name, record
            )
        if not record:
            for own in ("$schema", "$id"):
                schema.pop(own, None)
            found[name] = moved(schema, name, record)
    return found


def moved(schema: Any, name: str, record: str) -> Any:
    if isinstance(schema, list):
        return [moved(each, name, record) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: moved(value, name, record) for key, value in schema.items()}
    reference = found.get("$ref")
    if isinstance(reference, str):
        end = reference.removeprefix("#/$defs/")
        target = name if end == record else name + end.title()
        found["$ref"] = f"#/components/schemas/{target}"
    return found


def put_in(made: Any) -> Any:
    """The document, with the schemas of files where their names stand."""
    if isinstance(made, list):
        return [put_in(each) for each in made]
    if not isinstance(made, dict):
        return made
    if FROM_FILE in made:
        return {"$ref": f"#/components/schemas/{made[FROM_FILE]}"}
    return {key: put_in(value) for key, value in made.items()}
