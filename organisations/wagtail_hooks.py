from wagtail.snippets.models import register_snippet

from .viewsets import CountryNameViewSet, OrganisationViewSet

register_snippet(OrganisationViewSet)
register_snippet(CountryNameViewSet)
