"""Addresses of pages, below /."""

from django.urls import path

from eventlog import views

urlpatterns = [
    path("notices/off/<str:token>", views.UnsubscribePage.as_view(), name="unsubscribe"),
]
