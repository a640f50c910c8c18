"""Likely slips in mail domains are noticed, and real domains are left alone."""

import pytest

from openheritage.slips import PROVIDERS, REAL, meant

SLIPS = {
    "gmail.com": "gmial.com gmal.com gmai.com gamil.com gnail.com gmail.con gmail.cmo "
    "gmail.co gmail.cm gmail.comm gmaill.com gmail.ocm gmial.con g-mail.com mgail.com",
    "hotmail.com": "hotmial.com hotmal.com hotmil.com homail.com hotmai.com otmail.com",
    "outlook.com": "outlok.com oulook.com outloook.com outlook.con utlook.com",
    "yahoo.com": "yaho.com yahooo.com yhaoo.com yahoo.cm ahoo.com",
    "icloud.com": "iclod.com icoud.com icloud.co",
    "gmx.de": "gmx.ed",
    "laposte.net": "laposte.nte",
    "museum.com": "museum.con museum.cmo",
    "museum.org": "museum.ogr",
}
NEAR = (
    "mail.com email.com ymail.com googlemail.com gmx.net gmx.de gmx.at "
    "gmx.com hmail.com jmail.com live.de live.nl aol.de yahoo.ca yahoo.com.au "
    "hotmail.ch outlook.at me.com mac.com pm.me fastmail.fm mail.ru bk.ru "
    "ya.ru qq.com 163.com 126.com bol.com aon.com web.com orange.nl mails.com "
    "museum.example museum.de müzeum.hu музей.рф gmail.example hotmail.museum "
)


@pytest.mark.parametrize("right", SLIPS)
def test_a_slip_is_noticed(right):
    for wrong in SLIPS[right].split():
        assert meant(f"Ada.L@{wrong}") == f"Ada.L@{right}", wrong


def test_nothing_is_offered_for_what_is_real():
    for domain in (*NEAR.split(), *PROVIDERS, *REAL):
        assert meant(f"ada@{domain}") == "", domain
    for none in ("", "ada", "ada@", "@gmial.com@", "ada@gmial..com"):
        assert meant(none) == ""
