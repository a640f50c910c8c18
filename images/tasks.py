from openheritage.worker import every

from .stock import clean_stock


@every(60)
def clean_pictures() -> None:
    """What an older release stored is cleaned without anybody's doing."""
    clean_stock(20)
