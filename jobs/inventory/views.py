"""A company's held postings over HTTP: why, and an appeal."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts.companies import ANY_ROLE, WRITERS, require_membership
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as

from .holds import appeal_hold, get_hold_of
from .serializers import AppealSerializer, HoldSerializer

TAG = ["postings"]


class HoldView(APIView):
    """Why a posting of the caller's company is held back or noted."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="posting_hold",
        summary="Why your posting is held back, with the words that speak against it",
        responses={200: HoldSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, company_id: int, posting_id: int) -> Response:
        """Return the standing finding."""
        user, _sign_in = signed_in_as(request)
        membership = require_membership(user, company_id, roles=ANY_ROLE)
        return Response(HoldSerializer(get_hold_of(membership.company_id, posting_id)).data)


class AppealView(APIView):
    """An appeal against a hold."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="posting_hold_appeal",
        summary="Say why your posting is right; an operator answers",
        request=AppealSerializer,
        responses={
            200: HoldSerializer,
            **refusals(400, 401, 403, 404, 409, s409="not_held, appeal_open, appeal_refused"),
        },
    )
    def post(self, request: Request, company_id: int, posting_id: int) -> Response:
        """Store the appeal."""
        user, _sign_in = signed_in_as(request)
        membership = require_membership(user, company_id, roles=WRITERS)
        hold = get_hold_of(membership.company_id, posting_id)
        form = AppealSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        appealed = appeal_hold(
            hold.pk, text=form.validated_data["text"], by=user, now=timezone.now()
        )
        return Response(HoldSerializer(appealed).data)
