from django import template

from ..suggesting import is_loaded

register = template.Library()

register.simple_tag(is_loaded, name="registry_is_there")
