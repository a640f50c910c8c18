from wagtail import hooks

from .viewsets import StoryListing, story_listing


@hooks.register("register_admin_viewset")
def list_of_stories() -> StoryListing:
    return story_listing
