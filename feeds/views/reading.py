"""Postings and exports of them, for people and for partners' keys."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from feeds.authentication import ApiKeyAuthentication
from feeds.exports import FeedPage, build_atom, build_rss, stream_indeed
from feeds.models import ApiKey
from feeds.permissions import ReadsPostings
from feeds.views.base import count_call, refuse_over, say_quota
from jobassist.accounts.authentication import BearerAuthentication
from jobassist.conditional import build_etag
from jobs.changes import current_position, read_version
from jobs.cursors import build_cursor, hash_filters, read_cursor
from jobs.search import list_posting_ids, load_full_postings
from jobs.serializers import (
    ExportQuerySerializer,
    FeedQuerySerializer,
    build_filters,
    read_query,
)
from jobs.views import PostingsView, PostingView

TAG = ["exports"]


class MayRead(BasePermission):
    """People who are signed in, and keys that may read postings."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the caller is one of them."""
        if isinstance(request.auth, ApiKey):
            return ReadsPostings().has_permission(request, view)
        return bool(request.user and request.user.is_authenticated)


class MayExport(MayRead):
    """The same, and everybody where exports are public."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the caller may have an export."""
        if settings.PUBLIC_EXPORTS and request.auth is None:
            return True
        return super().has_permission(request, view)


class ReadingView(APIView):
    """A view that people and keys read; a key's calls count against its partner's limit."""

    authentication_classes = [ApiKeyAuthentication, BearerAuthentication]
    permission_classes: Sequence[Any] = [MayRead]
    _quota: Any = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in, and count a key's."""
        super().initial(request, *args, **kwargs)
        if isinstance(request.auth, ApiKey):
            self._quota = count_call(request)
            refuse_over(self._quota)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say what is left of a key's limit."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        return say_quota(answer, self._quota)


class ReadPostingsView(ReadingView, PostingsView):  # type: ignore[misc]
    """Open postings, newest first."""


class ReadPostingView(ReadingView, PostingView):  # type: ignore[misc]
    """One posting."""


@method_decorator(gzip_page, name="dispatch")
class ExportView(ReadingView):
    """An export: XML whatever the reader says it accepts."""

    permission_classes = [MayExport]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Return the renderer of problems; feed readers name media types that are not JSON's."""
        return super().perform_content_negotiation(request, force=True)

    def answer_unchanged(
        self, request: Request, *parts: Any
    ) -> tuple[HttpResponseBase | None, str]:
        """Return (304 for who has this version already, else None; the version's entity tag)."""
        version = read_version(now=timezone.now())
        etag = build_etag(version.mark, get_language(), settings.PUBLIC_URL, *parts)
        changed = int(version.changed_at.timestamp()) if version.changed_at else None
        self._changed_at: datetime | None = version.changed_at
        answer = get_conditional_response(request._request, etag=etag, last_modified=changed)
        return (self.dress(answer, etag) if answer else None), etag

    def dress(self, response: HttpResponseBase, etag: str) -> HttpResponseBase:
        """Return the answer with what caches need to know."""
        response["ETag"] = etag
        if self._changed_at is not None:
            stamp = self._changed_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
            response["Last-Modified"] = stamp
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization", "Accept-Language", "Accept-Encoding"])
        return response


class IndeedView(ExportView):
    """All open postings in Indeed's XML."""

    @extend_schema(
        tags=TAG,
        operation_id="exports_indeed",
        parameters=[ExportQuerySerializer],
        responses={(200, "application/xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Stream every open posting that passes the filters."""
        wanted = read_query(request.query_params, ExportQuerySerializer)
        unchanged, etag = self.answer_unchanged(request, "indeed", hash_filters(wanted))
        if unchanged is not None:
            return unchanged
        body = stream_indeed(build_filters(wanted), now=timezone.now())
        response = StreamingHttpResponse(body, content_type="application/xml; charset=utf-8")
        return self.dress(response, etag)


class FeedView(ExportView):
    """A page of open postings as a feed, newest first."""

    content_type = ""
    build: Any = None

    def answer_page(self, request: Request) -> HttpResponseBase:
        """Return the page that the query names, with links to the next and the first."""
        wanted = read_query(request.query_params, FeedQuerySerializer)
        filters = {k: v for k, v in wanted.items() if k not in ("cursor", "limit")}
        key, now = hash_filters(filters), timezone.now()
        after, start = None, None
        if "cursor" in wanted:
            after, start = read_cursor(wanted["cursor"], filters=key)
        unchanged, etag = self.answer_unchanged(
            request, self.content_type, key, wanted["limit"], after
        )
        if unchanged is not None:
            return unchanged
        limit = wanted["limit"]
        ids = list_posting_ids(build_filters(wanted), after=after, limit=limit + 1)
        next_cursor = None
        if len(ids) > limit:
            start = start or current_position(now=now)
            next_cursor = build_cursor(ids[limit - 1], filters=key, start=start)
        page = FeedPage(
            path=request.path,
            query=[(k, v) for k, vs in request.query_params.lists() for v in vs],
            postings=load_full_postings(ids[:limit]),
            next_cursor=next_cursor,
            is_first=after is None,
            language=get_language() or "en",
            now=now,
        )
        body = type(self).build(page)
        response = HttpResponse(body, content_type=f"{self.content_type}; charset=utf-8")
        return self.dress(response, etag)


class AtomView(FeedView):
    """Open postings as Atom."""

    content_type = "application/atom+xml"
    build = staticmethod(build_atom)

    @extend_schema(
        tags=TAG,
        operation_id="exports_atom",
        parameters=[FeedQuerySerializer],
        responses={(200, "application/atom+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of open postings as Atom (RFC 4287), paged by links (RFC 5005)."""
        return self.answer_page(request)


class RssView(FeedView):
    """Open postings as RSS."""

    content_type = "application/rss+xml"
    build = staticmethod(build_rss)

    @extend_schema(
        tags=TAG,
        operation_id="exports_rss",
        parameters=[FeedQuerySerializer],
        responses={(200, "application/rss+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Return a page of open postings as RSS 2.0."""
        return self.answer_page(request)
