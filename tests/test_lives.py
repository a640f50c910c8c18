"""Signatures are signed, decided on, handed over, withdrawn and forgotten in any order.

Hypothesis tries orders that nobody has thought of, through the functions that the
forms, the links and the desk call, and ``tests/lives.py`` says what must be true after
each. It prints the steps of what fails. More of them: ``LIVES=300 make one
T=tests/test_lives.py``; ``ARGS=--hypothesis-show-statistics`` says how often each deed
was done and refused.
"""

import os

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from correspondence import links, outbox
from correspondence.models import Link
from review import decide, moderation
from signatures import retention, signing, succession
from signatures.answers import Answers, flags_of
from signatures.consents import wordings_in
from signatures.models import Correction, Signature
from signatures.transitions import MANAGE, TRANSITIONS
from tests.lives import (
    World,
    assert_is_erased,
    nobody_goes_early,
    ours,
    pass_days,
)
from tests.signing import text_in

State = Signature.State

EXAMPLES = int(os.environ.get("LIVES", "8"))

NAMES = ["Museum of Reeds", "MUSEUM of reeds", "Archive of Dunes"]
COUNTRIES = ["NE", "ML"]
# Two of them are one mailbox.
ADDRESSES = ["keeper@gmail.com", "k.eeper+sign@gmail.com", "ada@museum.example"]
COMMENTS = ["", "With joy."]

which = st.integers(0, 11)
names, countries = st.sampled_from(NAMES), st.sampled_from(COUNTRIES)
addresses, comments = st.sampled_from(ADDRESSES), st.sampled_from(COMMENTS)
facts = st.fixed_dictionaries(
    {}, optional={"name": names, "country": countries, "comment": comments}
)
seldom = st.integers(0, 4).map(lambda number: number == 0)


def facts_of(name: str, country: str, comment: str = "") -> dict[str, str]:
    kind = {"name_latin": "", "kind": "institution", "sector": "museum"}
    website = "https://museum.example/"
    mine = {"name": name, "country": country, "comment": comment, "website": website}
    return kind | mine


def required() -> list:
    return [wording for wording in wordings_in("en") if wording.is_required]


