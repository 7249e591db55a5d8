"""Postings that partners push: batches, single items, snapshots."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pydantic_core
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from feeds import services
from feeds.models import Snapshot
from feeds.sent import SentItem, is_id, mend_halves, read_bytes, read_form, split_items
from feeds.serializers import (
    BATCH_SCHEMA,
    ROW_SCHEMA,
    BatchResultSerializer,
    CloseSerializer,
    ItemSerializer,
    SnapshotSerializer,
)
from feeds.services import BatchResult
from feeds.views.base import PartnerView, key_of
from jobassist.accounts.schema import refusals
from jobassist.conditional import answer_if_changed
from jobassist.db import give_back_connection
from jobassist.errors import AppError, NotFound
from jobs.models import Source

TAG = ["feeds"]
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The same request sent again within a day gets the first answer again.",
)
ENCODING = OpenApiParameter(
    "Content-Encoding", OpenApiTypes.STR, OpenApiParameter.HEADER, enum=["identity", "gzip"]
)
DRY_RUN = OpenApiParameter(
    "dry_run", OpenApiTypes.BOOL, description="Say what would become of each item; write nothing."
)
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, description="The item's ETag, or *."
)
MUST_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The item's ETag, or *.",
)
BATCH_BODY = {
    "application/json": BATCH_SCHEMA,
    "application/x-ndjson": OpenApiTypes.BINARY,
}
ROW_BODY = {"application/json": ROW_SCHEMA}
PATCH_BODY = {"application/merge-patch+json": {"type": "object", "additionalProperties": True}}


def source_of(request: Request, source_key: str) -> Source:
    """Return the source that the key may write, or 404."""
    return services.get_source_for(key_of(request), source_key)


def id_of(external_id: str) -> str:
    """Return the id of an address, or 404 for what can be none."""
    if not is_id(external_id):
        raise NotFound
    return external_id


def read_request_body(request: Request) -> bytes:
    """Return the body, unpacked and bounded, with no connection held meanwhile."""
    give_back_connection()
    return read_bytes(request._request, encoding=request.headers.get("Content-Encoding", ""))


def read_items(request: Request) -> tuple[bytes, list[SentItem]]:
    """Return the body of a batch and its items."""
    form = read_form(request.headers.get("Content-Type", ""))
    body = read_request_body(request)
    return body, split_items(body, form=form)


def read_flag(request: Request, name: str) -> bool:
    """Return a flag of the address; 400 for what is neither true nor false."""
    said = request.query_params.get(name, "false")
    if said not in ("true", "false"):
        raise AppError("bad_parameter", _("%(name)s is true or false.") % {"name": name})
    return said == "true"


def answer_once(
    request: Request, body: bytes, answer: Callable[[Callable[[int, str], None]], HttpResponse]
) -> HttpResponse:
    """Return the answer, or under an `Idempotency-Key` that was seen, the answer given then.

    `answer` gets a function to keep its answer by, in the transaction of what it does.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return answer(lambda status, text: None)
    path = request._request.get_full_path()
    kept = services.begin_answer(
        key_of(request).partner,
        route=f"{request.method} {path}",
        key=key,
        body_hash=services.hash_request(
            path.encode(), request.headers.get("Content-Type", "").encode(), body
        ),
        now=timezone.now(),
    )
    if isinstance(kept, services.KeptAnswer):
        again = HttpResponse(kept.body, status=kept.status, content_type="application/json")
        again["Idempotent-Replayed"] = "true"
        return again

    def keep(status: int, text: str) -> None:
        services.keep_answer(kept, status=status, body=text)

    try:
        return answer(keep)
    except BaseException:
        # It came to nothing, or was kept with what it did.
        services.drop_answer(kept)
        raise


def build_batch_text(result: BatchResult) -> str:
    """Return a batch's result as JSON."""
    return pydantic_core.to_json(
        {
            "dry_run": result.is_dry_run,
            "totals": result.totals,
            "items": [
                {
                    "index": each.index,
                    "external_id": each.external_id,
                    "status": each.status,
                    "posting_id": each.posting_id,
                    "errors": [
                        {"pointer": e.path, "code": e.code, "detail": e.detail} for e in each.errors
                    ],
                    "warnings": [
                        {"pointer": e.path, "code": e.code, "detail": e.detail}
                        for e in each.warnings
                    ],
                }
                for each in result.items
            ],
        }
    ).decode()


