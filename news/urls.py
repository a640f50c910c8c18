from django.urls import path

from . import views

urlpatterns = [
    path("news.atom", views.atom, name="news_atom"),
    path("events.ics", views.calendar, name="events_ics"),
    path("events/<slug:slug>.ics", views.event, name="event_ics"),
]
