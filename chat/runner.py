"""Runs turns as tasks of this process: claim, engine, stream, finish.

The rows in `chat.turns` are the truth; this module may die at any line. What it
leaves is ended by whichever process next sweeps leases that ran out.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chat import events, turns
from chat.engines.base import (
    AskPrompt,
    ClosePrompt,
    Engine,
    EnterScene,
    NameConversation,
    Say,
    ShowCard,
    Step,
    Suggest,
    TextDelta,
    TextDiscard,
    TextEnd,
    TurnContext,
    TurnInterrupted,
    Used,
)
from chat.engines.choice import choose_engine
from chat.language import django_locale, language_of
from chat.models import Turn
from chat.persona import persona_for
from chat.turns import ClaimedTurn, to_event
from eventlog.services import MAX_TITLE, NewEvent, send_to_person, store_head
from jobassist.ai.embedder import get_embedder
from jobassist.db import run_in_db
from jobassist.logs import get_logger
from jobs.search import RANKING_VERSION
from recruiting.services import ShownBy, record_ranking

log = get_logger(__name__)

RENEW_SECONDS = 1.0
SWEEP_SECONDS = 5.0
TURN_SECONDS = 120.0


class TurnRunner:
    """The turns of this process, one task a conversation at most."""

    def __init__(self) -> None:
        self._tasks: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._wakes: dict[uuid.UUID, asyncio.Event] = {}
        self._running: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._sweep: asyncio.Task[None] | None = None
        self._is_draining = False

    def wake(self, conversation_id: uuid.UUID) -> None:
        """See to the waiting turn of a conversation soon; returns at once."""
        if self._is_draining:
            return
        wake = self._wakes.setdefault(conversation_id, asyncio.Event())
        wake.set()
        task = self._tasks.get(conversation_id)
        if task is None or task.done():
            self._tasks[conversation_id] = asyncio.create_task(self._serve(conversation_id))

    def interrupt(self, turn_id: uuid.UUID) -> None:
        """Stop a turn of this process now; one of another process sees its row within a second."""
        task = self._running.get(turn_id)
        if task is not None:
            task.cancel()

    async def start(self) -> None:
        """Begin sweeping for turns that a dead process left."""
        self._is_draining = False
        self._sweep = asyncio.create_task(self._sweep_forever())

    async def stop(self, *, grace_seconds: float = 25.0) -> None:
        """Take no new turns, let the running ones finish, then cancel what is left."""
        self._is_draining = True
        if self._sweep is not None:
            self._sweep.cancel()
        pending = [task for task in self._tasks.values() if not task.done()]
        if pending:
            _done, late = await asyncio.wait(pending, timeout=grace_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                for conversation_id in await run_in_db(turns.expire, now=timezone.now()):
                    self.wake(conversation_id)
            except Exception:
                log.exception("turn.sweep_failed")

    async def _serve(self, conversation_id: uuid.UUID) -> None:
        wake = self._wakes[conversation_id]
        try:
            while True:
                wake.clear()
                claimed = await run_in_db(turns.claim, conversation_id, now=timezone.now())
                if isinstance(claimed, ClaimedTurn):
                    await self._run_cancellable(claimed)
                    if self._is_draining:
                        return
                elif claimed is None:
                    # Nothing waits, or another process runs; an order that came in between
                    # has set the event again.
                    if not wake.is_set():
                        return
                else:
                    await asyncio.sleep(claimed)
        except Exception:
            # The waiting turn is still in its row: the sweep finds it.
            log.exception("turn.serve_failed", conversation_id=str(conversation_id))
        finally:
            if self._tasks.get(conversation_id) is asyncio.current_task():
                del self._tasks[conversation_id]
                self._wakes.pop(conversation_id, None)

    async def _run_cancellable(self, claimed: ClaimedTurn) -> None:
        task = asyncio.create_task(run_turn(claimed))
        self._running[claimed.turn.id] = task
        try:
            await self._keep_until_done(task, claimed.turn)
            if task.cancelled():
                await run_in_db(
                    turns.finish,
                    claimed.turn,
                    outcome="cancelled",
                    reason="cancelled",
                    now=timezone.now(),
                )
            else:
                task.result()
        except asyncio.CancelledError:
            task.cancel()
            raise
        finally:
            del self._running[claimed.turn.id]

    async def _keep_until_done(self, task: asyncio.Task[None], turn: Turn) -> None:
        """Wait for a turn's task; hold its lease meanwhile, and stop it once when asked to."""
        while True:
            done, _pending = await asyncio.wait([task], timeout=RENEW_SECONDS)
            if done:
                return
            try:
                reason = await run_in_db(turns.keep, turn, now=timezone.now())
            except DatabaseError:
                # Away for a moment: the lease bears several misses.
                log.warning("turn.keep_failed", turn_id=str(turn.id))
                continue
            # Once: a second cancellation would cut short the end of the first.
            if reason != "" and not task.cancelling():
                task.cancel()


