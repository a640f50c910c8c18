"""Accounts are managed within one's rank, and not above."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page

from accounts.ranks import Rank
from events.models import Event
from home.roles import translators
from openheritage.roles import DATA_KEEPERS, EDITORS, MODERATORS
from tests.accounts.helpers import HOME, PASSWORD, make_user, signed_in, try_login

pytestmark = pytest.mark.django_db

INDEX = reverse("accounts:index")


@pytest.fixture
def moderator(db):
    return make_user("mona", MODERATORS)


@pytest.fixture
def desk(moderator):
    return signed_in(moderator)


def page_of(user: User) -> str:
    return reverse("accounts:inspect", args=[user.pk])


def act(client, user: User, action: str, **fields):
    data = {f"{action}-{name}": value for name, value in fields.items()}
    return client.post(page_of(user), {"action": action} | data)


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def test_a_moderator_sees_name_and_address_of_those_below(desk, superuser, moderator):
    person = make_user("amina", EDITORS, first_name="Amina", last_name="Diallo")
    keeper = make_user("keeper", DATA_KEEPERS)
    html = desk.get(INDEX).text
    for words in ("amina", "Amina Diallo", "amina@museum.example", EDITORS):
        assert words in html
    for hidden in (superuser, keeper, moderator):
        assert page_of(hidden) not in html
        assert desk.get(page_of(hidden)).status_code == 404
        act(desk, hidden, "deactivate")
        act(desk, hidden, "groups", groups=[group(EDITORS).pk])
    assert User.objects.filter(is_active=False).count() == 0
    assert keeper.groups.get().name == DATA_KEEPERS
    assert "Amina Diallo" in desk.get(page_of(person)).text
    assert "amina" not in desk.get(INDEX, {"q": "nobody"}).text.split("<tbody")[-1]


def test_a_deactivated_account_is_out_at_once_and_can_come_back(desk, moderator):
    person = make_user("amina", EDITORS)
    theirs = signed_in(person)
    assert theirs.get(HOME).status_code == 200
    assert act(desk, person, "deactivate").status_code == 302
    assert theirs.get(HOME).status_code == 302
    assert try_login(name="amina", password=PASSWORD).status_code == 200
    act(desk, person, "activate")
    assert try_login(name="amina", password=PASSWORD).url == HOME
    events = Event.objects.about("account", person.pk)
    assert [event.verb for event in events] == ["activated", "deactivated"]
    assert {event.actor for event in events} == {moderator}


def test_groups_are_given_and_taken_within_the_rank(desk):
    person = make_user("amina", EDITORS)
    french = group(translators("fr"))
    html = desk.get(page_of(person)).text
    assert french.name in html
    assert DATA_KEEPERS not in html
    act(desk, person, "groups", groups=[french.pk])
    assert list(person.groups.all()) == [french]
    act(desk, person, "groups", groups=[french.pk, group(DATA_KEEPERS).pk])
    assert list(person.groups.all()) == [french]
    event = Event.objects.about("account", person.pk).get()
    assert event.data == {"given": [french.name], "taken": [EDITORS]}


def test_no_other_role_manages_accounts(sign_in):
    person = make_user("amina", EDITORS)
    for name in ("editor", "translator", "reviewer"):
        client = sign_in(name)
        assert client.get(INDEX).url == HOME
        assert client.get(page_of(person)).status_code in (302, 404)
        act(client, person, "deactivate")
    assert User.objects.get(pk=person.pk).is_active


def test_the_rank_is_what_one_may_do_and_where(moderator):
    rank = Rank(moderator)
    assert rank.may_manage(make_user("low", translators("fr")))
    direct = make_user("direct", EDITORS)
    direct.user_permissions.add(Permission.objects.get(codename="view_signatory"))
    assert not rank.may_manage(direct)
    # Who translates French gives what they have, where they have it.
    french = make_user("francine", translators("fr"))
    assert Rank(french).may_give(group(translators("fr")))
    assert not Rank(french).may_give(group(translators("ar")))
    assert not Rank(french).may_give(group(EDITORS))
    bulk = Group.objects.create(name="Bulk")
    assert rank.may_give(bulk)
    GroupPagePermission.objects.create(
        group=bulk,
        page=Page.get_first_root_node(),
        permission=Permission.objects.get(codename="bulk_delete_page"),
    )
    assert not Rank(moderator).may_give(bulk)
    moderator.is_active = False
    assert not Rank(moderator).may_give(group(EDITORS))


def test_a_superuser_manages_all_but_themselves(superuser):
    client = signed_in(superuser)
    keeper = make_user("keeper", DATA_KEEPERS)
    act(client, keeper, "deactivate")
    assert not User.objects.get(pk=keeper.pk).is_active
    assert client.get(page_of(superuser)).status_code == 404