def answer_batch(
    request: Request,
    body: bytes,
    items: list[SentItem],
    write: Callable[..., BatchResult],
) -> HttpResponse:
    """Return what became of the items, which count against the day's."""

    def answer(keep: Callable[[int, str], None]) -> HttpResponse:
        services.count_items(key_of(request).partner, len(items), now=timezone.now())
        result = write(items, now=timezone.now(), seal=lambda r: keep(200, build_batch_text(r)))
        return HttpResponse(build_batch_text(result), content_type="application/json")

    return answer_once(request, body, answer)


class BulkView(PartnerView):
    """A batch of postings of one source."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_postings_bulk",
        parameters=[DRY_RUN, IDEMPOTENCY, ENCODING],
        request=BATCH_BODY,
        responses={
            200: BatchResultSerializer,
            **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request, source: str) -> HttpResponse:
        """Create or update up to 1,000 postings; each item is taken or rejected by itself."""
        into = source_of(request, source)
        is_dry_run = read_flag(request, "dry_run")
        body, items = read_items(request)
        write = partial(services.write_batch, into, is_dry_run=is_dry_run)
        return answer_batch(request, body, items, write)


class ItemView(PartnerView):
    """One posting of a source, by the source's own id."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_posting_get",
        responses={200: ItemSerializer, **refusals(401, 403, 404, 429)},
    )
    def get(self, request: Request, source: str, external_id: str) -> Any:
        """Return what was sent and what became of it, with an `ETag`."""
        item = services.get_item(source_of(request, source), id_of(external_id))
        return answer_if_changed(request, ItemSerializer(item).data, etag=item.etag)

    @extend_schema(
        tags=TAG,
        operation_id="feeds_posting_put",
        parameters=[
            IF_MATCH,
            OpenApiParameter(
                "If-None-Match",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                description="*: only where there is none yet.",
            ),
            ENCODING,
        ],
        request=ROW_BODY,
        responses={
            200: ItemSerializer,
            201: ItemSerializer,
            **refusals(400, 401, 403, 404, 412, 413, 415, 422, 429),
        },
    )
    def put(self, request: Request, source: str, external_id: str) -> Response:
        """Store a posting whole."""
        into = source_of(request, source)
        if read_form(request.headers.get("Content-Type", "")) != "json":
            raise AppError("unsupported_type", _("Send application/json."), status=415)
        data = mend_halves(read_request_body(request))
        services.count_items(key_of(request).partner, 1, now=timezone.now())
        item, is_new = services.put_item(
            into,
            id_of(external_id),
            data,
            now=timezone.now(),
            if_match=request.headers.get("If-Match"),
            if_none_match=request.headers.get("If-None-Match"),
        )
        return _answer_item(item, status=201 if is_new else 200)

    @extend_schema(
        tags=TAG,
        operation_id="feeds_posting_patch",
        parameters=[MUST_MATCH],
        request=PATCH_BODY,
        responses={
            200: ItemSerializer,
            **refusals(400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429),
        },
    )
    def patch(self, request: Request, source: str, external_id: str) -> Response:
        """Change a posting by a JSON merge patch (RFC 7396): null takes a key away."""
        into = source_of(request, source)
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/merge-patch+json":
            raise AppError("unsupported_type", _("Send application/merge-patch+json."), status=415)
        if_match = request.headers.get("If-Match")
        if if_match is None:
            raise AppError(
                "precondition_required",
                _("Say by If-Match which state you change."),
                status=428,
            )
        try:
            change = pydantic_core.from_json(
                mend_halves(read_request_body(request)), allow_inf_nan=False
            )
        except ValueError as error:
            raise AppError("malformed", _("The body is no JSON object.")) from error
        if not isinstance(change, dict):
            raise AppError("malformed", _("The body is no JSON object."))
        services.count_items(key_of(request).partner, 1, now=timezone.now())
        item = services.patch_item(
            into, id_of(external_id), change, now=timezone.now(), if_match=if_match
        )
        return _answer_item(item)

    @extend_schema(
        tags=TAG,
        operation_id="feeds_posting_delete",
        parameters=[IF_MATCH],
        responses={204: None, **refusals(401, 403, 404, 412, 429)},
    )
    def delete(self, request: Request, source: str, external_id: str) -> Response:
        """Take a posting away; it may be sent again."""
        services.delete_item(
            source_of(request, source),
            id_of(external_id),
            now=timezone.now(),
            if_match=request.headers.get("If-Match"),
        )
        return Response(status=204)