runner = TurnRunner()


async def run_turn(claimed: ClaimedTurn) -> None:
    """Run one claimed turn to its end, whatever happens on the way."""
    turn = claimed.turn
    context = build_context(claimed)
    writer = TurnWriter(claimed, context)
    try:
        async with asyncio.timeout(TURN_SECONDS):
            with translation.override(django_locale(context.lang)):
                await _answer(choose_engine(context), context, writer)
        await writer.finish(outcome="completed")
    except (TurnInterrupted, asyncio.CancelledError):
        # Read the reason from the row: an interruption leaves the words unanswered, a
        # cancellation settles them.
        reason = await run_in_db(_cancel_reason, turn)
        await writer.finish(outcome="cancelled", reason=reason or "shutdown")
    except TimeoutError:
        await writer.fail(reason="timeout")
    except Exception:
        log.exception("turn.failed", turn_id=str(turn.id))
        await writer.fail(reason="internal")


async def _answer(engine: Engine, context: TurnContext, writer: "TurnWriter") -> None:
    steps: AsyncIterator[Step] = engine.run(context)
    async with aclosing(steps) as each:  # type: ignore[type-var]
        async for step in each:
            await writer.take(step)


def _cancel_reason(turn: Turn) -> str:
    return Turn.objects.filter(id=turn.id).values_list("cancel_reason", flat=True).first() or ""


def build_context(claimed: ClaimedTurn) -> TurnContext:
    """Return what the engine sees, with the language of this turn decided."""
    now = timezone.now()
    state = claimed.state
    texts = [each.text for each in claimed.inputs if each.type == "message.send"]
    lang = language_of(texts, state=state, locale=claimed.user.locale)
    state.lang = lang
    return TurnContext(
        user=claimed.user,
        conversation=claimed.conversation,
        turn_id=claimed.turn.id,
        inputs=claimed.inputs,
        state=state,
        lang=lang,
        now=now,
        today=now.astimezone(ZoneInfo(claimed.user.time_zone or "UTC")).date(),
        begin_write=lambda: turns.begin_write(claimed.turn),
        read_history=lambda: turns.read_history(
            claimed.conversation, but={each.item_id for each in claimed.inputs}
        ),
    )


