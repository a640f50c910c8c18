from openheritage.worker import every

from . import retention


@every(24 * 3600)
def forget() -> None:
    retention.purge(dry_run=False)
