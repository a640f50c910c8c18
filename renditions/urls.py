"""Public, under a language's prefix, beside ``statement.txt``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
