"""The sample's page of resources and page for the press, and documents to download."""

from typing import Any

from django.core.files import File
from wagtail.documents import get_document_model

from images.credits import Licence
from images.models import CustomImage
from resources.models import (
    Edition,
    KitPicture,
    PressPage,
    PressPicture,
    Reading,
    Resource,
    ResourcesPage,
)

from .fixed import fill_press, publish
from .texts import DEMO, LANGUAGES, english, numbered, texts

FOLDER = DEMO / "documents"
READINGS = ["statement", "background", "faq", "commitment"]
PICTURES = ["balloon", "manuscript", "archive"]
# The first stands first.
DOCUMENTS = ["brief", "checklist", "letter"]
# Of several files in one language this stands first.
KINDS = [".pdf", ".odt", ".txt"]


def fill_resources(page: ResourcesPage, ids: dict[str, int]) -> None:
    words = numbered("resources.message.")
    page.messages = ResourcesPage.messages.field.to_python(
        [{"type": "message", "value": english(key)} for key in words]
    )
    for number, name in enumerate(READINGS):
        page.readings.add(Reading(target_id=ids[name], sort_order=number))


def fill_pages(
    resources: ResourcesPage, press: PressPage, ids: dict[str, int], images: dict
) -> None:
    fill_resources(resources, ids)
    resources.pictures.add(*pictures(KitPicture, images))
    publish(resources)
    fill_press(press, ids)
    press.pictures.add(*pictures(PressPicture, images))
    publish(press)


def pictures(kind: type, images: dict[str, CustomImage]) -> list[Any]:
    chosen = [images[name] for name in PICTURES if name in images]
    return [kind(image=image, sort_order=n) for n, image in enumerate(chosen)]


def make_documents() -> list[Resource]:
    made = []
    for position, name in enumerate(DOCUMENTS, start=1):
        resource = Resource(licence=Licence.CC0, position=position, live=False)
        for language in LANGUAGES:
            words = texts(language)
            for path in files(name, language):
                resource.editions.add(
                    Edition(
                        document=store(path, words[f"document.{name}.title"]),
                        language=language,
                        title=words[f"document.{name}.title"],
                        summary=words[f"document.{name}.summary"],
                        version="1.0",
                        sort_order=resource.editions.count(),
                    )
                )
        resource.save()
        resource.save_revision().publish()
        made.append(resource)
    return made


def files(name: str, language: str) -> list:
    found = [
        path for path in FOLDER.glob(f"{name}-{language}.*") if path.suffix in KINDS
    ]
    return sorted(found, key=lambda path: KINDS.index(path.suffix))


def store(path: Any, title: str) -> Any:
    with path.open("rb") as file:
        document = get_document_model()(
            title=title, file=File(file, name=f"open-heritage-{path.name}")
        )
        document.file_size = path.stat().st_size
        document.save()
    return document
