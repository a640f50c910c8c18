from openheritage.worker import every

from .mails import tell_everybody


@every(60)
def tell_of_translations() -> None:
    tell_everybody()
