from openheritage.worker import every

from . import report_mails, reporting, retention


@every(24 * 3600)
def forget() -> None:
    retention.purge(dry_run=False)
    reporting.purge(dry_run=False)


@every(60)
def tell_of_reports() -> None:
    report_mails.tell_everybody()
