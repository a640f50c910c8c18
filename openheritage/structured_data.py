"""What machines are told of a page: schema.org, as JSON-LD."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# json_script's own escapes: nothing in the data can end the script element.
JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def breadcrumbs(steps: list[tuple[str, str]], address: str) -> dict:
    """The way to a page, as titles and paths from the home page on."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": title,
                "item": address + path,
            }
            for position, (title, path) in enumerate(steps, start=1)
        ],
    }


def script(data: list[dict]) -> SafeString:
    graph = {"@context": "https://schema.org", "@graph": data}
    text = json.dumps(graph, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(text),  # noqa: S308 - JSON_ESCAPES left nothing to escape
    )
