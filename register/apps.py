from django.apps import AppConfig
from django.utils.translation import gettext_lazy as staff_


class RegisterConfig(AppConfig):
    name = "register"

    def ready(self) -> None:
        from django.db.models.signals import pre_delete

        from openheritage import health, proofs
        from openheritage.signals import public_changed
        from signatures.models import Signature

        from . import chain, counts, replaying
        from .models import Count, RegisterFacts
        from .signals import append_change, facts_erased
        from .slots import fill_slots

        public_changed.connect(append_change, sender=Signature)
        pre_delete.connect(facts_erased, sender=RegisterFacts)
        counts.COUNTED.follow(Count)
        replaying.register_kinds()
        health.observe(
            "register",
            chain.look,
            apart=chain.seen,
            questions=chain.questions,
            label=staff_("The register"),
            advice=staff_(
                "It lacks what the public has seen, since the site was restored: run "
                "manage.py replay_journal. Until then nothing can be published."
            ),
            has_panel=True,
        )
        health.observe(
            "counting",
            counts.look,
            questions=counts.questions,
            label=staff_("Counting"),
            advice=staff_("The public numbers are late: does the worker run?"),
        )
        proofs.register(
            "verify_register",
            chain.prove,
            seconds=proofs.DAY,
            label=staff_("Check of the register"),
        )
        proofs.register(
            "check_counts",
            counts.prove,
            seconds=proofs.HOUR,
            label=staff_("Check of the numbers"),
        )
        fill_slots()
