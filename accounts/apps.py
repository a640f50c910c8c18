from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_delete, post_save


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.models import User
        from django.contrib.auth.signals import user_logged_in
        from django_otp.plugins.otp_static.models import StaticToken
        from django_otp.plugins.otp_totp.models import TOTPDevice

        from correspondence.links import register_link

        from . import mailbox, replaying, signals, slots, views
        from .invitations import INVITE
        from .resetting import RESET

        user_logged_in.connect(signals.remember_browser)
        post_save.connect(replaying.write_account, sender=User)
        post_delete.connect(replaying.write_deleted, sender=User)
        m2m_changed.connect(replaying.write_groups, sender=User.groups.through)
        post_delete.connect(replaying.write_device, sender=TOTPDevice)
        post_delete.connect(replaying.write_token, sender=StaticToken)
        replaying.register_kinds()
        register_link(INVITE, views.invitation, 7, views.invitation_expired)
        register_link(RESET, views.reset, 1, views.reset_expired)
        # Typed in the admin; the link that goes with it leads there.
        hour = mailbox.LASTS.total_seconds() / 86400
        register_link(mailbox.CODE, views.code, hour)
        slots.fill_slots()
