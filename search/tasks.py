from openheritage.worker import continuously, every

from . import missed, synchronisation, upgrade


@continuously
def enter() -> int:
    upgrade.notice_once()
    return synchronisation.enter()


@continuously
def push() -> int:
    return synchronisation.push()


@every(3600)
def purge() -> None:
    synchronisation.purge()


@every(24 * 3600)
def purge_missed() -> None:
    missed.purge()
