"""Logos of members, and what stands in for them."""

from django import template

from members import logos
from members.models import MemberPage

register = template.Library()


@register.simple_tag
def logo(member: MemberPage, size: str) -> logos.Logo | None:
    return logos.logo(member.logo, size)


@register.filter
def initials(member: MemberPage) -> str:
    return logos.stand_in(member)
