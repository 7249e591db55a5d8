"""Conversations and memory over HTTP. Every row is reached through its owner."""

from typing import Any, cast
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import event_stream, memory, sessions, voice
from chat.event_stream import Desk
from chat.language import django_locale, lang_of_locale
from chat.limits import Capabilities
from chat.serializers import (
    AnswerFramesSerializer,
    ClientFrameSerializer,
    ConversationChangeSerializer,
    ConversationSerializer,
    DeclarationSerializer,
    EventPageSerializer,
    EventQuerySerializer,
    EventStreamRenderer,
    FactChangeSerializer,
    FactSerializer,
    FrameParser,
    RecordingSerializer,
    TranscriptSerializer,
)
from chat.sockets import ABORT
from eventlog.models import Conversation
from eventlog.services import (
    delete_conversation,
    get_conversation_for,
    list_conversations,
    read_history_page,
    rename_conversation,
    set_remembered,
)
from jobassist.accounts import limits
from jobassist.accounts.models import SignIn, User
from jobassist.accounts.schema import refusals
from jobassist.accounts.services import OpenSession

MOST = 200


def user_of(request: Request) -> User:
    """Return the person behind a request; views here admit nobody else."""
    return cast(User, request.user)


class ConversationsView(APIView):
    """A person's chats."""

    @extend_schema(responses=ConversationSerializer(many=True), operation_id="conversations_list")
    def get(self, request: Request) -> Response:
        """List the person's chats, the most recently active first, at most 200."""
        found = list_conversations(user_of(request), limit=MOST)
        return Response(ConversationSerializer(found, many=True).data)


class ConversationView(APIView):
    """One chat of the person."""

    @extend_schema(responses=ConversationSerializer)
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Show a chat."""
        found = get_conversation_for(user_of(request), conversation_id)
        return Response(ConversationSerializer(found).data)

    @extend_schema(request=ConversationChangeSerializer, responses=ConversationSerializer)
    def patch(self, request: Request, conversation_id: UUID) -> Response:
        """Rename a chat, or say whether it may be remembered."""
        found = get_conversation_for(user_of(request), conversation_id)
        change = ConversationChangeSerializer(data=request.data)
        change.is_valid(raise_exception=True)
        values: dict[str, Any] = change.validated_data
        if "title" in values:
            rename_conversation(found, title=values["title"])
        if "is_remembered" in values:
            set_remembered(found, is_remembered=values["is_remembered"])
        found.refresh_from_db()
        return Response(ConversationSerializer(found).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, conversation_id: UUID) -> Response:
        """Delete a chat with everything said in it."""
        found = get_conversation_for(user_of(request), conversation_id)
        delete_conversation(user_of(request), found)
        return Response(status=status.HTTP_204_NO_CONTENT)


class HistoryView(APIView):
    """The messages and cards of a chat."""

    @extend_schema(
        parameters=[
            OpenApiParameter("before_seq", int, description="Only events earlier than this."),
            OpenApiParameter("limit", int, description="1 to 100; 50 unless given."),
        ],
        responses=EventPageSerializer,
    )
    def get(self, request: Request, conversation_id: UUID) -> Response:
        """Return a page of a chat's item events, oldest first, ending before a cursor."""
        found = get_conversation_for(user_of(request), conversation_id)
        query = EventQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        page = read_history_page(
            found,
            before_seq=query.validated_data.get("before_seq"),
            limit=query.validated_data["limit"],
        )
        return Response({"events": page.frames, "next_before_seq": page.next_before_seq})


DECLARATION: list[OpenApiParameter | type[DeclarationSerializer]] = [
    OpenApiParameter(
        "conversation_id",
        str,
        OpenApiParameter.PATH,
        description="A chat's id, or `me` for the person's own stream.",
    ),
    DeclarationSerializer,
]


