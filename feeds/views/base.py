"""What every view for partners has: a key, its scope, and how much of the limits is left."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feeds.authentication import ApiKeyAuthentication
from feeds.models import ApiKey
from feeds.permissions import WritesPostings
from feeds.services import Quota, count_request
from jobassist.errors import AppError


class PartnerView(APIView):
    """A view for keys alone; `permission_classes` names the scope."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes = [WritesPostings]
    _quota: Quota | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in and count it; 429 with `Retry-After` beyond the partner's limit."""
        super().initial(request, *args, **kwargs)
        self._quota = count_call(request)
        refuse_over(self._quota)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Say in every answer how much is left of the minute."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        return say_quota(answer, self._quota)


def key_of(request: Request) -> ApiKey:
    """Return the key that called."""
    assert isinstance(request.auth, ApiKey)
    return request.auth


def count_call(request: Request) -> Quota:
    """Count a key's call and return what is left of the minute, to be said in every answer."""
    return count_request(key_of(request).partner, now=timezone.now())


def refuse_over(quota: Quota) -> None:
    """Raise AppError 429 with `Retry-After` where more was called than the limit allows."""
    if quota.is_over:
        raise AppError(
            "too_many_requests",
            _("At most %(count)d requests a minute.") % {"count": quota.limit},
            status=429,
            retry_after=quota.reset_seconds,
        )


def say_quota(answer: Response, quota: Quota | None) -> Response:
    """Return the answer with how much is left of the minute."""
    if quota is not None:
        left, wait = max(0, quota.remaining), quota.reset_seconds
        answer["RateLimit-Policy"] = f'"minute";q={quota.limit};w=60'
        answer["RateLimit"] = f'"minute";r={left};t={wait}'
    return answer
