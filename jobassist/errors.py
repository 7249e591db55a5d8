"""One shape for everything that goes wrong: a code, a text for people, a status.

Over HTTP it is RFC 9457's `application/problem+json` with `code`, and for input that
does not validate `errors[{pointer, code, detail}]`, each pointer a JSON Pointer into
what was sent.
"""

import math
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError as PydanticValidationError
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from jobassist.logs import get_logger

PROBLEM_TYPE = "application/problem+json"
MOST_ERRORS = 100

TITLES: dict[int, Promise] = {
    400: _("The request cannot be used as it is."),
    401: _("Please sign in."),
    403: _("This is not allowed."),
    404: _("There is no such thing, or it is not yours."),
    405: _("This address does not take that method."),
    406: _("That form of answer is not to be had."),
    409: _("It has changed in the meantime."),
    410: _("It is gone."),
    412: _("It has changed in the meantime."),
    413: _("That is too large."),
    415: _("That kind of content is not taken here."),
    422: _("It was understood, but cannot be done."),
    428: _("The request has to name the state that it changes."),
    429: _("Too many requests; please wait a moment."),
    500: _("Something went wrong here."),
    503: _("The service is not ready; please try again in a moment."),
}
DRF_CODES = {
    "not_authenticated": "not_authenticated",
    "authentication_failed": "bad_credentials",
    "permission_denied": "not_allowed",
    "not_found": "not_found",
    "throttled": "too_many_requests",
    "parse_error": "malformed",
    "error": "malformed",
    "token_not_valid": "bad_token",
}

logger = get_logger(__name__)


