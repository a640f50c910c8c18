from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "editing"

    def ready(self) -> None:
        from wagtail.models import TaskState, WorkflowState
        from wagtail.signals import (
            published,
            task_submitted,
            unpublished,
            workflow_approved,
            workflow_rejected,
        )

        from . import checking, notices, slots

        notices.take_over()
        task_submitted.connect(notices.submitted, sender=TaskState)
        for signal in (workflow_approved, workflow_rejected):
            signal.connect(notices.answered, sender=WorkflowState)
        published.connect(checking.look_again)
        unpublished.connect(checking.forget)
        slots.fill_slots()
