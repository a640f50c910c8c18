from openheritage.worker import every

from .retention import purge


@every(24 * 3600)
def forget() -> None:
    purge(dry_run=False)
