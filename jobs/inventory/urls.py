"""Addresses of a company's held postings, below /api/v1/."""

from django.urls import path

from jobs import urls as _converters  # noqa: F401 - registers the converter of a posting's id

from . import views

urlpatterns = [
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/hold",
        views.HoldView.as_view(),
        name="posting-hold",
    ),
    path(
        "companies/<int:company_id>/postings/<posting_id:posting_id>/hold/appeal",
        views.AppealView.as_view(),
        name="posting-hold-appeal",
    ),
]
