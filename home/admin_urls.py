"""Stand in front of Wagtail's own, under the same addresses and names.

Its hook for addresses puts what it is given behind them.
"""

from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .account import AccountView
from .admin_search import LanguageSearchView

urlpatterns = decorate_urlpatterns(
    [
        # By its name its posts are counted, and known to need no second factor.
        path("account/", AccountView.as_view(), name="wagtailadmin_account"),
        path("pages/search/", LanguageSearchView.as_view()),
        path("pages/search/results/", LanguageSearchView.as_view(results_only=True)),
    ],
    require_admin_access,
)
