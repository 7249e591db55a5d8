"""Answers that a reader need not be sent twice: entity tags of what was answered."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import pydantic_core
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response


def build_etag(*parts: Any) -> str:
    """Return a strong entity tag of values in JSON types."""
    return f'"{blake2b(pydantic_core.to_json(parts), digest_size=12).hexdigest()}"'


def answer_if_changed(
    request: Request,
    body: Mapping[str, Any],
    *,
    etag: str,
    cache_control: str = "private, no-cache",
) -> HttpResponseBase:
    """Return the body with its entity tag, or 304 for a reader that names that tag."""
    response = Response(body)
    response["ETag"] = etag
    # Of a response it is given, it returns that one or another, never none.
    answer: HttpResponseBase = (
        get_conditional_response(request._request, etag=etag, response=response) or response
    )
    answer["ETag"] = etag
    answer["Cache-Control"] = cache_control
    patch_vary_headers(answer, ["Authorization", "Accept-Language"])
    return answer