class Lives(RuleBasedStateMachine):
    @initialize(count=st.integers(0, 3))
    def begin(self, count) -> None:
        self.world = World()
        self.batches = []
        self.moderator = get_user_model().objects.get(username="moderator")
        # So that most examples begin where there is something to lose.
        for number in range(count):
            name, address = NAMES[number], ADDRESSES[number]
            self.submit(name, COUNTRIES[0], address, "", False)
        for row in ours()[:2]:
            signing.confirm(row)
            outbox.send_due()
            decide.publish(row, self.moderator)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.end()

    def find(self, number: int, deed: str) -> Signature:
        """One with which the deed can be done, or now and then any other."""
        rows = ours()
        transition = TRANSITIONS.get(deed)
        sources = transition.sources if transition else Signature.CONFIRMED
        fitting = [row for row in rows if row.state in sources]
        if fitting and number % 5:
            rows = fitting
        # One that is not there is refused by none of what follows.
        return rows[number % len(rows)] if rows else self.new()

    def new(self) -> Signature:
        self.submit(NAMES[0], COUNTRIES[0], ADDRESSES[0], "", False)
        return ours()[-1]

    # Signing

    @rule(
        name=names,
        country=countries,
        address=addresses,
        comment=comments,
        is_robot=seldom,
    )
    def submit(self, name, country, address, comment, is_robot):
        flags = flags_of(ip="192.0.2.1", email=address, filled_honeypot=is_robot)
        answers = Answers(
            facts=facts_of(name, country, comment),
            name="Ada",
            job_title="Keeper",
            email=address,
            language="en",
            text=text_in("en"),
            consents=required(),
            ip="192.0.2.1",
            flags=flags,
        )
        verbs = ("submitted", "submitted again")
        self.world.do("sign again", lambda: signing.submit(answers), *verbs)

    @rule(name=names, country=countries)
    def enter_paper(self, name, country):
        paper = Signature(source="paper", language="en", **facts_of(name, country))
        paper.text = text_in("en")
        day = paper.created_at.date()
        self.world.do(
            "enter",
            lambda: signing.sign_on_paper(paper, day, self.moderator),
            "entered",
        )

    @rule(number=which, is_ours=st.integers(0, 3))
    def confirm(self, number, is_ours):
        row = self.find(number, "confirm")
        deed, verb = ("confirm", "confirmed") if is_ours else ("disown", "disowned")
        self.world.do(
            deed, lambda: getattr(signing, deed)(row, signing.shown(row)), verb
        )

    @rule(number=which)
    def withdraw(self, number):
        row = self.find(number, "withdraw")
        self.world.do("withdraw", lambda: signing.withdraw(row), "withdrawn")

    @rule(number=which, wanted=facts, words=st.sampled_from(["", "It is we."]))
    def correct(self, number, wanted, words):
        row = self.find(number, "answer" if number % 2 else "amend")
        self.world.do(
            "correct",
            lambda: signing.correct(row, row.facts | wanted, words),
            *("corrected", "correction wanted"),
            moves="answer",
        )

    # Whose it is

    @rule(number=which, address=addresses)
    def hand_over(self, number, address):
        row = self.find(number, "hand over")
        self.world.do(
            "hand over",
            lambda: succession.hand_over(row, address, "en"),
            "successor named",
        )

    @rule(number=which, address=addresses)
    def invite(self, number, address):
        nobody = [row for row in ours() if row.signatory is None]
        row = nobody[number % len(nobody)] if nobody else self.find(number, "invite")
        self.world.do(
            "invite",
            lambda: decide.invite(row, self.moderator, address, "en"),
            *("invited", "successor named"),
        )

    @rule(number=which)
    def succeed(self, number):
        named = [row for row in ours() if row.people.filter(is_current=False)]
        row = named[number % len(named)] if named else self.find(number, "succeed")
        given = {"name": "Eve", "job_title": "", "language": "en"}
        self.world.do(
            "succeed",
            lambda: succession.succeed(row, consents=required(), **given),
            "handed over",
        )

    @rule(number=which)
    def take_back(self, number):
        row = self.find(number, "take back")
        if row.signatory is None:
            return
        token = links.make(MANAGE, row.pk, "en").code
        link = links.find_link(token)
        verb = "successor taken back"
        self.world.do("take back", lambda: succession.take_back(row, link), verb)
        left = Link.objects.filter(purpose=MANAGE, about_id=row.pk)
        assert list(left) == [link]

    @rule(number=which, address=addresses)
    def ask_for_mails(self, number, address):
        row = self.find(number, "data")
        self.world.do("data", lambda: signing.send_data(row), "data asked for")
        self.world.do("links", lambda: signing.send_links(address, "en"))

    @rule()
    def deliver(self):
        outbox.send_due()

    # The desk

    @rule(number=which)
    def publish(self, number):
        row = self.find(number, "publish")
        seen = decide.facts_seen(row)
        self.world.do(
            "publish",
            lambda: decide.publish(row, self.moderator, seen=seen),
            "published",
        )

    @rule(number=which)
    def reject(self, number):
        row = self.find(number, "reject")
        self.world.do(
            "reject", lambda: decide.reject(row, self.moderator, "other"), "rejected"
        )

    @rule(number=which)
    def ask(self, number):
        row = self.find(number, "ask")
        self.world.do("ask", lambda: decide.ask(row, self.moderator, "Who?"), "asked")

    @rule(number=which, other=which)
    def merge(self, number, other):
        row, into = self.find(number, "merge"), self.find(other, "merge")
        self.world.do(
            "merge", lambda: decide.merge(row, into, self.moderator), "merged"
        )

    @rule(number=which, deed=st.sampled_from(["release", "reopen", "hold again"]))
    def turn(self, number, deed):
        row = self.find(number, deed)
        act, verb = {
            "release": (decide.release, "released"),
            "reopen": (decide.reopen, "reopened"),
            "hold again": (decide.hold_again, "held again"),
        }[deed]
        self.world.do(deed, lambda: act(row, self.moderator), verb)

    @rule(number=which, wanted=facts)
    def amend(self, number, wanted):
        row = self.find(number, "amend")
        seen = decide.facts_seen(row)
        self.world.do(
            "amend",
            lambda: decide.amend(row, self.moderator, row.facts | wanted, seen),
            "amended",
        )

    @rule(number=which, is_good=st.booleans())
    def decide_on_correction(self, number, is_good):
        waiting = Correction.objects.filter(signature__in=ours()).order_by("pk")
        if not waiting:
            return
        correction = waiting[number % len(waiting)]
        if is_good:
            verb = "correction accepted"
            self.world.do("accept", lambda: decide.accept(correction, None), verb)
        else:
            verb = "correction declined"
            self.world.do("decline", lambda: decide.decline(correction, None, ""), verb)

    @rule(action=st.sampled_from(moderation.Action.values))
    def decide_on_list(self, action):
        rows = Signature.objects.filter(is_sample=False).order_by("pk")
        seen = moderation.seen_now(rows)

        def run() -> None:
            result = moderation.run(
                rows, action, self.moderator, reason="other", seen=seen
            )
            self.batches.append(result.batch)

        self.world.do(action, run, moderation.VERBS[action])

    @rule(number=which)
    def undo(self, number):
        if not self.batches:
            return
        batch = self.batches[-1 - number % len(self.batches)]
        self.world.do(
            "undo",
            lambda: moderation.undo(batch, self.moderator),
            *("reopened", "held again"),
            moves="reopen, hold again",
        )

    # Time, and forgetting

    @rule(days=st.sampled_from([1, 4, 8, 31, project.SIGNATORY_RETENTION_DAYS]))
    def wait(self, days):
        pass_days(days)

    @rule()
    def purge(self):
        with nobody_goes_early(project.UNCONFIRMED_DAYS):
            self.world.do("purge", lambda: retention.purge(dry_run=False), "purged")
        for reason, (rows, _act) in retention.due().items():
            assert not rows.exists(), reason

    @rule(address=addresses)
    def erase(self, address):
        self.world.do("erase", lambda: retention.erase(address), "erased")
        assert_is_erased(address)

    @invariant()
    def all_is_true(self):
        if hasattr(self, "world"):
            self.world.check()


@pytest.mark.django_db
def test_whatever_is_done_all_that_must_be_true_is_true():
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=30,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            # What has failed once is tried first, and shortened.
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
        ),
    )
