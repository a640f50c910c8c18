"""What happens when many do the same at once, on a database that commits."""

import pytest
from django.test import Client

from consents.defaults import make_consents
from correspondence.models import Message
from events.deeds import NotNowError
from members import applying, deciding
from members.models import Application, Contact, MemberPage
from members.transitions import SUBJECT, shown
from organisations.models import Organisation
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel

from .applying import answers, fields

__all__ = ["committed"]

State = Application.State

# All of them one mailbox, and one organisation.
ADDRESSES = ["b.njoroge@gmail.com", "BNjoroge@googlemail.com", "bnjoroge+a@gmail.com"]
NAMES = ["Zanzibar Sound Archive", "ZANZIBAR sound  Archive", "Archive Zanzibar Sound"]


@pytest.fixture(autouse=True)
def on_a_copy(committed):
    make_consents()
    Message.objects.all().delete()


def test_many_forms_at_once_make_one_application_and_many_decisions_one_profile():
    form = fields(Client().get("/en/apply/")) | {"go": "send"}

    def send(number: int) -> int:
        spelt = {"email": ADDRESSES[number % 3], "name": NAMES[number // 3 % 3]}
        return Client().post("/en/apply/", form | answers(**spelt)).status_code

    assert set(in_parallel(send, times=18, threads=9)) == {302}
    application = Application.objects.get()
    contact = Contact.objects.get()
    # Those of them that came too often are held, and never leave.
    mails = Message.objects.about(SUBJECT, application.pk)
    assert mails.exclude(state=Message.State.DROPPED).count() == 1

    Application.objects.update(state=State.UNCONFIRMED)
    seen = shown(application)
    in_parallel(lambda _number: applying.confirm(application, seen), times=6, threads=6)
    confirmed = Message.objects.filter(kind="members.confirmed")
    assert confirmed.count() == 1

    pages, organisations = MemberPage.objects.count(), Organisation.objects.count()

    def decide(number: int) -> str:
        try:
            if number % 3:
                deciding.accept(application, None, seen=seen)
            else:
                applying.withdraw(application)
        except NotNowError:
            return "late"
        return "done"

    in_parallel(decide, times=6, threads=6)
    application.refresh_from_db()
    contact.refresh_from_db()
    made = int(application.state == State.ACCEPTED)
    assert application.state in (State.ACCEPTED, State.WITHDRAWN)
    assert MemberPage.objects.count() == pages + made
    assert Organisation.objects.count() == organisations + made
    assert (contact.member_key is not None) == bool(made)
    assert Message.objects.filter(kind="members.invited").count() == made
