"""What is installed by two at a time is what the lists say."""

import pytest
from django.conf import settings

from openheritage import install

pytestmark = pytest.mark.apart

LISTS = sorted(settings.BASE_DIR.glob("requirements*.txt"))


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_each_package_keeps_its_digests(path):
    head, *packages = install.PINNED.split(path.read_text())
    assert head + "".join(packages) == path.read_text()
    assert not head.strip()
    assert packages
    for package in packages:
        assert package.count("==") >= 1
        assert "--hash=sha256:" in package
