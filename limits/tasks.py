from openheritage.worker import every

from . import rates


@every(3600)
def forget_attempts() -> int:
    return rates.purge_attempts()
