"""Whether a mail domain can receive, asked of a real name server."""

from datetime import timedelta

import pytest
from django.utils import timezone

from correspondence import domains, outbox
from correspondence.models import Lookup, Message
from tests.services.dns import NameServer

pytestmark = pytest.mark.django_db

ZONE = {
    "mx.example": {"MX": ["10 in.mx.example."]},
    "in.mx.example": {"AAAA": ["2001:db8::1"]},
    "address.example": {"A": ["192.0.2.1"]},
    "six.example": {"AAAA": ["2001:db8::2"]},
    "null.example": {"MX": ["0 ."], "A": ["192.0.2.2"]},
    "gone.example": {"MX": ["10 nowhere.gone.example."], "A": ["192.0.2.3"]},
    "empty.example": {"TXT": ["nothing"]},
    "doubt.example": {"MX": ["10 slow.example.", "20 nowhere.gone.example."]},
    "xn--mzeum-kva.example": {"MX": ["10 in.mx.example."]},
}
TROUBLE = {"broken.example": "SERVFAIL", "refused.example": "REFUSED"}
TROUBLE |= {"slow.example": "silent", "silent.example": "silent"}


@pytest.fixture
def names(settings, monkeypatch):
    monkeypatch.setattr(domains, "TIMEOUT", 0.1)
    monkeypatch.setattr(domains, "LIFETIME", 0.2)
    with NameServer(ZONE, TROUBLE).running() as server:
        settings.DNS_RESOLVER = server.address
        yield server


def test_only_what_certainly_takes_no_mail_is_said_to(names):
    takes = {"mx.example", "address.example", "six.example", "mx.EXAMPLE"}
    takes.add("müzeum.example")
    none = {"null.example", "gone.example", "empty.example", "nobody.example"}
    unknown = {"broken.example", "refused.example", "silent.example", "doubt.example"}
    for domain in takes | none | unknown:
        domains.wonder(f"director@{domain}")
    for _time in range(len(unknown) + 1):
        domains.look_up(50)
    for domain in takes | none | unknown:
        found = domains.takes_no_mail(f"other@{domain}")
        assert found == (domain in none), domain
    # What is known is neither asked again nor kept by name.
    asked = len(names.asked)
    domains.wonder("another@null.example")
    domains.look_up(50)
    assert len(names.asked) == asked
    left = Lookup.objects.exclude(domain="").values_list("domain", flat=True)
    assert set(left) == unknown


def test_what_could_not_be_found_out_is_asked_again_and_finally_no_more(names):
    domains.wonder("director@broken.example")
    for _time in range(10):
        domains.look_up(5)
        Lookup.objects.update(due_at=timezone.now())
    assert not Lookup.objects.exclude(domain="").exists()
    assert not domains.takes_no_mail("director@broken.example")
    # A domain that was set up meanwhile is found.
    domains.wonder("director@null.example")
    domains.look_up(5)
    names.zone = ZONE | {"null.example": {"A": ["192.0.2.2"]}}
    Lookup.objects.update(at=timezone.now() - timedelta(hours=2))
    domains.wonder("director@null.example")
    domains.look_up(5)
    assert not domains.takes_no_mail("director@null.example")
    Lookup.objects.update(at=timezone.now() - timedelta(days=3))
    assert domains.forget() == 3


def test_a_mail_to_a_domain_that_takes_none_has_failed_at_once(
    names, mail_server, write_letter
):
    names_of = ("one@null.example", "two@mx.example", "three@broken.example")
    for address in names_of:
        write_letter(to=address, address=address)
    domains.look_up(5)
    domains.look_up(5)
    outbox.send_due()
    assert mail_server.recipients == ["two@mx.example", "three@broken.example"]
    failed = Message.objects.get(state="failed")
    assert failed.error == "NoMailDomainError"
    assert not Message.objects.filter(state="waiting").exists()


def test_without_a_resolver_nobody_is_asked_and_no_name_is_kept(settings):
    settings.DNS_RESOLVER = ""
    domains.wonder("director@null.example")
    assert domains.look_up(5) == 0
    assert not Lookup.objects.exclude(domain="").exists()
    assert not domains.takes_no_mail("director@null.example")
