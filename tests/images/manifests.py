"""Manifests and answers as institutions write them, the versions side by side."""

from typing import Any

MUSEUM, IMAGES = "museum.example", "images.museum.example"
CC = "https://creativecommons.org"


def service(name: str, version: int = 3, level: str = "level2") -> dict[str, Any]:
    if version == 3:
        return {
            "id": f"https://{IMAGES}/{name}",
            "type": "ImageService3",
            "profile": level,
        }
    # As often, with http in a name that is an address only by the way.
    return {
        "@context": "http://iiif.io/api/image/2/context.json",
        "@id": f"http://{IMAGES}/{name}",
        "profile": f"http://iiif.io/api/image/2/{level}.json",
    }


def canvas(name: str, **more: Any) -> dict[str, Any]:
    body = {
        "id": f"https://{IMAGES}/{name}/full/max/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "service": [service(name)],
    }
    painting = {"type": "Annotation", "motivation": "painting", "body": body}
    return {
        "id": f"https://{MUSEUM}/canvas/{name}",
        "type": "Canvas",
        "label": {"none": [name]},
        "items": [{"type": "AnnotationPage", "items": [painting]}],
    } | more


def third(**more: Any) -> dict[str, Any]:
    """Presentation 3: words in three languages, HTML among them."""
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"https://{MUSEUM}/lighthouse/manifest.json",
        "type": "Manifest",
        "label": {
            "en": ["The Lighthouse"],
            "fr": ["Le phare"],
            "ar": ["المنارة"],
            "cy": ["Y goleudy"],
        },
        "summary": {"en": ["<p>A lighthouse, painted from a boat.</p>"]},
        "metadata": [
            {"label": {"en": ["Medium"]}, "value": {"en": ["Oil"]}},
            {
                "label": {"de": ["Künstler"], "en": ["Artist"]},
                "value": {"none": ["<a href='/people/7'>Mary &amp; Ann Hill</a>"]},
            },
            {
                "label": {"en": ["Date"]},
                "value": {"en": ["c. 1871"], "fr": ["v. 1871"]},
            },
        ],
        "rights": "http://creativecommons.org/licenses/by-sa/3.0/de/",
        "requiredStatement": {
            "label": {"en": ["Attribution"]},
            "value": {"en": ["Photo: <b>© Museum of the Coast</b>, studio 4"]},
        },
        "provider": [
            {
                "id": f"https://{MUSEUM}/",
                "type": "Agent",
                "label": {"en": ["Museum of the Coast"], "fr": ["Musée de la Côte"]},
            }
        ],
        "homepage": [
            {
                "id": f"https://{MUSEUM}/works/lighthouse",
                "type": "Text",
                "format": "text/html",
                "label": {"en": ["The Lighthouse"]},
            }
        ],
        "items": [canvas("one")],
    } | more


def second(**more: Any) -> dict[str, Any]:
    """Presentation 2.1, with strings, pairs and lists of both."""
    return {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": f"http://{MUSEUM}/map/manifest",
        "@type": "sc:Manifest",
        "label": [
            {"@value": "Map of the Coast", "@language": "en"},
            {"@value": "海岸図", "@language": "ja"},
        ],
        "metadata": [
            {"label": "Author", "value": ["Jan Blaeu", "Anna Blaeu"]},
            {
                "label": [
                    {"@value": "Published", "@language": "en"},
                    {"@value": "Publié", "@language": "fr"},
                ],
                "value": "1665",
            },
        ],
        "attribution": "Library of the Coast",
        "license": f"{CC}/publicdomain/mark/1.0/",
        "related": {"@id": f"https://{MUSEUM}/map", "format": "text/html"},
        "sequences": [
            {
                "@type": "sc:Sequence",
                "canvases": [
                    {
                        "@id": f"http://{MUSEUM}/map/canvas/1",
                        "@type": "sc:Canvas",
                        "label": "f. 1r",
                        "images": [
                            {
                                "@type": "oa:Annotation",
                                "motivation": "sc:painting",
                                "resource": {
                                    "@id": f"http://{IMAGES}/map/full/full/0/default.jpg",
                                    "@type": "dctypes:Image",
                                    "service": service("map", 2),
                                },
                            }
                        ],
                    }
                ],
            }
        ],
    } | more


def info(width: int, height: int, **more: Any) -> dict[str, Any]:
    return {
        "@context": "http://iiif.io/api/image/3/context.json",
        "type": "ImageService3",
        "profile": "level2",
        "width": width,
        "height": height,
    } | more


def commons(**metadata: Any) -> dict[str, Any]:
    """What the API of Commons answers for one file."""
    told = {
        "ObjectName": {
            "_type": "lang",
            "en": "Harbour at Dawn",
            "de": "Hafen am Morgen",
        },
        "Artist": '<bdi><a href="//commons.wikimedia.org/wiki/Creator:X">Ida Ruiz</a>'
        '</bdi><span style="display: none;">Unknown</span>',
        "DateTimeOriginal": '<time datetime="1889">1889</time>'
        '<div style="display: none;">date QS:P571,+1889-00-00T00:00:00Z/9</div>',
        "Credit": '<a href="https://port.example/">Port Museum</a>',
        "ImageDescription": "Boats before a harbour.",
        "License": "cc-by-sa-4.0",
        "LicenseShortName": "CC BY-SA 4.0",
        "LicenseUrl": "https://creativecommons.org/licenses/by-sa/4.0",
    } | metadata
    files = "https://upload.wikimedia.org/wikipedia/commons"
    page = {
        "pageid": 77,
        "title": "File:Harbour at Dawn.jpg",
        "imageinfo": [
            {
                "size": 100_000,
                "width": 64,
                "height": 48,
                "mime": "image/jpeg",
                "thumburl": f"{files}/thumb/a/ab/Harbour.jpg/960px-Harbour.jpg",
                "url": f"{files}/a/ab/Harbour.jpg",
                "descriptionurl": "https://commons.wikimedia.org/wiki/"
                "File:Harbour_at_Dawn.jpg",
                "extmetadata": {
                    name: {"value": value, "source": "commons-desc-page"}
                    for name, value in told.items()
                    if value is not None
                },
            }
        ],
    }
    return {"batchcomplete": True, "query": {"pages": [page]}}