class ExpireView(PartnerView):
    """The end of a posting."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_posting_expire",
        parameters=[IF_MATCH],
        request=None,
        responses={200: ItemSerializer, **refusals(401, 403, 404, 412, 429)},
    )
    def post(self, request: Request, source: str, external_id: str) -> Response:
        """End a posting: filled, or over. Sending it again opens it again."""
        item = services.expire_item(
            source_of(request, source),
            id_of(external_id),
            now=timezone.now(),
            if_match=request.headers.get("If-Match"),
        )
        return _answer_item(item)


def _answer_item(item: services.Item, *, status: int = 200) -> Response:
    return Response(ItemSerializer(item).data, status=status, headers={"ETag": item.etag})


def _answer_snapshot(snapshot: Snapshot, *, status: int = 200) -> Response:
    return Response(SnapshotSerializer(snapshot).data, status=status)


class SnapshotsView(PartnerView):
    """Full snapshots of a source."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_snapshot_open",
        request=None,
        responses={201: SnapshotSerializer, **refusals(401, 403, 404, 409, 429)},
    )
    def post(self, request: Request, source: str) -> Response:
        """Open a snapshot; one at a time."""
        into = source_of(request, source)
        return _answer_snapshot(services.open_snapshot(into, now=timezone.now()), status=201)


class SnapshotView(PartnerView):
    """One snapshot."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_snapshot_get",
        responses={200: SnapshotSerializer, **refusals(401, 403, 404, 429)},
    )
    def get(self, request: Request, source: str, snapshot_id: uuid.UUID) -> Response:
        """Return its state and figures."""
        return _answer_snapshot(services.get_snapshot(source_of(request, source), snapshot_id))

    @extend_schema(
        tags=TAG,
        operation_id="feeds_snapshot_abort",
        responses={204: None, **refusals(401, 403, 404, 409, 429)},
    )
    def delete(self, request: Request, source: str, snapshot_id: uuid.UUID) -> Response:
        """Give an open snapshot up: nothing ends by it."""
        into = source_of(request, source)
        services.abort_snapshot(into, snapshot_id, now=timezone.now())
        return Response(status=204)


class SnapshotPartView(PartnerView):
    """Parts of a snapshot."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_snapshot_part",
        parameters=[IDEMPOTENCY, ENCODING],
        request=BATCH_BODY,
        responses={
            200: BatchResultSerializer,
            **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
        },
    )
    def post(self, request: Request, source: str, snapshot_id: uuid.UUID) -> HttpResponse:
        """Write up to 1,000 postings as a batch does, and note that the source has them."""
        into = source_of(request, source)
        services.get_snapshot(into, snapshot_id)
        body, items = read_items(request)
        write = partial(services.write_part, into, snapshot_id)
        return answer_batch(request, body, items, write)


class SnapshotCloseView(PartnerView):
    """The end of a snapshot."""

    @extend_schema(
        tags=TAG,
        operation_id="feeds_snapshot_close",
        request=CloseSerializer,
        responses={200: SnapshotSerializer, **refusals(400, 401, 403, 404, 409, 415, 429)},
    )
    def post(self, request: Request, source: str, snapshot_id: uuid.UUID) -> Response:
        """Close a snapshot: what is missing ends, or it waits for a person with its `reasons`."""
        into = source_of(request, source)
        given = CloseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        snapshot = services.close_snapshot(
            into,
            snapshot_id,
            expected_count=given.validated_data["expected_count"],
            now=timezone.now(),
        )
        return _answer_snapshot(snapshot)
