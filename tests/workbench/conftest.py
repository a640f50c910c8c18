from tests.translations.conftest import article, published

__all__ = ["article", "published"]
