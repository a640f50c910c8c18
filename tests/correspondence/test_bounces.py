"""What a provider reports over the web ends up on the suppression list."""

import json
import os
from base64 import b64encode

import pytest
from django.test import Client
from django.urls import include, path

from correspondence.models import Suppression
from openheritage.addresses import address_key

from ..openheritage.test_settings import COMPLETE, run

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

LOGIN = "hook:secret"

urlpatterns = [path("mail-events/", include("anymail.urls"))]


@pytest.fixture(autouse=True)
def provider(settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": LOGIN}


def report(login: str = LOGIN, **fields: str) -> int:
    """Sends what Postmark sends; returns the status of the answer."""
    answer = Client(enforce_csrf_checks=True).post(
        "/mail-events/postmark/tracking/",
        json.dumps({"ID": 42, "MessageID": "m", "Email": "A.B@gmail.com"} | fields),
        content_type="application/json",
        headers={"Authorization": f"Basic {b64encode(login.encode()).decode()}"},
    )
    return answer.status_code


def test_mail_that_came_back_for_good_stops_mail():
    for _time in ("once", "and again"):
        assert report(RecordType="Bounce", Type="HardBounce") == 200
    found = Suppression.objects.get()
    assert found.key == address_key("ab@gmail.com")
    assert found.reason == "bounce"


def test_an_address_that_cannot_exist_stops_mail():
    assert report(RecordType="Bounce", Type="BadEmailAddress") == 200
    assert Suppression.objects.get().reason == "bounce"


def test_a_complaint_stops_mail():
    assert report(RecordType="SpamComplaint", Type="SpamComplaint") == 200
    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "fields",
    [
        {"RecordType": "Bounce", "Type": "Transient"},
        {"RecordType": "Bounce", "Type": "Blocked"},
        {"RecordType": "Delivery", "Recipient": "a@example.org"},
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": "no address"},
    ],
)
def test_what_may_pass_stops_nothing(fields):
    assert report(**fields) == 200
    assert not Suppression.objects.exists()


def test_only_the_provider_is_believed():
    assert report("hook:guess", RecordType="Bounce", Type="HardBounce") == 400
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "False {}"),
        ('{"WEBHOOK_SECRET": "a:b"}', "True {'WEBHOOK_SECRET': 'a:b'}"),
        ('{"POSTMARK_SERVER_TOKEN": "x"}', "must hold a WEBHOOK_SECRET"),
    ],
    ids=["none", "named", "without secret"],
)
def test_production_listens_to_a_provider_that_it_is_told_of(tmp_path, value, expected):
    ask = "from django.conf import settings as s; "
    ask += "print('anymail' in s.INSTALLED_APPS, s.ANYMAIL)"
    environment = COMPLETE | {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "VAR_DIR": str(tmp_path),
    }
    if value:
        environment["ANYMAIL"] = value
    done = run("-c", ask, module="production", **environment)
    assert expected in done.stdout + done.stderr
