"""Accounts to test with, and the forms that they fill in."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

LOGIN = reverse("wagtailadmin_login")
HOME = reverse("wagtailadmin_home")
PASSWORD = "open-heritage-demo"


def make_user(name: str = "somebody", *groups: str, **fields) -> User:
    user = get_user_model().objects.create_user(
        name, f"{name}@museum.example", PASSWORD, **fields
    )
    assert Group.objects.filter(name__in=groups).count() == len(groups)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def make_device(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="Telephone")


def code_of(device: TOTPDevice) -> str:
    device.refresh_from_db()
    device.last_t = -1
    device.save()
    return f"{totp(device.bin_key):06d}"


def signed_in(user: User, device: TOTPDevice | None = None) -> Client:
    client = Client()
    client.force_login(user)
    if device:
        session = client.session
        session["otp_device_id"] = device.persistent_id
        session.save()
    return client


def try_login(
    client: Client | None = None,
    name: str = "editor",
    password: str = "wrong",  # noqa: S107 - it is
    ip: str = "192.0.2.1",
    **headers: str,
) -> HttpResponse:
    data = {"username": name, "password": password, "next": HOME}
    return (client or Client()).post(LOGIN, data, REMOTE_ADDR=ip, **headers)
