from django import template

from statement.blocks import paragraphs

register = template.Library()

register.filter("paragraphs", paragraphs)
