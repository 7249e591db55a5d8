"""Conversations of the log put again to a model, beside what was answered then.

All that a replay writes is rolled back: it speaks as somebody made up, who has the person's
confirmed résumé and nothing else of theirs, and no row of anybody is held while a model thinks.
"""

import difflib
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation

from chat.engines.base import (
    Say,
    ShowCard,
    Step,
    TextDelta,
    TextDiscard,
    TextEnd,
    TurnContext,
    TurnInput,
    Used,
)
from chat.engines.llm import ModelEngine
from chat.engines.rules import RulesEngine
from chat.experiments import Arm
from chat.language import django_locale, language_of
from chat.state import State
from eventlog.models import Conversation, Event
from eventlog.services import create_conversation
from jobassist.accounts.models import User
from jobassist.ai.chat_model import ChatModel
from jobassist.ai.tokens import count_request, count_tokens
from jobassist.ai.types import Finished, ModelRequest, ModelStep, TextPart, ToolCallPart
from jobassist.db import run_in_db
from jobassist.providers.routing import build_model
from jobassist.providers.specs import ProviderSpec
from resumes import services as resume_services

MOST_EXCHANGES = 60


@dataclass(frozen=True, slots=True)
class Exchange:
    """What somebody said, and what came of it: texts, and cards by kind with their postings."""

    said: str
    at: datetime
    texts: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """An exchange as it was, and as it would be now."""

    before: Exchange
    after: Exchange
    routed_by: str
    model_calls: int

    @property
    def has_same_cards(self) -> bool:
        """Whether the person would see the same jobs and questions."""
        return self.before.cards == self.after.cards

    def diff(self) -> Iterator[str]:
        """Yield what the person said, and what would be another answer, as a unified diff."""
        yield f"  {self.before.said}"
        before, after = (
            [*(line for text in each.texts for line in text.splitlines()), *each.cards]
            for each in (self.before, self.after)
        )
        for line in difflib.ndiff(before, after):
            if not line.startswith("?"):
                yield line


class ReplayModel:
    """One server and its models, asked outside the ledger; says when it has cost enough."""

    def __init__(self, spec: ProviderSpec, *, most_tokens: int) -> None:
        self._spec = spec
        self._left = most_tokens
        self.provider = spec.label
        self.model_name = spec.large_model
        self.tokens = 0

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.tokens >= self._left

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelStep, None]:
        """Yield the answer as the server gives it; nothing is tried twice.

        What the server does not count, or breaks off before it has, counts as estimated here.
        """
        model: ChatModel = build_model(self._spec, request.role)
        finished: Finished | None = None
        received: list[str] = []
        try:
            async with aclosing(model.stream(request)) as steps:
                async for step in steps:
                    match step:
                        case TextPart():
                            received.append(step.text)
                        case ToolCallPart():
                            received.append(step.call.name + step.call.arguments)
                        case Finished():
                            finished = step
                    yield step
        finally:
            # A server that was never reached, or turned it away, wrote nothing on the bill.
            if finished or received:
                read = finished.input_tokens if finished else None
                written = finished.output_tokens if finished else None
                self.tokens += read or count_request(request)
                self.tokens += written or count_tokens("".join(received))


def read_exchanges(conversation: Conversation) -> list[Exchange]:
    """Return what was said and answered in words of the log, oldest first. One query.

    Of a tap its label is known, and is put again as words.
    """
    rows = Event.objects.filter(
        conversation=conversation, type="item.done", erased_at__isnull=True
    ).order_by("seq")
    found: list[Exchange] = []
    said: tuple[str, datetime] | None = None
    texts: list[str] = []
    cards: list[str] = []
    for row in rows:
        data = row.data or {}
        if data.get("role") == "user" and data.get("text"):
            if said is not None:
                found.append(Exchange(said[0], said[1], tuple(texts), tuple(cards)))
            said, texts, cards = (str(data["text"]), row.at), [], []
        elif data.get("role") == "assistant" and said is not None:
            if data.get("text"):
                texts.append(str(data["text"]))
            if data.get("card"):
                cards.append(name_card(data["card"]))
    if said is not None:
        found.append(Exchange(said[0], said[1], tuple(texts), tuple(cards)))
    return found[:MOST_EXCHANGES]


