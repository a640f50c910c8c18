from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from .checks import use_ours
from .page_links import PageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)


hooks.register("construct_wagtail_userbar", use_ours)
