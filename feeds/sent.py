"""The body of a batch to its items, each still as it was sent; no database.

Everything is bounded before it is looked at: the bytes of the body, what they unpack to, how many
items, how long each. An item is not parsed here, only cut out and asked for its id.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, assert_never

import msgspec
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobassist.unpacking import GZIP, UnpackError, unpack

MAX_BODY_BYTES = 25 * 2**20
MAX_ITEMS = 1_000
MAX_ITEM_BYTES = 1_000_000
MAX_ID = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What a backslash begins: a pair, half of one, or something else.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.",
    re.S,
)

Form = Literal["json", "ndjson"]
_FORMS: dict[str, Form] = {
    "application/json": "json",
    "application/x-ndjson": "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-jsonlines": "ndjson",
}


@dataclass(frozen=True, slots=True)
class SentItem:
    """One item of a batch; without an id where it has none that can be read."""

    index: int
    external_id: str | None
    data: bytes
    is_too_long: bool = False


class _Head(msgspec.Struct):
    id: Any = None
    external_id: Any = None


class _Envelope(msgspec.Struct, forbid_unknown_fields=True):
    items: list[msgspec.Raw]


_heads = msgspec.json.Decoder(_Head)
_batches = msgspec.json.Decoder(list[msgspec.Raw] | _Envelope)


def read_form(content_type: str) -> Form:
    """Return how the items are written; AppError `unsupported_type` (415)."""
    name, _sep, parameters = content_type.partition(";")
    form = _FORMS.get(name.strip().lower())
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.I)
    if form is None or (charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii")):
        raise AppError(
            "unsupported_type",
            _("Send application/json or application/x-ndjson, in UTF-8."),
            status=415,
        )
    return form


def read_bytes(stream: Any, *, encoding: str) -> bytes:
    """Return the body, unpacked.

    AppError `too_large` (413) beyond the bound, sent or unpacked; `unsupported_encoding` (415);
    `truncated` (400) where gzip breaks off or is none.
    """
    body: bytes = stream.read(MAX_BODY_BYTES + 1)
    if len(body) > MAX_BODY_BYTES:
        raise too_large()
    match encoding.strip().lower():
        case "" | "identity":
            return body
        case "gzip" | "x-gzip":
            return _unzip(body)
    raise AppError("unsupported_encoding", _("Send the body as it is, or as gzip."), status=415)


def too_large() -> AppError:
    """Return the answer to a body beyond the bound."""
    return AppError(
        "too_large",
        _("A body may have %(count)d bytes, unpacked; send several batches.")
        % {"count": MAX_BODY_BYTES},
        status=413,
        max_bytes=MAX_BODY_BYTES,
    )


def _unzip(body: bytes) -> bytes:
    try:
        return unpack(body, max_bytes=MAX_BODY_BYTES, window=GZIP, is_strict=True)
    except UnpackError as error:
        match error.kind:
            case "too_large":
                raise too_large() from error
            case "truncated":
                raise AppError("truncated", _("The gzip breaks off; send it again.")) from error
            case "broken":
                raise AppError("truncated", _("The body is no whole gzip.")) from error
            case _ as never:
                assert_never(never)


def split_items(body: bytes, *, form: Form) -> list[SentItem]:
    """Return the items in order; a broken line is an item, a broken document none.

    AppError `malformed` (400), `too_many_items` (413).
    """
    return [_build_item(index, data) for index, data in enumerate(_cut(body, form=form))]


def _cut(body: bytes, *, form: Form) -> list[bytes]:
    body = body.removeprefix(b"\xef\xbb\xbf")
    if form == "ndjson":
        lines = [line for line in body.split(b"\n") if line.strip()]
        _check_count(lines)
        return [line.strip() for line in lines]
    try:
        found = _decode_batch(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise AppError(
            "malformed",
            _("The body is no JSON array of items, nor an object with `items`."),
            cause=str(error)[:200],
        ) from error
    items = found.items if isinstance(found, _Envelope) else found
    _check_count(items)
    return [bytes(item) for item in items]


def _decode_batch(body: bytes) -> Any:
    try:
        return _batches.decode(body)
    except msgspec.DecodeError:
        mended = mend_halves(body)
        if mended == body:
            raise
        return _batches.decode(mended)


def _check_count(items: Iterable[Any]) -> None:
    count = len(list(items))
    if count > MAX_ITEMS:
        raise AppError(
            "too_many_items",
            _("At most %(count)d items at once; send several batches.") % {"count": MAX_ITEMS},
            status=413,
            max_items=MAX_ITEMS,
        )


def _build_item(index: int, data: bytes) -> SentItem:
    if len(data) > MAX_ITEM_BYTES:
        return SentItem(index, None, b"", is_too_long=True)
    external_id = read_id(data)
    if external_id is None:
        data = mend_halves(data)
        external_id = read_id(data)
    return SentItem(index, external_id, data)


def mend_halves(data: bytes) -> bytes:
    """Return JSON with each escaped half of a character pair, which no text can hold, replaced."""
    if b"\\ud" not in data and b"\\uD" not in data:
        return data
    return _ESCAPE.sub(lambda found: b"\\ufffd" if found[1] else found[0], data)


def read_id(data: bytes) -> str | None:
    """Return the id that an item gives, as it is stored; None where it gives none."""
    try:
        head = _heads.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    said = head.id if head.id is not None else head.external_id
    if isinstance(said, int) and not isinstance(said, bool):
        said = str(said)
    return said if isinstance(said, str) and is_id(said) else None


def is_id(text: str) -> bool:
    """Return whether a text may be an item's id."""
    return bool(text.strip()) and len(text) <= MAX_ID and not _CONTROL.search(text)
