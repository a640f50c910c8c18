from .addresses import urls as urls
