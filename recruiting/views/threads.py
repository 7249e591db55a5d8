"""Threads and greetings over HTTP, beside what the chat itself carries."""

import uuid
from typing import cast

from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from jobassist.errors import NotFound
from jobassist.strict_fields import StrictBooleanField
from recruiting import services
from recruiting.candidates import get_posting_of
from recruiting.downloads import attach_file
from recruiting.models import Report, Side, Thread

TAG = ["recruiting"]


class ParticipantSerializer(serializers.Serializer):
    """Who writes in a thread: a company by its name, a person by the name they gave."""

    side = serializers.ChoiceField(Side.values)
    name = serializers.CharField()


class ThreadSerializer(serializers.Serializer):
    """A thread as its seeker sees it."""

    conversation_id = serializers.UUIDField()
    company_id = serializers.IntegerField()
    company = serializers.CharField(source="company.name")
    posting_id = serializers.IntegerField()
    posting_title = serializers.CharField(source="posting.title")
    state = serializers.ChoiceField(Thread.State.values)
    opened_by = serializers.ChoiceField(Side.values)
    participants = serializers.SerializerMethodField()

    def get_participants(self, thread: Thread) -> list[dict[str, str]]:
        """Return both sides by name."""
        seeker = thread.seeker.display_name if thread.seeker is not None else ""
        return [
            {"side": Side.SEEKER.value, "name": seeker},
            {"side": Side.RECRUITER.value, "name": thread.company.name},
        ]


class ReportSerializer(serializers.Serializer):
    """What is wrong with what the other side wrote."""

    reason = serializers.ChoiceField(Report.Reason.values)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class BlockedCompanySerializer(serializers.Serializer):
    """A company that is blocked."""

    company_id = serializers.IntegerField(source="id")
    name = serializers.CharField()


class GreetingChoiceSerializer(serializers.Serializer):
    """Whether companies that find me may write first."""

    wanted = StrictBooleanField()


class GreetingWishesSerializer(GreetingChoiceSerializer):
    """Whether companies may write first, and which may not write at all."""

    blocked = BlockedCompanySerializer(many=True)


class GreetingTextSerializer(serializers.Serializer):
    """The first words to somebody."""

    text = serializers.CharField(max_length=services.MAX_GREETING)


class GreetedSerializer(serializers.Serializer):
    """The thread that a greeting opened."""

    thread_id = serializers.UUIDField()


class ThreadView(APIView):
    """One thread of the caller's."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="threads_read",
        summary="Who writes in a conversation with a company, about what, and how it stands",
        responses={200: ThreadSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Return a thread."""
        user, _sign_in = signed_in_as(request)
        return Response(ThreadSerializer(services.get_thread_for(user, conversation_id)).data)


class ThreadReportView(APIView):
    """Reports."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="threads_report",
        summary="Tell the operators about what a company wrote; its last messages go along",
        request=ReportSerializer,
        responses={204: None, **refusals(400, 401, 404)},
    )
    def post(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Report a thread; once more before anybody looked is the same report."""
        user, _sign_in = signed_in_as(request)
        thread = services.get_thread_for(user, conversation_id)
        form = ReportSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        services.report_thread(
            user,
            thread,
            side=Side.SEEKER,
            reason=form.validated_data["reason"],
            note=form.validated_data["note"],
            now=timezone.now(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class ThreadBlockView(APIView):
    """Blocking the company of a thread."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="threads_block",
        summary="Block the company: it neither finds you nor writes to you, from now on",
        request=None,
        responses={204: None, **refusals(401, 404)},
    )
    def put(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Block the thread's company."""
        user, _sign_in = signed_in_as(request)
        thread = services.get_thread_for(user, conversation_id)
        services.block_company(user, thread.company, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        tags=TAG,
        operation_id="threads_unblock",
        summary="Let the company write again",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, conversation_id: uuid.UUID) -> Response:
        """Lift the block."""
        user, _sign_in = signed_in_as(request)
        thread = services.get_thread_for(user, conversation_id)
        services.unblock_company(user, thread.company_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ThreadFileView(APIView):
    """A file of a thread, for its seeker."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="threads_file",
        summary="A file that was sent in a thread, to be saved",
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY),
            **refusals(401, 404),
        },
    )
    def get(self, request: Request, conversation_id: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
        """Return the file."""
        user, _sign_in = signed_in_as(request)
        row, place = services.get_file(services.get_thread_for(user, conversation_id), file_id)
        return attach_file(place, name=row.filename, type_=services.TYPES.get(row.kind))


class GreetingWishesView(APIView):
    """Whether companies may write first."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="greetings_get",
        summary="Whether companies that find you may write first, and whom you blocked",
        responses={200: GreetingWishesSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Return what the caller wants."""
        user, _sign_in = signed_in_as(request)
        return Response(_wishes(user))

    @extend_schema(
        tags=TAG,
        operation_id="greetings_set",
        summary="Take greetings of companies, or none from anybody",
        request=GreetingChoiceSerializer,
        responses={200: GreetingWishesSerializer, **refusals(400, 401)},
    )
    def put(self, request: Request) -> Response:
        """Change it; it counts from the next greeting on."""
        user, _sign_in = signed_in_as(request)
        form = GreetingChoiceSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        services.set_greetings(user, wanted=form.validated_data["wanted"], now=timezone.now())
        return Response(_wishes(user))


def _wishes(user: User) -> dict[str, object]:
    said = {"wanted": services.wants_greetings(user), "blocked": services.list_blocked(user)}
    return cast(dict[str, object], GreetingWishesSerializer(said).data)


class CandidateGreetingView(APIView):
    """Writing first to somebody of a candidate list."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="candidates_greet",
        summary="Write first to a candidate, once; their name stays hidden",
        request=GreetingTextSerializer,
        responses={
            201: GreetedSerializer,
            **refusals(400, 401, 403, 404, 409, 429, s409="greeted_already, in_touch …"),
        },
    )
    def post(self, request: Request, company_id: int, posting_id: int, reference: str) -> Response:
        """Greet; the answer names the thread, which opens to the company's side alone."""
        user, _sign_in = signed_in_as(request)
        membership = require_membership(user, company_id, roles=WRITERS)
        posting = get_posting_of(membership.company, posting_id)
        form = GreetingTextSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        greeting = services.greet(
            membership.company,
            posting,
            reference=reference,
            by=user,
            text=form.validated_data["text"],
            now=timezone.now(),
        )
        if greeting.thread_id is None:
            raise NotFound
        return Response(
            GreetedSerializer({"thread_id": greeting.thread_id}).data,
            status=status.HTTP_201_CREATED,
        )
