"""Addresses of conversations and memory, below `/api/v1/`."""

from django.urls import path

from chat import views
from chat.alerts.views import AlertsView, AlertView

urlpatterns = [
    path("conversations", views.ConversationsView.as_view(), name="conversations"),
    path(
        "conversations/<uuid:conversation_id>",
        views.ConversationView.as_view(),
        name="conversation",
    ),
    path(
        "conversations/<uuid:conversation_id>/history",
        views.HistoryView.as_view(),
        name="conversation-history",
    ),
    path(
        "conversations/<str:conversation_id>/events",
        views.EventsView.as_view(),
        name="conversation-events",
    ),
    path("alerts", AlertsView.as_view(), name="alerts"),
    path("alerts/<uuid:alert_id>", AlertView.as_view(), name="alert"),
    path("transcriptions", views.TranscriptionsView.as_view(), name="transcriptions"),
    path("memory", views.MemoriesView.as_view(), name="memories"),
    path("memory/<uuid:memory_id>", views.MemoryView.as_view(), name="memory"),
]
