"""Who is calling: a partner, by an API key. For the views that name this class, beside people's.

A view that takes both lists this class first: it leaves what is no key to the next.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from feeds.models import ApiKey, Partner
from feeds.services import find_key
from feeds.services.partners import KEY_MARK


@dataclass(frozen=True, slots=True)
class PartnerCaller:
    """What `request.user` is when a key calls: nobody's account, and no person."""

    partner: Partner
    is_authenticated: bool = True
    is_anonymous: bool = False
    is_active: bool = True
    is_staff: bool = False
    is_superuser: bool = False
    pk: None = None
    id: None = None


class ApiKeyAuthentication(BaseAuthentication):
    """Reads `Authorization: Bearer jak_…`; `request.auth` is then the `ApiKey`."""

    def authenticate(self, request: Request) -> "tuple[PartnerCaller, ApiKey] | None":
        """Return caller and key; None without a key; 401 for one that does not count."""
        kind, _space, text = str(request.headers.get("Authorization", "")).partition(" ")
        text = text.strip()
        if kind.lower() != "bearer" or not text.startswith(KEY_MARK):
            return None
        key = find_key(text, now=timezone.now())
        if key is None:
            raise AuthenticationFailed(_("This API key does not count."), code="bad_key")
        return PartnerCaller(key.partner), key

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return 'Bearer realm="api"'


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Tells the schema what `ApiKeyAuthentication` expects."""

    target_class = "feeds.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "jak_…",
            "description": "A partner's API key, made by an operator in the admin.",
        }
