"""What machines are told of a member: schema.org’s Organization."""

from typing import Any
from urllib.parse import urljoin

from wagtail.images.views.serve import generate_image_url

from openheritage.territories import INTERNATIONAL

WIDTH = 600


def described(page: Any, url: str) -> dict:
    """``page`` is a ``MemberPage``, ``url`` its address. Only who belongs to the
    Coalition today is said to."""
    organisation = page.organisation
    data: dict = {
        "@type": "Organization",
        "@id": f"{url}#organisation",
        "name": organisation.name,
        "mainEntityOfPage": url,
    }
    if organisation.name_latin:
        data["alternateName"] = organisation.name_latin
    if organisation.website:
        data["url"] = organisation.website
    if organisation.country not in ("", INTERNATIONAL):
        data["address"] = {
            "@type": "PostalAddress",
            "addressCountry": organisation.country,
        }
    if page.sentence:
        data["description"] = page.sentence
    if page.logo:
        path = generate_image_url(page.logo, f"max-{WIDTH}x{WIDTH}|format-png")
        data["logo"] = urljoin(url, path)
    if same := same_as(page):
        data["sameAs"] = same
    if page.is_member:
        data["memberOf"] = {
            "@type": "Organization",
            "name": page.get_parent().title,
            "url": urljoin(url, "../"),
        }
    return data


def same_as(page: Any) -> list[str]:
    """Other pages about the same, first those by which machines know it."""
    organisation = page.organisation
    found = [organisation.ror] if organisation.ror else []
    if organisation.wikidata:
        found.append(f"https://www.wikidata.org/entity/{organisation.wikidata}")
    return list(dict.fromkeys([*found, *page.links]))
