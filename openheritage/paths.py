"""The address of a page under a language's prefix, as it is written for machines."""

from django.utils.encoding import iri_to_uri


def below_prefix(url_path: str) -> str:
    """What follows the prefix, in letters as they are typed.

    ``url_path`` is Wagtail's, which begins with the slug of a home page;
    slugs are the same in every language, so the rest holds for all of them,
    translated or not.
    """
    return url_path.split("/", 2)[2]


def path_in(language: str, url_path: str) -> str:
    """The path of a page under a language's prefix, percent-encoded.

    Browsers show the letters again; a sitemap, a mail or a header must not hold them.
    """
    return iri_to_uri(f"/{language}/{below_prefix(url_path)}")
