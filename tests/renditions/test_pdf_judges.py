"""Every file is tagged as PDF/UA-1 and PDF/A-2a want it."""

import pytest

from renditions import making
from renditions.making import FILES, Wanted
from statement.asking import find_shown
from tests.conftest import LANGUAGES
from tests.services import verapdf

pytestmark = pytest.mark.rota


@pytest.mark.proof
def test_verapdf_finds_nothing_in_any_language(db, tmp_path):
    files = []
    for language in LANGUAGES:
        for kind in FILES:
            path = tmp_path / f"{language}-{kind}.pdf"
            wanted = Wanted(find_shown(language), kind)
            path.write_bytes(making.typeset(wanted.document))
            files.append(path)
    assert verapdf.refused(files, "ua1") == []
    assert verapdf.refused(files, "2a") == []
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(files[0].read_bytes().replace(b"/Marked true", b"/Marked fals"))
    assert verapdf.refused([broken], "ua1"), "The judge is blind."
