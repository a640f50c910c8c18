from openheritage.worker import every

from . import rates, repeats


@every(3600)
def forget_attempts() -> int:
    return rates.purge_attempts()


@every(600)
def forget_answers() -> int:
    return repeats.purge_answers()


@every(3600)
def forget_sent_forms() -> int:
    return repeats.purge_sent_forms()
