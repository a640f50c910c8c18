from .press_page import Coverage, PressPage, PressPicture
from .resource import Edition, Resource
from .resources_page import KitPicture, Reading, ResourcesPage

__all__ = [
    "Coverage",
    "Edition",
    "KitPicture",
    "PressPage",
    "PressPicture",
    "Reading",
    "Resource",
    "ResourcesPage",
]
