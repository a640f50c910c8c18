from .models import StatementPage, keep_text


def keep_published_text(instance: StatementPage, **kwargs: object) -> None:
    keep_text(instance)
