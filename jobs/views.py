"""Postings over HTTP, to read."""

import base64
import binascii

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.errors import AppError

from .criteria import Criteria
from .search import get_posting, list_postings
from .serializers import PostingDetailSerializer, PostingPageSerializer, PostingQuerySerializer

TAG = ["postings"]
_REPEATED = ("title", "skill", "city", "exclude")


class PostingsView(APIView):
    """Open postings, newest first."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="postings_list",
        parameters=[PostingQuerySerializer],
        responses=PostingPageSerializer,
    )
    def get(self, request: Request) -> Response:
        """Return a page of open postings that pass the filters."""
        given = {
            key: request.query_params.getlist(key) if key in _REPEATED else value
            for key, value in request.query_params.items()
        }
        query = PostingQuerySerializer(data=given)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        criteria = Criteria(
            titles=tuple(wanted.get("title", ())),
            skills=tuple(wanted.get("skill", ())),
            cities=tuple(wanted.get("city", ())),
            exclude=tuple(wanted.get("exclude", ())),
            remote=wanted["remote"],
            employment_type=wanted.get("employment_type"),
            salary_min=wanted.get("salary_min"),
            currency=wanted.get("currency"),
            salary_period=wanted.get("salary_period"),
        )
        page = list_postings(
            criteria,
            after=_read_cursor(wanted.get("cursor")),
            source=wanted.get("source"),
            limit=wanted["limit"],
        )
        cursor = None if page.next_after is None else _build_cursor(page.next_after)
        body = PostingPageSerializer({"results": page.postings, "next_cursor": cursor}).data
        return Response(body)


class PostingView(APIView):
    """One posting."""

    permission_classes = [IsAuthenticated]

    @extend_schema(tags=TAG, responses=PostingDetailSerializer)
    def get(self, request: Request, posting_id: int) -> Response:
        """Return a posting that is or was open, with its text and its JSON-LD."""
        return Response(PostingDetailSerializer(get_posting(posting_id)).data)


def _build_cursor(posting_id: int) -> str:
    return base64.urlsafe_b64encode(f"p{posting_id}".encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not (text.startswith("p") and text[1:].isascii() and text[1:].isdigit() and len(text) < 20):
        raise AppError("bad_cursor", _("This cursor was not given out here."))
    return int(text[1:])