class AppError(Exception):
    """Something that a caller did or met which has a code, and a text a person can act on.

    `extra` holds facts for the program at the other end, in JSON types; no personal data.
    """

    def __init__(
        self, code: str, message: str | Promise, *, status: int = 400, **extra: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.extra = extra

    def __str__(self) -> str:
        # The code alone: the text may quote what somebody wrote, and this ends in logs.
        return self.code


class NotFound(AppError):
    """What was asked for does not exist, or belongs to somebody else: the two look alike."""

    def __init__(self, message: str | Promise = TITLES[404], **extra: Any) -> None:
        super().__init__("not_found", message, status=404, **extra)


def build_problem(
    status_code: int,
    code: str,
    *,
    detail: str | Promise = "",
    errors: list[dict[str, str]] | None = None,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the body of a problem answer."""
    problem: dict[str, Any] = {
        **(extra or {}),
        "type": "about:blank",
        "title": str(TITLES.get(status_code, TITLES[400 if status_code < 500 else 500])),
        "status": status_code,
        "code": code,
        "detail": str(detail),
    }
    if errors:
        problem["errors"] = errors[:MOST_ERRORS]
    return problem


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the problem answer for an exception of a REST view; None leaves it to Django."""
    headers: dict[str, str] = {}
    match error:
        case AppError():
            problem = build_problem(
                error.status, error.code, detail=error.message, extra=error.extra
            )
            if "retry_after" in error.extra:
                headers["Retry-After"] = str(error.extra["retry_after"])
        case exceptions.ValidationError():
            problem = _build_invalid(_list_drf_errors(error.get_full_details(), pointer=""))
        case PydanticValidationError():
            problem = _build_invalid(list_pydantic_errors(error))
        case DjangoValidationError():
            problem = _build_invalid(_list_django_errors(error))
        case Http404():
            problem = build_problem(404, "not_found", detail=TITLES[404])
        case PermissionDenied():
            problem = build_problem(403, "not_allowed", detail=TITLES[403])
        case exceptions.APIException():
            problem, headers = _build_from_drf(error)
        case OperationalError() | InterfaceError():
            # The database went away or a wait ran out: not the caller's doing, worth a retry.
            logger.error("database_unavailable", exc_info=error)
            problem = build_problem(503, "unavailable", detail=TITLES[503])
            headers["Retry-After"] = "5"
        case _:
            return None
    set_rollback()
    return Response(problem, status=problem["status"], headers=headers, content_type=PROBLEM_TYPE)


def list_pydantic_errors(error: PydanticValidationError) -> list[dict[str, str]]:
    """Return pydantic's findings in our shape, without repeating the input."""
    return [
        {
            "pointer": "".join(f"/{escape_pointer(str(part))}" for part in found["loc"]),
            "code": found["type"],
            "detail": found["msg"],
        }
        for found in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def escape_pointer(part: str) -> str:
    """Return one step of a JSON Pointer, escaped as RFC 6901 says."""
    return part.replace("~", "~0").replace("/", "~1")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that no view has; in the admin with a page."""
    if is_in_admin(request):
        return show_error(request, "admin/not_found.html", status=404)
    return _answer(build_problem(404, "not_found", detail=TITLES[404]))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what somebody may not do; in the admin with a page."""
    if is_in_admin(request):
        return show_error(request, "admin/no_rights.html", status=403)
    return _answer(build_problem(403, "not_allowed", detail=TITLES[403]))


def is_in_admin(request: HttpRequest) -> bool:
    """Return whether the address is of the admin, which people read and no program."""
    return request.path.startswith(reverse("admin:index"))


def show_error(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Return a page of the admin that says what went wrong."""
    return render(request, template, admin.site.each_context(request), status=status)


def server_error(request: HttpRequest) -> JsonResponse:
    """Answer when a view failed in a way nobody foresaw; the cause is in the log."""
    return _answer(build_problem(500, "internal", detail=TITLES[500]))


def _answer(problem: dict[str, Any]) -> JsonResponse:
    return JsonResponse(problem, status=problem["status"], content_type=PROBLEM_TYPE)


def _build_invalid(errors: list[dict[str, str]]) -> dict[str, Any]:
    return build_problem(
        status.HTTP_400_BAD_REQUEST,
        "invalid",
        detail=errors[0]["detail"] if len(errors) == 1 else TITLES[400],
        errors=errors,
    )


def _build_from_drf(error: exceptions.APIException) -> tuple[dict[str, Any], dict[str, str]]:
    headers: dict[str, str] = {}
    codes: Any = error.get_codes()
    code: str = codes if isinstance(codes, str) else str(error.default_code)
    if isinstance(codes, dict) and isinstance(codes.get("code"), str):
        code = codes["code"]
    extra: dict[str, Any] = {}
    wait: float | None = getattr(error, "wait", None)
    if wait is not None:
        seconds = max(1, math.ceil(wait))
        headers["Retry-After"] = str(seconds)
        extra["retry_after"] = seconds
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    detail = error.detail
    text = detail.get("detail", "") if isinstance(detail, dict) else detail
    problem = build_problem(
        error.status_code,
        DRF_CODES.get(code, code),
        detail=str(text) if isinstance(text, str) else TITLES.get(error.status_code, ""),
        extra=extra,
    )
    return problem, headers


def _list_drf_errors(found: Any, *, pointer: str) -> list[dict[str, str]]:
    if isinstance(found, dict) and set(found) == {"message", "code"}:
        return [{"pointer": pointer, "code": str(found["code"]), "detail": str(found["message"])}]
    errors: list[dict[str, str]] = []
    if isinstance(found, dict):
        for key, inner in found.items():
            # Findings about the whole object point at the object.
            step = "" if key == "non_field_errors" else f"/{escape_pointer(str(key))}"
            errors += _list_drf_errors(inner, pointer=pointer + step)
    elif isinstance(found, list):
        # A list holds either findings about one value, or one entry for each item of a list.
        is_findings = all(
            isinstance(item, dict) and set(item) == {"message", "code"} for item in found
        )
        for index, inner in enumerate(found):
            step = "" if is_findings else f"/{index}"
            errors += _list_drf_errors(inner, pointer=pointer + step)
    return errors


def _list_django_errors(error: DjangoValidationError) -> list[dict[str, str]]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    return [
        {
            "pointer": "" if field == "__all__" else f"/{escape_pointer(field)}",
            "code": str(inner.code or "invalid"),
            "detail": " ".join(inner.messages),
        }
        for field, inners in by_field.items()
        for inner in inners
    ]
