"""Who tries too often is told apart from who does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from limits.models import Attempt, Ban
from limits.rates import exceeded, is_banned, purge_attempts
from openheritage import facts
from openheritage.addresses import address_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rules(db, settings):
    # Browser tests sign in for good.
    Attempt.objects.all().delete()
    settings.RATE_RULES = {
        "sign": {
            "network": [(3, 60), (5, 3600)],
            "address": [(2, 60)],
            "domain": [(4, 60)],
        },
        "code": {"network": [(1, 60)]},
    }


def later(**delta: int) -> None:
    """Time passes, seen from what has been recorded."""
    for attempt in Attempt.objects.all():
        attempt.at -= timedelta(**delta)
        attempt.save()


def test_a_burst_is_noticed_and_passes():
    tries = [exceeded("sign", ip="192.0.2.1") for _ in range(4)]
    assert tries == [[], [], [], ["network"]]
    later(seconds=61)
    assert exceeded("sign", ip="192.0.2.1") == []


def test_steady_trying_is_noticed_too():
    for _ in range(5):
        assert exceeded("sign", ip="192.0.2.1") == []
        later(seconds=61)
    assert exceeded("sign", ip="192.0.2.1") == ["network"]
    later(hours=1)
    assert exceeded("sign", ip="192.0.2.1") == []


def test_an_ipv6_visitor_is_their_whole_network():
    tries = [exceeded("sign", ip=f"2001:db8::{number}") for number in range(4)]
    assert tries[-1] == ["network"]
    assert exceeded("sign", ip="2001:db8:0:1::1") == []


def test_each_kind_counts_for_itself():
    for number in range(4):
        exceeded("sign", ip=f"192.0.2.{number}", address=f"{number}@museum.example")
    assert exceeded("sign", ip="192.0.2.9", address="9@museum.example") == ["domain"]
    for number in range(3):
        found = exceeded("sign", ip=f"198.51.100.{number}", address="a+x@gmail.com")
    assert found == ["address"]


def test_one_action_does_not_count_for_another():
    for _ in range(4):
        exceeded("sign", ip="192.0.2.1")
    assert exceeded("code", ip="192.0.2.1") == []
    assert exceeded("code", ip="192.0.2.1") == ["network"]


def test_nobody_can_lock_out_everybody_at_a_webmail_provider():
    for number in range(10):
        found = exceeded("sign", ip=f"192.0.2.{number}", address=f"{number}@gmail.com")
        assert found == []


def test_only_hashes_are_kept():
    Attempt.objects.all().delete()
    exceeded("sign", ip="192.0.2.1", address="director@museum.example")
    rows = list(Attempt.objects.values_list("kind", "key"))
    assert sorted(kind for kind, _key in rows) == ["address", "domain", "network"]
    assert all(len(key) == 64 for _kind, key in rows)
    assert purge_attempts() == 0
    Attempt.objects.update(at=timezone.now() - timedelta(days=3))
    assert purge_attempts() == 3


def test_asking_takes_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        exceeded("sign", ip="192.0.2.1", address="director@museum.example")


@pytest.mark.parametrize(
    ("kind", "value", "ip", "address", "expected"),
    [
        ("domain", "spam.example", "192.0.2.1", "a@spam.example", True),
        ("domain", "spam.example", "192.0.2.1", "a@mail.SPAM.example", True),
        ("domain", "spam.example", "192.0.2.1", "a@notspam.example", False),
        ("domain", "*.spam.example", "192.0.2.1", "a@mail.spam.example", True),
        ("domain", "*.spam.example", "192.0.2.1", "a@spam.example", False),
        ("domain", "spam*.example", "192.0.2.1", "a@spam77.example", True),
        ("network", "192.0.2.0/24", "192.0.2.1", "a@b.example", True),
        ("network", "192.0.2.0/24", "::ffff:192.0.2.1", "a@b.example", True),
        ("network", "192.0.2.0/24", "198.51.100.1", "a@b.example", False),
        ("network", "2001:db8::/32", "2001:db8:5::1", "a@b.example", True),
        ("network", "2001:db8::/32", "", "no address", False),
        ("address", address_key, "192.0.2.1", "A.B+c@gmail.com", True),
        ("address", address_key, "192.0.2.1", "other@gmail.com", False),
    ],
)
def test_whom_staff_have_blocked_is_recognised(kind, value, ip, address, expected):
    value = value("ab@gmail.com") if callable(value) else value
    Ban.objects.create(kind=kind, value=value)
    assert is_banned(ip=ip, address=address) is expected


def test_a_ban_is_known_without_asking_and_ends_at_once(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    whom = {"ip": "192.0.2.1", "address": "a@spam.example"}
    assert not is_banned(**whom)
    ban = Ban.objects.create(kind="domain", value="spam.example")
    assert is_banned(**whom)
    with django_assert_num_queries(0):
        assert is_banned(**whom)
    ban.delete()
    assert not is_banned(**whom)


def test_where_nobody_tells_a_ban_is_asked_for(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(facts.Told, "until", 0.0)
    for _time in range(2):
        with django_assert_num_queries(1):
            assert not is_banned(ip="192.0.2.1", address="a@spam.example")
