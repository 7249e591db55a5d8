"""Addresses of postings, below /api/v1/."""

from django.urls import path, register_converter

from . import views


class PostingIdConverter:
    """A posting's id: what a bigint holds."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return its digits."""
        return str(value)


register_converter(PostingIdConverter, "posting_id")

urlpatterns = [
    path("postings", views.PostingsView.as_view(), name="postings"),
    path("postings/<posting_id:posting_id>", views.PostingView.as_view(), name="posting"),
]
