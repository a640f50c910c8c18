from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

# Other apps add to it by this hook, as to Wagtail's own menus.
menu = Menu(register_hook_name="register_translations_menu_item")


@hooks.register("register_admin_menu_item")
def translations() -> MenuItem:
    """Whoever sees none of its entries does not see it."""
    return SubmenuMenuItem(
        staff_("Translations"),
        menu,
        name="translations",
        icon_name="wagtail-localize-language",
        order=150,
    )
