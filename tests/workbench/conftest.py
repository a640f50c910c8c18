from tests.translations.conftest import article, draft, published

__all__ = ["article", "draft", "published"]
