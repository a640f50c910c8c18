from openheritage.worker import continuously, every

from . import missed, synchronisation


@continuously
def enter() -> int:
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
