"""Logos of members, and what stands in for them."""

from django import template
from django.utils.safestring import SafeString

from images.templatetags.figures import credit_lines
from members import logos
from members.models import MemberPage
from openheritage.furniture import content_language

register = template.Library()


@register.simple_tag
def logo(member: MemberPage, size: str) -> logos.Logo | None:
    return logos.logo(member.logo, size)


@register.filter
def logo_credit(member: MemberPage) -> list[SafeString]:
    """Who made it, and under what terms it is shown."""
    return credit_lines(member.logo, content_language()) if member.logo else []


@register.filter
def initials(member: MemberPage) -> str:
    return logos.stand_in(member)
