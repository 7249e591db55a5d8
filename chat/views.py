"""Conversations and memory over HTTP. Every row is reached through its owner."""

from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat import memory
from chat.serializers import (
    ConversationChangeSerializer,
    ConversationSerializer,
    EventPageSerializer,
    EventQuerySerializer,
    FactChangeSerializer,
    FactSerializer,
)
from eventlog.services import (
    delete_conversation,
    get_conversation_for,
    list_conversations,
    read_history_page,
    rename_conversation,
    set_remembered,
)
from jobassist.accounts.models import User

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
