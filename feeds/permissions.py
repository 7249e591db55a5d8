"""What a key may do: one permission class for each scope."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from feeds.models import ApiKey, Scope


class _HasScope(BasePermission):
    """Lets in keys that hold the scope; a person's token, or none, is no key."""

    scope: Scope
    message = _("This API key may not do that.")
    code = "missing_scope"

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether a key called that holds the scope."""
        return isinstance(request.auth, ApiKey) and self.scope in request.auth.scopes


class ReadsPostings(_HasScope):
    """`postings:read`."""

    scope = Scope.POSTINGS_READ


class WritesPostings(_HasScope):
    """`postings:write`."""

    scope = Scope.POSTINGS_WRITE


class ManagesWebhooks(_HasScope):
    """`webhooks:manage`."""

    scope = Scope.WEBHOOKS_MANAGE
