from django.urls import path
from wagtail import hooks

from . import admin_views

# They stand before Wagtail's own, which keep their names.
several = "documents/multiple/"


@hooks.register("register_admin_urls", order=-1)
def register_admin_urls() -> list:
    return [
        path(
            "documents/delete/<int:document_id>/",
            admin_views.DeleteView.as_view(),
        ),
        path(f"{several}add/", admin_views.AddMultipleView.as_view()),
        path(
            f"{several}create_from_uploaded_document/<int:uploaded_file_id>/",
            admin_views.CreateFromUploadView.as_view(),
        ),
        path(
            f"{several}<int:doc_id>/delete/",
            admin_views.DeleteMultipleView.as_view(),
        ),
    ]


# The last of one name counts.
hooks.register("register_bulk_action", admin_views.DeleteBulkAction, order=1)