class EventsView(APIView):
    """A chat, or the person's own stream, where sockets are blocked."""

    # No HEAD: a stream without a body would still be one without an end.
    http_method_names = ["get", "post", "options"]
    parser_classes = [FrameParser]

    def get_renderers(self) -> list[BaseRenderer]:
        """Return what answers are written as: a stream or, to an order, JSON."""
        forms: dict[str, list[BaseRenderer]] = {
            "GET": [EventStreamRenderer()],
            "POST": [JSONRenderer()],
        }
        return forms.get(self.request.method or "", [JSONRenderer(), EventStreamRenderer()])

    @extend_schema(
        operation_id="conversations_events_stream",
        parameters=[
            *DECLARATION,
            OpenApiParameter(
                "after",
                str,
                description="The id of the last event that the device has, `EPOCH-SEQ`: what came "
                "later is sent. Without one, or with one that cannot be gone on from, the "
                "stream begins with a `resync`.",
            ),
            OpenApiParameter(
                "Last-Event-ID",
                str,
                OpenApiParameter.HEADER,
                description="The same as `after`, and goes before it.",
            ),
        ],
        responses={
            (200, "text/event-stream"): OpenApiResponse(
                OpenApiTypes.STR,
                description="Server facts of `jobchat.v1`, each the `data` of an event. Those of "
                "the log have their place in it as `id`. See the protocol's page.",
            )
        },
    )
    def get(self, request: Request, conversation_id: str) -> StreamingHttpResponse:
        """Stream what happens in a chat, from a cursor on."""
        found, desk = self.open_desk(request, conversation_id)
        event_stream.require_room_for_stream()
        event_stream.admit(desk)
        given = request.query_params.get("locale")
        sessions.note_device(user_of(request), locale=given, time_zone=None)
        cursor = request.headers.get("Last-Event-ID") or request.query_params.get("after") or ""
        with translation.override(django_locale(desk.lang)):
            opening = sessions.open_stream(found, cursor=event_stream.parse_cursor(cursor))
        extensions = getattr(request, "scope", {}).get("extensions", {})
        answer = StreamingHttpResponse(
            event_stream.stream_events(
                desk, opening, drop_connection=extensions.get(ABORT, {}).get("call")
            ),
            content_type="text/event-stream",
        )
        answer["Cache-Control"] = "no-store, no-transform"
        # Proxies in front of us must not wait for an end.
        answer["X-Accel-Buffering"] = "no"
        return answer

    @extend_schema(
        operation_id="conversations_events_send",
        parameters=DECLARATION,
        request=ClientFrameSerializer,
        responses=AnswerFramesSerializer,
    )
    def post(self, request: Request, conversation_id: str) -> Response:
        """Send one client frame of `jobchat.v1`; returns the frames that answer it."""
        _conversation, desk = self.open_desk(request, conversation_id)
        event_stream.admit(desk)
        # An empty body is not parsed at all.
        text = str(request.data or "")
        return Response({"frames": event_stream.answer_frame(desk, text)})

    def open_desk(self, request: Request, wire_id: str) -> tuple[Conversation, Desk]:
        """Return the conversation that is asked for, and who asks; 404 where it is not theirs."""
        user = user_of(request)
        sign_in = cast(SignIn, request.auth)
        query = DeclarationSerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        found = sessions.find_conversation(user, wire_id)
        return found, Desk(
            session=OpenSession(user.id, sign_in.id, user.session_version),
            conversation_id=None if wire_id == "me" else found.id,
            capabilities=Capabilities.of(query.declared),
            lang=lang_of_locale(query.validated_data.get("locale") or get_language() or "en"),
        )


class TranscriptionsView(APIView):
    """Voice notes, where a device has them whole."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="transcriptions_create",
        summary="Have a voice note written down: a draft to check, kept nowhere",
        request={"multipart/form-data": RecordingSerializer},
        responses={200: TranscriptSerializer, **refusals(400, 401, 404, 413, 429, 503)},
    )
    def post(self, request: Request) -> Response:
        """Return what was said; nothing is sent, stored or logged."""
        limits.count_attempt(voice.BY_USER, str(user_of(request).id))
        form = RecordingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        if file.size > voice.MAX_BYTES:
            raise voice.too_long()
        text = voice.transcribe(file.read(), lang=form.validated_data.get("lang"))
        return Response(
            TranscriptSerializer({"text": text}).data, headers={"Cache-Control": "no-store"}
        )


class MemoriesView(APIView):
    """What is remembered about the person."""

    @extend_schema(responses=FactSerializer(many=True), operation_id="memory_list")
    def get(self, request: Request) -> Response:
        """List what is remembered, newest first."""
        facts = memory.build_facts(memory.recall(user_of(request)))
        return Response([each.model_dump(mode="json") for each in facts])


class MemoryView(APIView):
    """One remembered fact."""

    @extend_schema(request=FactChangeSerializer, responses=FactSerializer)
    def patch(self, request: Request, memory_id: UUID) -> Response:
        """Put a fact right; the old one is superseded."""
        change = FactChangeSerializer(data=request.data)
        change.is_valid(raise_exception=True)
        fact = memory.edit_memory(
            user_of(request), memory_id, value=change.validated_data["value"], now=timezone.now()
        )
        return Response(memory.build_facts([fact])[0].model_dump(mode="json"))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, memory_id: UUID) -> Response:
        """Forget a fact, with all its earlier versions."""
        memory.forget(user_of(request), memory_id, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
