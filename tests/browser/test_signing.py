"""The whole way of a signatory, in a browser, with real mail.

On a copy of the database, with a server and a worker of its own, since what is
signed is kept.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from register.models import Counting
from tests.correspondence.conftest import copied_database
from tests.services import web
from tests.services.smtp import Delivery, MailServer
from tests.services.web import BASE_DIR

from .conftest import PHONE
from .test_axe import objections_in_every_look

# Seconds for a mail to come, and for a signature to be counted.
PATIENCE = 60

ORGANISATIONS = {
    "en": "Museum of the River Delta",
    "ar": "متحف دلتا النهر",
    "ja": "川の三角州博物館",
    "fr": "Musée du delta du fleuve",
}

MAILS = MailServer()


@pytest.fixture(scope="module")
def site(db, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), copied_database(), MAILS.running():
        counting = Counting.load()
        counting.interval = 1
        counting.save()
        url = urlsplit(os.environ["DATABASE_URL"])
        path = f"/{connection.settings_dict['NAME']}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.correspondence.settings",
            "DATABASE_URL": url._replace(path=path).geturl(),
            "SMTP_PORT": str(MAILS.port),
            "TESTS_DIR": str(settings.VAR_DIR),
        }
        connection.close()
        log = settings.VAR_DIR / "signing.log"
        manage = [sys.executable, "manage.py", "worker", "--idle", "0.1"]
        worker = subprocess.Popen(manage, cwd=BASE_DIR, env=environment)
        try:
            with web.site(environment, log) as address:
                yield address
        finally:
            worker.kill()
            worker.wait()


@pytest.fixture(scope="module")
def chromium(site: str, chromium: Browser) -> Browser:
    """After the site, so that it is gone when the database is thrown away."""
    return chromium


def mail_to(address: str, number: int) -> Delivery:
    """The mail of that number to an address, once it has come."""
    for _attempt in range(PATIENCE * 10):
        found = [mail for mail in MAILS.deliveries if address in mail.recipients]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.1)
    raise AssertionError(f"No mail {number} came.")


def text_of(mail: Delivery) -> str:
    return mail.message.get_body(("plain",)).get_content().replace("\r", "")


def link_in(mail: Delivery) -> str:
    """The path of the private link, and of nothing else."""
    return re.search(
        r"//localhost(/[a-z-]+/k/[0-9A-Z]{16}/)$", text_of(mail), re.MULTILINE
    )[1]


def code_in(mail: Delivery) -> str:
    return re.search(
        r"^((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})$", text_of(mail), re.MULTILINE
    )[1]


def go_on(page: Page, go: str = "continue") -> None:
    """Presses a button of the form, not the one for the Enter key."""
    page.locator(f"main button[name=go][value={go}]").click()


def fill_organisation(page: Page, name: str, website: str = "delta.example") -> None:
    page.locator("[name=name]").fill(name)
    page.locator("[name=kind][value=institution]").check()
    page.locator("[name=sector]").select_option("museum")
    page.locator("[name=country]").select_option("NE")
    page.locator("[name=website]").fill(website)


def fill_person(page: Page, address: str) -> None:
    page.locator("[name=signer]").fill("Mariama Issoufou")
    page.locator("[name=job_title]").fill("Director")
    page.locator("[name=email]").fill(address)


def agree(page: Page) -> None:
    boxes = page.locator(".consents input")
    # The click before begins to open the page with them, and does not wait for it.
    boxes.first.wait_for()
    for box in boxes.all()[:2]:
        box.check()


def send(page: Page) -> None:
    go_on(page, "send")
    expect(page).to_have_url(re.compile("/sign/sent/$"))


def no_objections(page: Page) -> None:
    found = objections_in_every_look(page)
    assert not found, "\n".join(found)


@pytest.mark.turns(3)
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_an_organisation_signs_and_is_published(open_page, language):
    address = f"director-{language}@delta.example"
    name = ORGANISATIONS[language]

    page = open_page(f"/{language}/statement/")
    page.locator("#sign a.button-primary").click()
    expect(page).to_have_url(re.compile(f"/{language}/sign/$"))
    no_objections(page)

    go_on(page)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    no_objections(page)
    summary.locator("a").first.click()
    expect(page.locator("[name=name]")).to_be_focused()

    fill_organisation(page, name)
    go_on(page)
    fill_person(page, address)
    no_objections(page)
    go_on(page)
    expect(page.locator("main")).to_contain_text(name)
    for fold in page.locator("main .fold summary").all():
        fold.click()
    no_objections(page)
    agree(page)
    send(page)
    no_objections(page)

    mail = mail_to(address, 1)
    page.goto(link_in(mail))
    expect(page.locator("main")).to_contain_text(name)
    no_objections(page)
    page.locator("button[value=confirm]").click()
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    reference = page.locator(".reference, main code, main bdi").all_inner_texts()
    assert reference
    no_objections(page)

    thanks = mail_to(address, 2)
    page.goto(link_in(thanks))
    expect(page.locator("button[value=withdraw]")).to_have_count(1)
    no_objections(page)


def test_the_way_works_without_scripts_and_in_another_language_half_way(open_page):
    address = "directrice@delta.example"
    page = open_page("/en/sign/", scripts=False, width=PHONE)
    fill_organisation(page, ORGANISATIONS["fr"])
    # The reader goes on in French; what they wrote comes along.
    page.locator(".languages summary").click()
    page.locator(".languages button[formaction='/fr/sign/']").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("[name=name]")).to_have_value(ORGANISATIONS["fr"])
    go_on(page)
    fill_person(page, address)
    go_on(page)
    agree(page)
    send(page)
    mail = mail_to(address, 1)
    # Instead of the link, the code.
    page.goto("/fr/k/")
    page.locator("main input[name=code]").fill(code_in(mail).lower().replace("-", " "))
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(ORGANISATIONS["fr"])
    page.locator("button[value=confirm]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    assert mail_to(address, 2)


@pytest.mark.parametrize("scripts", [True, False])
def test_each_step_can_be_left_reloaded_and_returned_to(open_page, scripts):
    name = "Museum of Going Back"
    page = open_page("/en/sign/", scripts=scripts)
    go_on(page)
    expect(page).to_have_url(re.compile("/sign/organisation/$"))
    fill_organisation(page, name)
    go_on(page)
    expect(page).to_have_url(re.compile("/sign/you/$"))
    page.go_back()
    expect(page.locator("[name=name]")).to_have_value(name)
    page.go_forward()
    fill_person(page, "nobody")
    go_on(page)
    expect(page.locator(".error-summary")).to_be_visible()
    page.goto("/en/statement/")
    page.go_back()
    expect(page.locator("[name=email]")).to_have_value("nobody")
    fill_person(page, "back@delta.example")
    go_on(page)
    expect(page).to_have_url(re.compile("/sign/check/$"))
    page.goto("/en/statement/")
    page.go_back()
    expect(page.locator("main")).to_contain_text("back@delta.example")
    page.reload()
    expect(page.locator("main")).to_contain_text("back@delta.example")
    page.locator("[name=comment]").fill("With joy.")
    page.goto("/en/statement/")
    page.go_back()
    expect(page.locator("[name=comment]")).to_have_value("With joy.")
    page.go_back()
    expect(page.locator("[name=email]")).to_have_value("back@delta.example")
    # From the first page, which is nobody's, one leads back to it all.
    page.goto("/en/sign/")
    expect(page.locator("[name=name]")).to_have_value("")
    page.locator("main a[href='/en/sign/check/']").click()
    expect(page.locator("main")).to_contain_text(name)
    # The browser itself remembers what was typed there.
    page.goto("/en/sign/")
    fill_organisation(page, "Museum of Typing", "typing.example")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Museum of Typing")
    page.go_back()
    expect(page.locator("[name=name]")).to_have_value("Museum of Typing")


def test_a_reviewer_publishes_and_the_world_sees_it(open_page):
    address = "keeper@archive.example"
    name = "Archive of the River Delta"
    page = open_page("/en/sign/")
    # Nobody else's: it looks like no signature of the other tests.
    fill_organisation(page, name, "archive.example")
    go_on(page)
    fill_person(page, address)
    go_on(page)
    agree(page)
    send(page)
    page.goto(link_in(mail_to(address, 1)))
    page.locator("button[value=confirm]").click()
    mail_to(address, 2)

    page = open_page("/admin/login/", language="en")
    page.locator("[name=username]").fill("reviewer")
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    page.goto("/admin/signatures/")
    page.get_by_role("link", name=name).first.click()
    page.locator("[name=publish-organisation][value=new]").check()
    publish = page.locator("form", has=page.locator("[name=action][value=publish]"))
    publish.locator("button[type=submit]").click()

    published = mail_to(address, 3)
    receipt = re.search(r"//localhost(/en/signatures/\w+/)", text_of(published))[1]
    page = open_page(receipt)
    expect(page.locator("h1")).to_contain_text(name)
    no_objections(page)
    assert "Mariama" not in page.content()
    page.goto("/en/signatories/")
    expect(page.locator("main")).to_contain_text(name)