class TurnWriter:
    """Turns steps into events and deltas.

    Finished steps wait for one commit at the end, unless text streams: then what came
    before it is committed first, in order.
    """

    def __init__(self, claimed: ClaimedTurn, context: TurnContext) -> None:
        self.turn = claimed.turn
        self.conversation = claimed.conversation
        self.context = context
        self._pending: list[NewEvent] = []
        self._rankings: list[ShowCard] = []
        self._item_id: uuid.UUID | None = None
        self._text = ""
        self._renewed_at = time.monotonic()
        self._used = Used(engine="rules")
        self._title = ""
        self._has_new_head = False

    async def take(self, step: Step) -> None:
        """Show one step of the answer."""
        match step:
            case Say():
                self._add_text(uuid.uuid4(), step.text)
            case TextDelta():
                await self._stream(step.text)
            case TextEnd():
                await self._end_stream()
            case TextDiscard():
                await self._discard_stream(step.reason)
            case ShowCard():
                if step.ranking:
                    self._rankings.append(step)
                self._add(
                    events.ItemDone(
                        item_id=str(step.item_id),
                        role="assistant",
                        kind="card",
                        card=step.card,
                        lang=self.context.lang,
                    ),
                    step.item_id,
                )
            case Suggest():
                self._add(events.SuggestionsSet(chips=list(step.chips)))
            case AskPrompt():
                self._add(events.PromptOpened(**step.prompt.on_the_wire()))
            case ClosePrompt():
                self._add(events.PromptClosed(prompt_id=step.prompt_id, outcome=step.outcome))
            case EnterScene():
                persona = persona_for(step.scene)
                self.conversation.scene = step.scene
                self._has_new_head = True
                self._add(events.SceneChanged(scene=step.scene, persona=persona))
            case NameConversation():
                if not self.conversation.title:
                    self._title = step.title[:MAX_TITLE]
                    self._has_new_head = True
                    self._add(events.ConversationRenamed(title=self._title))
            case Used():
                self._used = step
            case _:
                assert_never(step)

    def _add(self, data: events.ServerData, item_id: uuid.UUID | None = None) -> None:
        self._pending.append(to_event(data, item_id=item_id, turn_id=self.turn.id))

    def _add_text(self, item_id: uuid.UUID, text: str) -> None:
        self._add(
            events.ItemDone(
                item_id=str(item_id),
                role="assistant",
                kind="text",
                text=text,
                lang=self.context.lang,
            ),
            item_id,
        )

    async def _stream(self, text: str) -> None:
        if self._item_id is None:
            await self._commit_pending()
            self._item_id = uuid.uuid4()
            await self._send(
                events.ItemAdded(
                    item_id=str(self._item_id),
                    role="assistant",
                    kind="text",
                    lang=self.context.lang,
                )
            )
            await self._renew()
        offset = len(self._text)
        self._text += text
        await self._send(events.ItemDelta(item_id=str(self._item_id), offset=offset, text=text))
        if time.monotonic() - self._renewed_at >= RENEW_SECONDS:
            await self._renew()

    async def _end_stream(self) -> None:
        if self._item_id is None:
            return
        if self._text.strip():
            self._add_text(self._item_id, self._text)
        await self._commit_pending()
        self._item_id, self._text = None, ""
        await self._renew()

    async def _discard_stream(self, reason: str) -> None:
        if self._item_id is not None:
            self._add(
                events.ItemSuperseded(item_id=str(self._item_id), reason=reason), self._item_id
            )
            await self._commit_pending()
        self._item_id, self._text = None, ""

    async def _send(self, data: events.ServerData) -> None:
        await send_to_person(
            self.conversation.owner_id,
            {
                "type": "chat.live",
                "conversation_id": str(self.conversation.id),
                "turn_id": str(self.turn.id),
                "event": data.type_,
                "data": data.dump(),
            },
        )

    async def _renew(self) -> None:
        self._renewed_at = time.monotonic()
        reason = await run_in_db(
            turns.renew,
            self.turn,
            item_id=self._item_id,
            text_so_far=self._text,
            now=timezone.now(),
        )
        if reason is None or reason:
            raise TurnInterrupted

    async def _commit_pending(self) -> None:
        if self._pending:
            await run_in_db(self._commit, now=timezone.now())

    def _commit(self, *, now: datetime) -> None:
        with transaction.atomic():
            turns.append_for(self.turn, self._pending, now=now)
            self._record_shown(now)
        self._pending = []

    async def finish(self, *, outcome: str, reason: str = "") -> None:
        """Commit what is left, the state and the outcome, in one transaction."""
        if outcome == "completed":
            await self._end_stream()
        elif self._item_id is not None:
            # What was cut off never stands as a finished message.
            self._pending = []
            self._add(
                events.ItemSuperseded(item_id=str(self._item_id), reason=reason or outcome),
                self._item_id,
            )
        else:
            self._pending = []
        await run_in_db(self._finish, outcome=outcome, reason=reason, now=timezone.now())

    async def fail(self, *, reason: str) -> None:
        """End the turn visibly: an apology, and what to do."""
        self._pending, self._rankings = [], []
        if self._item_id is not None:
            await self._discard_stream(reason)
        with translation.override(django_locale(self.context.lang)):
            self._add_text(
                uuid.uuid4(),
                _("Something went wrong on our side. What you said is kept; please try again."),
            )
        await run_in_db(self._finish, outcome="failed", reason=reason, now=timezone.now())

    def _finish(self, *, outcome: str, reason: str, now: datetime) -> None:
        with transaction.atomic():
            recorded = turns.finish(
                self.turn,
                outcome=outcome,
                reason=reason,
                new_events=self._pending,
                state=self.context.state if outcome == "completed" else None,
                used={
                    "engine": self._used.engine,
                    "provider": self._used.provider,
                    "model_name": self._used.model_name,
                    "prompt_version": self._used.prompt_version,
                    "model_calls": self._used.model_calls,
                },
                now=now,
            )
            if recorded != "completed":
                # What was not shown is not counted as shown.
                return
            self._record_shown(now)

    def _record_shown(self, now: datetime) -> None:
        """Record what the events of this transaction put before the person."""
        if self._has_new_head:
            store_head(self.conversation.id, scene=self.conversation.scene, title=self._title)
            self._has_new_head = False
        rankings, self._rankings = self._rankings, []
        for shown in rankings:
            record_ranking(
                self.context.user,
                shown.ranking,
                shown_by=ShownBy(
                    conversation_id=self.conversation.id,
                    turn_id=self.turn.id,
                    item_id=shown.item_id,
                    round=self.context.state.round,
                    scene=self.conversation.scene,
                    engine=self._used.engine,
                    provider=self._used.provider,
                    prompt_version=self._used.prompt_version,
                    language=self.context.lang,
                ),
                inputs=shown.inputs,
                embedder=get_embedder().model_name,
                ranking_version=RANKING_VERSION,
                now=now,
            )
