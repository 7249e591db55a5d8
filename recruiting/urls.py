"""Addresses of companies and seekers, below /api/v1/."""

from django.urls import path

from . import views

urlpatterns = [
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
