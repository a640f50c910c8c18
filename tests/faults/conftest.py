"""``fault``: what `make check` runs in a stage of its own.

``fault_long``: `make faults` alone. No other run has them. A module says with
``SITE = {"nginx": True}`` what ``running`` is told; its tests share one site. One in
which nobody's waiting is measured says ``BESIDE = True``: it runs beside other proofs.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, running

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list) -> None:
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        if not item.get_closest_marker("fault_long"):
            is_beside = getattr(item.module, "BESIDE", False)
            item.add_marker("proof" if is_beside else "fault")
    chosen = config.option.markexpr
    if "fault" in chosen:
        return
    named = [Path(word.partition("::")[0]).resolve() for word in config.args]
    is_asked = not chosen and any(HERE in (path, *path.parents) for path in named)
    left_out = [
        item for item in ours if not is_asked or item.get_closest_marker("fault_long")
    ]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="module")
def site(request) -> Iterator[Site]:
    with running(**getattr(request.module, "SITE", {})) as site:
        yield site


@pytest.fixture(autouse=True)
def clean_process() -> None:
    """These tests touch nothing of their own process."""