def name_card(card: dict[str, Any]) -> str:
    """Return a card's kind and the postings on it."""
    data = card.get("data") or {}
    jobs = data.get("jobs") or ([data] if card.get("kind") == "job_card" else [])
    ids = [str((each.get("data") or each).get("job_id", "")) for each in jobs]
    return " ".join([f"[{card.get('kind')}]", *filter(None, ids)])


async def replay(
    conversation: Conversation, *, model: ReplayModel, wording: str = ""
) -> list[Replayed]:
    """Return a conversation beside what a model would make of it now.

    Only inside `jobassist.db.on_one_thread`: all that is written is rolled back at the end.
    """
    block: transaction.Atomic = await run_in_db(_begin)
    try:
        person, scratch = await run_in_db(_stand_in, conversation)
        exchanges = await run_in_db(read_exchanges, conversation)
        return await _put_again(exchanges, person, scratch, model=model, wording=wording)
    finally:
        await run_in_db(_roll_back, block)


def _begin() -> transaction.Atomic:
    block = transaction.atomic()
    block.__enter__()
    return block


def _roll_back(block: transaction.Atomic) -> None:
    transaction.set_rollback(True)
    block.__exit__(None, None, None)


def _stand_in(conversation: Conversation) -> tuple[User, Conversation]:
    """Return somebody made up with the person's language, clock and confirmed résumé."""
    owner = conversation.owner
    person = User.objects.create_user(locale=owner.locale, time_zone=owner.time_zone)
    document = resume_services.current_resume(owner).confirmed_document
    if document:
        resume = resume_services.current_resume(person)
        source = resume_services.Source(kind="form", ref="replay")
        resume_services.intake_json_resume(resume, document=document, source=source)
        resume_services.confirm_resume(resume, revision=resume.revision)
    return person, create_conversation(person, title="")


async def _put_again(
    exchanges: Sequence[Exchange],
    person: User,
    conversation: Conversation,
    *,
    model: ReplayModel,
    wording: str,
) -> list[Replayed]:
    state = State()
    history: list[tuple[str, str]] = []
    arm = Arm("replay", "now", wording=wording)
    found = []
    for exchange in exchanges:
        if model.is_spent:
            break
        lang = language_of([exchange.said], state=state, locale=person.locale)
        state.lang = lang
        past = tuple(history)
        context = TurnContext(
            user=person,
            conversation=conversation,
            turn_id=uuid.uuid4(),
            inputs=(TurnInput(str(uuid.uuid4()), "message.send", exchange.said, uuid.uuid4()),),
            state=state,
            lang=lang,
            now=exchange.at,
            today=exchange.at.astimezone(ZoneInfo(person.time_zone or "UTC")).date(),
            begin_write=lambda: None,
            read_history=partial(tuple[tuple[str, str], ...], past),
        )
        engine = ModelEngine(fallback=RulesEngine(), model=model, arm=arm)
        with translation.override(django_locale(lang)):
            after, used = await _collect(engine.run(context), exchange)
        state = context.state
        history += [("user", exchange.said), *(("assistant", text) for text in after.texts)]
        found.append(Replayed(exchange, after, used.routed_by, used.model_calls))
    return found


async def _collect(steps: AsyncIterator[Step], exchange: Exchange) -> tuple[Exchange, Used]:
    texts: list[str] = []
    cards: list[str] = []
    streamed = ""
    used = Used(engine="rules")
    async for step in steps:
        match step:
            case Say():
                texts.append(step.text)
            case TextDelta():
                streamed += step.text
            case TextEnd():
                texts.append(streamed)
                streamed = ""
            case TextDiscard():
                streamed = ""
            case ShowCard():
                cards.append(name_card(step.card.model_dump(mode="json")))
            case Used():
                used = step
    return Exchange(exchange.said, exchange.at, tuple(texts), tuple(cards)), used
