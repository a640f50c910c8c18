"""What an administrator takes from a role stays taken; what is new is given once."""

from collections import defaultdict

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Locale

from home.models import Announcement, HomePage
from home.roles import translators
from openheritage.roles import EDITORS, REVIEWERS, Right
from openheritage.slots import Slot

pytestmark = pytest.mark.django_db

TAKEN = "change_organisation"


@pytest.fixture
def admin(superuser, sign_in):
    return sign_in("root")


def group_form(admin, group):
    """The address of a group's form, and what a browser sends back unchanged."""
    url = reverse("wagtailusers_groups:edit", args=[group.pk])
    page = BeautifulSoup(admin.get(url).content, "html.parser")
    (form,) = [form for form in page("form") if form.find(id="id_name")]
    data = defaultdict(list)
    for control in form(["input", "select"]):
        if control.name == "select":
            chosen = control("option", selected=True)
            data[control["name"]] += [option["value"] for option in chosen]
        elif control.get("type") not in ("checkbox", "radio") or control.has_attr(
            "checked"
        ):
            data[control.get("name")].append(control.get("value", ""))
    data.pop(None, None)
    return url, data


def take(admin, group, codename):
    url, data = group_form(admin, group)
    permission = group.permissions.get(codename=codename)
    data["permissions"].remove(str(permission.pk))
    assert admin.post(url, data).status_code == 302
    assert codename not in codenames(group)


def codenames(group):
    return set(group.permissions.values_list("codename", flat=True))


def migrate_again():
    """What the next release does: nothing of it knows what staff changed."""
    call_command("migrate", verbosity=0, interactive=False)


def test_a_right_that_was_taken_is_not_given_back(admin):
    editors = Group.objects.get(name=EDITORS)
    kept = codenames(editors) - {TAKEN}
    take(admin, editors, TAKEN)
    migrate_again()
    assert codenames(editors) == kept


def test_a_right_of_a_later_release_is_given_once(admin):
    reviewers = Group.objects.get(name=REVIEWERS)
    assert "change_announcement" not in codenames(reviewers)

    def more():
        return [Right(Announcement, ("change",), (REVIEWERS,))]

    with hooks.register_temporarily(Slot.RIGHTS, more):
        migrate_again()
        assert "change_announcement" in codenames(reviewers)
        take(admin, reviewers, "change_announcement")
        migrate_again()
        assert "change_announcement" not in codenames(reviewers)


def test_a_page_that_was_taken_from_translators_is_not_given_back(admin):
    group = Group.objects.get(name=translators("fr"))
    group.page_permissions.all().delete()
    migrate_again()
    HomePage.objects.get(locale__language_code="fr").save()
    assert not group.page_permissions.exists()


def test_a_group_that_was_deleted_does_not_come_back(admin):
    group = Group.objects.get(name=REVIEWERS)
    admin.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    assert not Group.objects.filter(name=REVIEWERS).exists()
    migrate_again()
    assert not Group.objects.filter(name=REVIEWERS).exists()


def test_a_renamed_group_stays_the_role_and_gets_no_double(admin):
    group = Group.objects.get(name=EDITORS)
    url, data = group_form(admin, group)
    assert admin.post(url, data | {"name": "Redaktion"}).status_code == 302

    def more():
        return [Right(Locale, ("view",), (EDITORS,))]

    with hooks.register_temporarily(Slot.RIGHTS, more):
        migrate_again()
    assert not Group.objects.filter(name=EDITORS).exists()
    assert "view_locale" in codenames(Group.objects.get(name="Redaktion"))
