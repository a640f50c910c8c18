"""The buttons on a signature's page: when each is there, and what it does."""

from django.utils.translation import gettext_lazy as staff_

from desk.decisions import Decision
from signatures.models import Signature
from signatures.transitions import TRANSITIONS

from .. import decide, forms

State = Signature.State


ALL = [
    Decision(
        "publish",
        staff_("Publish"),
        staff_("Published. The signatory is told by mail."),
        TRANSITIONS["publish"].sources,
        lambda signature, actor, form: decide.publish(
            signature,
            actor,
            form.chosen(),
            seen=form.cleaned_data["seen"],
            apart=form.apart(),
        ),
        forms.PublishForm,
    ),
    Decision(
        "ask",
        staff_("Ask back"),
        staff_("Your question is on its way."),
        TRANSITIONS["ask"].sources,
        lambda signature, actor, form: decide.ask(
            signature, actor, form.cleaned_data["words"]
        ),
        forms.AskForm,
        staff_("The signature leaves the queue until it is answered."),
        is_folded=True,
    ),
    Decision(
        "release",
        staff_("Release from quarantine"),
        staff_("Released. The signer now gets the mail that asks to confirm."),
        TRANSITIONS["release"].sources,
        lambda signature, actor, form: decide.release(signature, actor),
    ),
    Decision(
        "merge",
        staff_("Merge into another signature"),
        staff_("Merged. The signatory is told by mail."),
        TRANSITIONS["merge"].sources,
        lambda signature, actor, form: decide.merge(signature, form.into, actor),
        forms.MergeForm,
        staff_("Two signatures of one organisation become one: the other stays."),
        is_folded=True,
    ),
    Decision(
        "amend",
        staff_("Correct the entry"),
        staff_("Corrected."),
        Signature.CONFIRMED,
        lambda signature, actor, form: decide.amend(
            signature, actor, form.facts(), form.cleaned_data["seen"]
        ),
        forms.AmendForm,
        staff_(
            "For mistakes in what was entered, or when the organisation asked for it. "
            "What is published changes at once, and the signatory is told by mail."
        ),
        is_folded=True,
    ),
    Decision(
        "invite",
        staff_("Invite a person"),
        staff_("Invited. They have a week to accept."),
        Signature.CONFIRMED,
        lambda signature, actor, form: decide.invite(
            signature,
            actor,
            form.cleaned_data["email"],
            form.cleaned_data["language"],
        ),
        forms.InviteForm,
        staff_(
            "Nobody answers for this signature. Whoever accepts may correct it, hand "
            "it over or withdraw it."
        ),
        fits=lambda signature: signature.signatory is None,
        is_folded=True,
    ),
    Decision(
        "reject",
        staff_("Reject"),
        staff_("Rejected."),
        TRANSITIONS["reject"].sources,
        lambda signature, actor, form: decide.reject(
            signature, actor, form.cleaned_data["reason"], form.cleaned_data["words"]
        ),
        forms.RejectForm,
        is_serious=True,
        is_folded=True,
    ),
    Decision(
        "reopen",
        staff_("Take the decision back"),
        staff_("Taken back. Mails that had not left are not sent."),
        TRANSITIONS["reopen"].sources,
        lambda signature, actor, form: decide.reopen(signature, actor),
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
        lambda signature, actor, form: decide.accept(form.correction(), actor),
        forms.CorrectionForm,
    ),
    Decision(
        "decline",
        staff_("Decline the correction"),
        staff_("Declined. The signatory is told by mail."),
        (State.PUBLISHED,),
        lambda signature, actor, form: decide.decline(
            form.correction(), actor, form.cleaned_data["words"]
        ),
        forms.DeclineForm,
        is_serious=True,
    ),
]
