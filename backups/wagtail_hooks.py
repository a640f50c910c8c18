from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.ui.components import Component

from openheritage import readiness

from . import state


class BackupPanel(Component):
    """What keeps the site from being restored as it is; nothing while all is well."""

    name = "backups"
    template_name = "staff/facts_panel.html"
    order = 50

    def __init__(self, rows: list[tuple[str, str]]) -> None:
        self.rows = rows

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "name": self.name,
            "icon": "warning",
            "title": staff_("Backup"),
            "rows": self.rows,
        }


def found_wrong() -> list[tuple[str, str]]:
    rows = []
    if settings.BACKUP_DIR and not state.is_fresh():
        rows.append((staff_("The last backup"), last_backup()))
    if readiness.word_of("journal") not in ("", "ok"):
        text = staff_("It cannot be written: is its disk full?")
        rows.append((staff_("The journal that a restore needs"), text))
    if readiness.word_of("register") not in ("", "ok"):
        text = staff_(
            "It lacks what the public has seen, since the site was restored: run "
            "manage.py replay_journal. Until then nothing can be published."
        )
        rows.append((staff_("The register"), text))
    return rows


def last_backup() -> str:
    last = state.last()
    if last.failed_at:
        return staff_("failed on %(moment)s") % {"moment": state.said(last.failed_at)}
    if last.done_at:
        return staff_("was made on %(moment)s") % {"moment": state.said(last.done_at)}
    return staff_("was never made")


@hooks.register("construct_homepage_panels")
def add_backups(request: HttpRequest, panels: list) -> None:
    if request.user.is_superuser and (rows := found_wrong()):
        panels.append(BackupPanel(rows))
