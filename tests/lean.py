"""What every test of a run is spared, and none would notice."""

import gc
import threading
from collections.abc import Iterator
from functools import partial

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString

# Garbage is looked for when there is some: most of what is made is gone by itself.
BETWEEN_LOOKS = (50_000, 20, 50)


class Depth(threading.local):
    """How many templates are being drawn, one within another."""

    now = 0


depth = Depth()


def draw(template: Template, context: Context) -> SafeString:
    """Django's test client copies the context of each template for ``context`` of the
    response, of thousands on a page of staff. The outermost has what a view gave."""
    if not depth.now:
        template_rendered.send(sender=template, template=template, context=context)
    depth.now += 1
    try:
        return template.nodelist.render(context)
    finally:
        depth.now -= 1


def pytest_configure(config: pytest.Config) -> None:
    """Before tests are collected, most of which stays."""
    config.add_cleanup(partial(gc.set_threshold, *gc.get_threshold()))
    gc.set_threshold(*BETWEEN_LOOKS)


@pytest.fixture(scope="session", autouse=True)
def lean(django_test_environment: None) -> Iterator[None]:
    drawn = Template._render
    Template._render = draw
    # All that is imported and collected by now stays.
    gc.freeze()
    yield
    gc.unfreeze()
    Template._render = drawn
