"""Postings over HTTP, to read."""

from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from jobassist.conditional import answer_if_changed, build_etag

from .changes import current_position, read_changes
from .cursors import build_cursor, build_sync_token, hash_filters, read_cursor, read_sync_token
from .search import get_posting, list_postings
from .serializers import (
    ChangePageSerializer,
    PostingDetailSerializer,
    PostingPageSerializer,
    PostingQuerySerializer,
    build_filters,
    read_query,
)

TAG = ["postings"]
_NO_FILTERS = ("cursor", "sync_token", "limit")


class PostingsView(APIView):
    """Open postings, newest first, or what has changed of them."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="postings_list",
        parameters=[PostingQuerySerializer],
        responses=PolymorphicProxySerializer(
            component_name="PostingsOrChanges",
            serializers=[PostingPageSerializer, ChangePageSerializer],
            resource_type_field_name=None,
            many=False,
        ),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of open postings that pass the filters.

        With `sync_token`, return instead what was created, updated or expired since it was given.
        """
        wanted = read_query(request.query_params)
        key = hash_filters({k: v for k, v in wanted.items() if k not in _NO_FILTERS})
        if "sync_token" in wanted:
            return _answer_changes(request, wanted, key=key)
        after, start = None, None
        if "cursor" in wanted:
            after, start = read_cursor(wanted["cursor"], filters=key)
        # Before the list is read: what changes in between is told twice, never lost.
        start = start or current_position(now=timezone.now())
        page = list_postings(build_filters(wanted), after=after, limit=wanted["limit"])
        cursor = None
        if page.next_after is not None:
            cursor = build_cursor(page.next_after, filters=key, start=start)
        body = PostingPageSerializer(
            {
                "results": page.postings,
                "next_cursor": cursor,
                "sync_token": build_sync_token(start, filters=key),
            }
        ).data
        # An older token than this one's serves as well.
        etag = build_etag(body["results"], page.next_after)
        return answer_if_changed(request, body, etag=etag)


def _answer_changes(request: Request, wanted: dict[str, Any], *, key: str) -> HttpResponseBase:
    found = read_changes(
        read_sync_token(wanted["sync_token"], filters=key),
        now=timezone.now(),
        wanted=build_filters(wanted),
        limit=wanted["limit"],
    )
    body = ChangePageSerializer(
        {
            "changes": found.changes,
            "sync_token": build_sync_token(found.position, filters=key),
            "has_more": found.has_more,
        }
    ).data
    return answer_if_changed(request, body, etag=build_etag(body["changes"], found.has_more))


class PostingView(APIView):
    """One posting."""

    permission_classes = [IsAuthenticated]

    @extend_schema(tags=TAG, responses=PostingDetailSerializer)
    def get(self, request: Request, posting_id: int) -> HttpResponseBase:
        """Return a posting that is or was open, with its text and its JSON-LD."""
        body = PostingDetailSerializer(get_posting(posting_id)).data
        return answer_if_changed(request, body, etag=build_etag(body))
