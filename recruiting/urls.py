"""Addresses of companies and seekers, below /api/v1/."""

from django.urls import path

from . import thread_views, views

urlpatterns = [
    path("me/greetings", thread_views.GreetingWishesView.as_view(), name="greeting-wishes"),
    path("threads/<uuid:conversation_id>", thread_views.ThreadView.as_view(), name="thread"),
    path(
        "threads/<uuid:conversation_id>/report",
        thread_views.ThreadReportView.as_view(),
        name="thread-report",
    ),
    path(
        "threads/<uuid:conversation_id>/block",
        thread_views.ThreadBlockView.as_view(),
        name="thread-block",
    ),
    path(
        "threads/<uuid:conversation_id>/files/<uuid:file_id>",
        thread_views.ThreadFileView.as_view(),
        name="thread-file",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates/<str:reference>"
        "/greeting",
        thread_views.CandidateGreetingView.as_view(),
        name="candidate-greeting",
    ),
    path("me/discoverability", views.DiscoverabilityView.as_view(), name="discoverability"),
    path(
        "postings/<posting_id:posting_id>/similar",
        views.SimilarView.as_view(),
        name="similar-postings",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/candidates",
        views.CandidatesView.as_view(),
        name="posting-candidates",
    ),
]
