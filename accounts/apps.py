from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from correspondence.links import register_link

        from . import mailbox, signals, slots, views
        from .invitations import INVITE
        from .resetting import RESET

        user_logged_in.connect(signals.remember_browser)
        register_link(INVITE, views.invitation, 7, views.invitation_expired)
        register_link(RESET, views.reset, 1, views.reset_expired)
        # Typed in the admin; the link that goes with it leads there.
        hour = mailbox.LASTS.total_seconds() / 86400
        register_link(mailbox.CODE, views.code, hour)
        slots.fill_slots()
