from django.apps import AppConfig


class OpenHeritageConfig(AppConfig):
    name = "openheritage"
