"""The buttons on a signature's page: when each is there, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as staff_

from .. import review, staff_corrections, staff_forms
from ..models import Signature
from ..signing import STANDING
from .sections import Words

State = Signature.State


@dataclass(frozen=True)
class Decision:
    name: str
    label: Words
    # What is said when it is done.
    done: Words
    states: tuple[str, ...]
    act: Callable[[Signature, AbstractBaseUser, staff_forms.DecisionForm], object]
    form_class: type[staff_forms.DecisionForm] = staff_forms.DecisionForm
    note: Words = ""
    is_serious: bool = False
    # Beside its state, what else has to be so.
    fits: Callable[[Signature], bool] = lambda signature: True

    def is_open(self, signature: Signature) -> bool:
        return signature.state in self.states and self.fits(signature)


ALL = [
    Decision(
        "publish",
        staff_("Publish"),
        staff_("Published. The signatory is told by mail."),
        (State.WAITING, State.ASKED),
        lambda signature, actor, form: review.publish(
            signature, actor, form.chosen(), seen=form.cleaned_data["seen"]
        ),
        staff_forms.PublishForm,
    ),
    Decision(
        "ask",
        staff_("Ask back"),
        staff_("Your question is on its way."),
        (State.WAITING, State.ASKED),
        lambda signature, actor, form: review.ask(
            signature, actor, form.cleaned_data["words"]
        ),
        staff_forms.AskForm,
        staff_("The signature leaves the queue until it is answered."),
    ),
    Decision(
        "release",
        staff_("Release from quarantine"),
        staff_("Released. The signer now gets the mail that asks to confirm."),
        (State.QUARANTINED,),
        lambda signature, actor, form: review.release(signature, actor),
    ),
    Decision(
        "merge",
        staff_("Merge into another signature"),
        staff_("Merged. The signatory is told by mail."),
        (State.WAITING, State.ASKED, State.PUBLISHED),
        lambda signature, actor, form: review.merge(signature, form.into, actor),
        staff_forms.MergeForm,
        staff_("Two signatures of one organisation become one: the other stays."),
    ),
    Decision(
        "amend",
        staff_("Correct the entry"),
        staff_("Corrected."),
        STANDING,
        lambda signature, actor, form: review.amend(
            signature, actor, form.facts(), form.cleaned_data["seen"]
        ),
        staff_corrections.AmendForm,
        staff_(
            "For mistakes in what was entered, or when the organisation asked for it. "
            "What is published changes at once, and the signatory is told by mail."
        ),
    ),
    Decision(
        "invite",
        staff_("Invite a person"),
        staff_("Invited. They have a week to accept."),
        STANDING,
        lambda signature, actor, form: review.invite(
            signature,
            actor,
            form.cleaned_data["email"],
            form.cleaned_data["language"],
        ),
        staff_corrections.InviteForm,
        staff_(
            "Nobody answers for this signature. Whoever accepts may correct it, hand "
            "it over or withdraw it."
        ),
        fits=lambda signature: signature.signatory is None,
    ),
    Decision(
        "reject",
        staff_("Reject"),
        staff_("Rejected."),
        (State.QUARANTINED, *Signature.LIVE),
        lambda signature, actor, form: review.reject(
            signature, actor, form.cleaned_data["reason"], form.cleaned_data["words"]
        ),
        staff_forms.RejectForm,
        is_serious=True,
    ),
    Decision(
        "reopen",
        staff_("Take the decision back"),
        staff_("Taken back. Mails that had not left are not sent."),
        (State.PUBLISHED, State.REJECTED, State.MERGED),
        lambda signature, actor, form: review.reopen(signature, actor),
        note=staff_("It lies in the queue again, or where it was before."),
        is_serious=True,
    ),
]
# About a correction that waits, shown beside it.
CORRECTIONS = [
    Decision(
        "accept",
        staff_("Accept the correction"),
        staff_("The correction is public. The signatory is told by mail."),
        (State.PUBLISHED,),
        lambda signature, actor, form: review.accept(form.correction(), actor),
        staff_forms.CorrectionForm,
    ),
    Decision(
        "decline",
        staff_("Decline the correction"),
        staff_("Declined. The signatory is told by mail."),
        (State.PUBLISHED,),
        lambda signature, actor, form: review.decline(
            form.correction(), actor, form.cleaned_data["words"]
        ),
        staff_forms.DeclineForm,
        is_serious=True,
    ),
]
BY_NAME = {decision.name: decision for decision in ALL + CORRECTIONS}
