from django.urls import path

from .views import public, report

urlpatterns = [
    path("statement/report/", report.form, name="report_error"),
    path("statement/report/sent/", report.sent, name="report_sent"),
    path("help-translate/", public.index, name="help_translate"),
    path("help-translate/sent/", public.sent, name="help_sent"),
    path("help-translate/<int:number>/", public.page, name="help_page"),
    path("help-translate/<int:number>/words.po", public.words, name="help_words"),
]
