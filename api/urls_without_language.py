"""For programs, which say the language in their question."""

from django.conf import settings
from django.urls import URLPattern, include, path

from . import views
from .answering import for_programs
from .version_1 import api, parameters


def patterns() -> list[URLPattern]:
    """Ninja's own, without its namespace (the server in front is told of every plain
    address by its name), and with what all answers have in common."""
    known = parameters()
    return [
        URLPattern(
            pattern.pattern,
            for_programs(known[pattern.name])(pattern.callback),
            pattern.default_args,
            pattern.name,
        )
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name in known
    ]


urlpatterns = [
    path(
        f"{settings.API_PREFIX.strip('/')}/v1/",
        include(
            [
                path(
                    "openapi.json",
                    for_programs(())(views.openapi),
                    name="api_openapi",
                ),
                *patterns(),
            ]
        ),
    ),
]
