"""What the OpenAPI document says about signing in and about answers that refuse."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema what `BearerAuthentication` expects."""

    target_class = "jobassist.accounts.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The `access` token of `/api/v1/auth/…`, good for 15 minutes.",
        }


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One finding about what was sent."""

    pointer = serializers.CharField(help_text="JSON Pointer into the request.")
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """RFC 9457, `application/problem+json`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="For programs; stable.")
    detail = serializers.CharField(help_text="For people, in their language.")
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    retry_after = serializers.IntegerField(required=False, help_text="Seconds.")


_MEANINGS = {
    400: "The input does not validate; `errors` says where.",
    401: "No token, or one that does not count.",
    403: "Known, but not allowed.",
    404: "No such thing, or not yours: the two look alike.",
    409: "It does not fit what is there.",
    412: "It has changed since; get it again.",
    413: "Beyond a bound, which the answer names.",
    415: "A content type or encoding that is not taken.",
    422: "Understood, but it cannot be done; `code` says why.",
    428: "`If-Match` is missing.",
    429: "Too often; `Retry-After` says when to try again.",
    503: "What it takes is away for the moment; another try may work.",
}


def refusals(*statuses: int, **codes: str) -> dict[tuple[int, str] | int, OpenApiResponse]:
    """Return the problem answers of an endpoint for `extend_schema(responses=…)`.

    `codes` names the codes that a status may carry: `s409="last_way_in"`.
    """
    return {
        (status, "application/problem+json"): OpenApiResponse(
            ProblemSerializer,
            description=_MEANINGS[status]
            + (f" Codes: {codes[f's{status}']}." if f"s{status}" in codes else ""),
        )
        for status in statuses
    }
