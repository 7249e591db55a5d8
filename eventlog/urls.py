"""Addresses of notices, below /api/v1/."""

from django.urls import path

from eventlog import views

urlpatterns = [
    path("me/notifications", views.NotificationsView.as_view(), name="notifications"),
    path("me/push-subscriptions", views.PushSubscriptionsView.as_view(), name="push-subscriptions"),
    path(
        "me/push-subscriptions/<uuid:subscription_id>",
        views.PushSubscriptionView.as_view(),
        name="push-subscription",
    ),
]
