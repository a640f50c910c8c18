"""What is sealed is read by nobody, changed by nobody, and expires."""

import secrets
import string

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from openheritage.sealed import LONGEST, SealedCookie, seal, unseal

HOUR = 60 * 60
DATA = {"name": "متحف دلتا النهر", "numbers": [1, 2]}
COOKIE = SealedCookie("kept", "/en/form/", HOUR)


def sent_back(response: HttpResponse) -> HttpRequest:
    request = RequestFactory().get("/en/form/")
    request.COOKIES = {name: row.value for name, row in response.cookies.items()}
    return request


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_is_sealed_comes_back(data):
    text = seal(data, "one")
    assert unseal(text, "one", HOUR) == data
    assert set(text) <= {*string.ascii_letters, *string.digits, "-", "_"}
    assert unseal(text, "another", HOUR) is None


def test_nobody_reads_it():
    assert "name" not in seal({"name": "name"}, "one")
    assert seal(DATA, "one") != seal(DATA, "one")


def test_nobody_changes_it():
    text = seal(DATA, "one")
    # Of the last sign some bits mean nothing.
    for place in range(0, len(text) - 1, 7):
        other = "A" if text[place] != "A" else "B"
        assert unseal(text[:place] + other + text[place + 1 :], "one", HOUR) is None
    for wrong in ("", "=", "x", "é", "\udcff", text[:-4], text + "AAAA", text * 2):
        assert unseal(wrong, "one", HOUR) is None


def test_it_expires():
    text = seal(DATA, "one")
    assert unseal(text, "one", -1) is None


def test_keys_change_and_what_was_sealed_before_still_opens(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old" * 20, []
    text = seal(DATA, "one")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new" * 20, ["old" * 20]
    assert unseal(text, "one", HOUR) == DATA
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(text, "one", HOUR) is None


def test_a_cookie_is_for_no_script_and_no_other_site():
    for secure in (True, False):
        request, response = RequestFactory().get("/", secure=secure), HttpResponse()
        assert COOKIE.write(request, response, DATA)
        row = response.cookies["kept"]
        assert (row["path"], row["max-age"], row["samesite"], row["httponly"]) == (
            *("/en/form/", HOUR, "Lax", True),
        )
        assert bool(row["secure"]) is secure
        again = sent_back(response)
        assert COOKIE.is_sent(again)
        assert COOKIE.read(again) == DATA
        COOKIE.end(request, response)
        assert (response.cookies["kept"].value, row["path"]) == ("", "/en/form/")
        assert response.cookies["kept"]["max-age"] == 0


def test_a_cookie_that_is_too_long_is_not_set():
    """Browsers would throw it away in silence, and proxies the whole answer."""
    request, response = RequestFactory().get("/"), HttpResponse()
    noise = secrets.token_urlsafe(3000)
    assert not COOKIE.write(request, response, noise)
    assert response.cookies["kept"].value == ""
    assert COOKIE.write(request, response, noise[:2000])
    assert len(response.cookies["kept"].OutputString()) <= LONGEST
