"""What a translator may put in place of the original's value (an address, say).

wagtail-localize saves whatever it is sent (localize#305): its view has neither a form
nor a hook, and reads a PUT, which only Django REST framework can parse, so that no
view of ours can stand in front. Hence a signal of its model, with that framework's own
exception: anything else would be an error 500. Delete this when localize asks the
field or block itself.
"""

import json
from urllib.parse import urlsplit

from django.utils.translation import gettext as staff_
from rest_framework.exceptions import ValidationError
from wagtail_localize.models import SegmentOverride


def check_override(instance: SegmentOverride, **kwargs: object) -> None:
    """An address in a translation must lead somewhere, and not run anything.

    A picture chosen for one language alone would end in an error 500 once it is
    deleted (localize#769): pictures are the original's.
    """
    value = json.loads(instance.data_json)
    if not isinstance(value, str):
        raise ValidationError([staff_("Pictures are the same in every language.")])
    scheme = urlsplit("".join(value.split())).scheme.lower()
    if scheme not in ("", "http", "https", "mailto", "tel"):
        raise ValidationError([staff_("Enter an address that begins with https://.")])
