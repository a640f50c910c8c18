from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, post_save


def after_migrations(**kwargs) -> None:
    from .roles import make_roles

    make_roles()


def after_saving_home(instance, raw: bool = False, **kwargs) -> None:
    from .roles import make_language_roles

    if not raw and instance.language != settings.LANGUAGE_CODE:
        make_language_roles(instance)


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        # The last app with models: by then every permission is there.
        post_migrate.connect(
            after_migrations, sender=self.apps.get_app_config("sessions")
        )
        post_save.connect(after_saving_home, sender=self.get_model("HomePage"))
