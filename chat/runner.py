"""Runs turns as tasks of this process: claim, engine, stream, finish.

The rows in `chat.turns` are the truth; this module may die at any line. What it
leaves is ended by whichever process next sweeps leases that ran out.
"""

import asyncio
import math
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chat import clock, events, turns
from chat.describe import describe_wait
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
from chat.engines.refusal import RefusalEngine, is_refused
from chat.language import django_locale, language_of
from chat.live_text import LiveText
from chat.models import Turn
from chat.pacing import pace_turn
from chat.persona import persona_for
from chat.recording import is_counted, record_turn
from chat.turns import ClaimedTurn, Ended, Ending, to_event
from chat.vetting import Vetting
from eventlog import bell
from eventlog.services import MAX_TITLE, NewEvent, store_head
from jobassist.ai.moderation import is_moderation_configured
from jobassist.batching import Batcher
from jobassist.db import LOST, retry_in_db, run_in_db
from jobassist.logs import get_logger

log = get_logger(__name__)

RENEW_SECONDS = 1.0
SWEEP_SECONDS = 5.0
TURN_SECONDS = 120.0


class TurnRunner:
    """The turns of this process, one task a conversation at most."""

    def __init__(self) -> None:
        self._tasks: dict[uuid.UUID, asyncio.Task[None]] = {}
        self._wakes: dict[uuid.UUID, asyncio.Event] = {}
        # Those that wait for a turn that may not begin yet.
        self._sleeping: set[asyncio.Task[None]] = set()
        self._handed: dict[uuid.UUID, ClaimedTurn] = {}
        self._running: dict[uuid.UUID, tuple[Turn, asyncio.Task[bool]]] = {}
        self._sweep: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._is_draining = False

    def begin(self, claimed: ClaimedTurn) -> None:
        """Run a turn that was claimed for this process; returns at once."""
        self._handed[claimed.conversation.id] = claimed
        self._serve_soon(claimed.conversation.id)

    def wake(self, conversation_id: uuid.UUID) -> None:
        """See to the waiting turn of a conversation soon; returns at once."""
        if not self._is_draining:
            self._serve_soon(conversation_id)

    def _serve_soon(self, conversation_id: uuid.UUID) -> None:
        self._wakes.setdefault(conversation_id, asyncio.Event()).set()
        task = self._tasks.get(conversation_id)
        if task is None or task.done():
            self._tasks[conversation_id] = asyncio.create_task(self._serve(conversation_id))

    def interrupt(self, turn_id: uuid.UUID) -> None:
        """Stop a turn of this process now; one of another process sees its row within a second."""
        _turn, task = self._running.get(turn_id, (None, None))
        # Once: a second cancellation would cut short the end of the first.
        if task is not None and not task.cancelling():
            task.cancel()

    async def start(self) -> None:
        """Begin sweeping for turns that a dead process left."""
        self._is_draining = False
        self._sweep = asyncio.create_task(self._sweep_forever())

    async def stop(self, *, grace_seconds: float = 12.0) -> None:
        """Take no new turns, let the running ones finish, then hand over what is left."""
        self._is_draining = True
        if self._sweep is not None:
            self._sweep.cancel()
        for task in list(self._sleeping):
            task.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=grace_seconds)
        for turn_id in list(self._running):
            self.interrupt(turn_id)
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=5.0)
        if self._keeper is not None:
            self._keeper.cancel()

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                for conversation_id in await run_in_db(turns.expire, now=timezone.now()):
                    self.wake(conversation_id)
            except Exception:
                log.exception("turn.sweep_failed")

    async def _keep_forever(self) -> None:
        """Hold the leases of what runs here, and stop what somebody asked to stop elsewhere."""
        while self._running:
            await asyncio.sleep(RENEW_SECONDS)
            running = [turn for turn, _task in self._running.values()]
            try:
                kept = await run_in_db(turns.keep_many, running, now=timezone.now())
            except Exception as error:
                # Away for a moment, most likely: the lease bears several misses.
                log.warning("turn.keep_failed", count=len(running), error=type(error).__name__)
                continue
            for turn_id, reason in kept.items():
                if reason != "":
                    self.interrupt(turn_id)

    async def _serve(self, conversation_id: uuid.UUID) -> None:
        wake = self._wakes[conversation_id]
        try:
            while True:
                wake.clear()
                claimed: ClaimedTurn | float | None = self._handed.pop(conversation_id, None)
                if claimed is None and self._is_draining:
                    # What waits is for another process.
                    return
                if claimed is None:
                    claimed = await retry_in_db(turns.claim, conversation_id, now=timezone.now())
                if isinstance(claimed, ClaimedTurn):
                    has_waiting = await self._run(claimed)
                    if self._is_draining or not (has_waiting or wake.is_set()):
                        return
                elif claimed is None:
                    # Nothing waits, or another process runs; an order that came in between
                    # has set the event again.
                    if not wake.is_set():
                        return
                else:
                    await self._sleep(claimed)
        except Exception:
            # The waiting turn is still in its row: the sweep finds it.
            log.exception("turn.serve_failed", conversation_id=str(conversation_id))
        finally:
            if self._tasks.get(conversation_id) is asyncio.current_task():
                del self._tasks[conversation_id]
                self._wakes.pop(conversation_id, None)

    async def _sleep(self, seconds: float) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._sleeping.add(task)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._sleeping.discard(task)

    async def _run(self, claimed: ClaimedTurn) -> bool:
        """Run a turn as a task of its own, which can be interrupted; return if another waits."""
        turn = claimed.turn
        task = asyncio.create_task(run_turn(claimed))
        self._running[turn.id] = (turn, task)
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_forever())
        try:
            await asyncio.wait([task])
        finally:
            del self._running[turn.id]
        if task.cancelled():
            # Interrupted before its first line: end it as its row says.
            return await _end(turn, build_writer(claimed))
        return task.result()


runner = TurnRunner()


def finish_group(endings: list[Ending]) -> list[Ended | Exception]:
    """End turns of many conversations in one commit; in a database thread."""
    try:
        return turns.finish_many(endings, now=timezone.now(), skips_locked=True)
    except LOST:
        raise
    except Exception:
        # One of them cannot be ended so: each finds out for itself.
        log.exception("turn.group_failed", count=len(endings))
        return [turns.Locked() for _each in endings]


ends = Batcher(finish_group)


async def end_turn(ending: Ending) -> bool:
    """End a turn; return whether there may be another to run in its conversation."""
    try:
        ended = await ends.ask(ending)
    except turns.Locked:
        (alone,) = await retry_in_db(turns.finish_many, [ending], now=timezone.now())
        if isinstance(alone, Exception):
            raise alone from None
        ended = alone
    return ended.has_waiting or ended.outcome is None


async def run_turn(claimed: ClaimedTurn) -> bool:
    """Run one claimed turn to its end, whatever happens on the way; return if another may wait."""
    turn = claimed.turn
    writer = build_writer(claimed)
    context = writer.context
    try:
        # Nobody's time runs while they wait for their turn.
        async with (
            pace_turn(tell=writer.tell_wait) as place,
            asyncio.timeout(TURN_SECONDS),
        ):
            context.rest, context.go_on = place.rest, place.go_on
            with translation.override(django_locale(context.lang)):
                await _answer(await _choose(context), context, writer)
        return await writer.finish(outcome="completed")
    except (TurnInterrupted, asyncio.CancelledError):
        return await _end(turn, writer)
    except LOST:
        # The database went away in the middle. What was begun was not committed.
        log.warning("turn.database_lost", turn_id=str(turn.id))
        return await writer.give_back(reason="database_lost")
    except TimeoutError:
        return await writer.fail(reason="timeout")
    except Exception:
        log.exception("turn.failed", turn_id=str(turn.id))
        return await writer.fail(reason="internal")
    finally:
        writer.close()


async def _end(turn: Turn, writer: "TurnWriter") -> bool:
    # Read the reason from the row: an interruption leaves the words unanswered, a
    # cancellation settles them. Without one this process stops.
    reason = await retry_in_db(turns.cancel_reason, turn)
    if not reason:
        return await writer.give_back(reason="shutdown")
    return await writer.finish(outcome="cancelled", reason=reason)


async def _choose(context: TurnContext) -> Engine:
    """Return what answers; a moderator may take ten times as long as a search, so in a thread."""
    if is_moderation_configured():
        context.rest()
        try:
            is_stopped = await asyncio.to_thread(is_refused, context)
        finally:
            await context.go_on()
        if is_stopped:
            return RefusalEngine()
    return choose_engine(context)


async def _answer(engine: Engine, context: TurnContext, writer: "TurnWriter") -> None:
    steps: AsyncIterator[Step] = engine.run(context)
    async with aclosing(steps) as each:  # type: ignore[type-var]
        async for step in each:
            await writer.take(step)


def build_context(claimed: ClaimedTurn) -> TurnContext:
    """Return what the engine sees, with the language of this turn decided."""
    now = clock.now()
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


def build_writer(claimed: ClaimedTurn) -> "TurnWriter":
    """Return what writes the answer of a claimed turn."""
    writer = TurnWriter(claimed, build_context(claimed))
    writer.context.tell_wait = writer.tell_wait
    writer.context.tell_busy = writer.tell_busy
    return writer


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
        self._shown: list[ShowCard] = []
        self._live = LiveText(self._send, lang=context.lang)
        self._vetting = Vetting(lang=context.lang)
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
                if is_counted(step):
                    self._shown.append(step)
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
        shown = self._vetting.take(text)
        if shown:
            await self._show(shown)

    async def _show(self, text: str) -> None:
        is_first = self._live.item_id is None
        if is_first:
            await self._commit_pending()
            self._live.begin(text)
            # For devices that come back in the middle.
            bell.listen(self.conversation.id, self)
        else:
            self._live.add(text)
        # After the words are on their way: nobody waits for the row.
        if is_first or time.monotonic() - self._renewed_at >= RENEW_SECONDS:
            await self._renew()

    async def _end_stream(self) -> None:
        rest = self._vetting.finish()
        if rest:
            await self._show(rest)
        self._live.flush()
        correction = await self._vetting.check(
            self.context.user, self._live.text, self.conversation.id
        )
        if correction is not None:
            log.warning("turn.words_taken_back", turn_id=str(self.turn.id), why=correction.reason)
            await self._discard_stream(correction.reason)
            self._add_text(uuid.uuid4(), correction.text)
        self._vetting = Vetting(lang=self.context.lang)
        if self._live.item_id is None:
            return
        if self._live.text.strip():
            self._add_text(self._live.item_id, self._live.text)
        await self._commit_pending()
        self._live.forget()
        await self._renew()

    async def _discard_stream(self, reason: str) -> None:
        self._live.stop()
        self._vetting = Vetting(lang=self.context.lang)
        item_id = self._live.item_id
        if item_id is not None:
            self._add(events.ItemSuperseded(item_id=str(item_id), reason=reason), item_id)
            await self._commit_pending()
        self._live.forget()

    def tell_wait(self, seconds: float) -> None:
        """Say that the turn stands in line for a model, and about how long."""
        with translation.override(django_locale(self.context.lang)):
            text = _("Many people are talking to me; my answer begins in about %(wait)s.")
            self._notify(text, code="in_line", seconds=seconds)

    def tell_busy(self, seconds: float) -> None:
        """Say at once that no model answers, and when one has room; the answer says so, too."""
        with translation.override(django_locale(self.context.lang)):
            text = _(
                "Many people are talking to me; the language model has room in about %(wait)s."
            )
            self._notify(text, code="busy", seconds=seconds)

    def _notify(self, text: str, *, code: str, seconds: float) -> None:
        notice = events.Notice(
            level="info",
            text=text % {"wait": describe_wait(seconds)},
            code=code,
            retry_after_seconds=math.ceil(seconds),
        )
        bell.send_live(
            self.conversation.owner_id,
            {
                "type": notice.type_,
                "conversation_id": str(self.conversation.id),
                "data": notice.dump(),
            },
        )

    def hear(self, heard: bell.Heard) -> None:
        """Say all of the text so far again: a device came back in the middle of it."""
        if isinstance(heard, bell.TextWanted):
            self._live.say_again()

    def _send(self, data: events.ServerData) -> None:
        bell.send_live(
            self.conversation.owner_id,
            {
                "type": data.type_,
                "conversation_id": str(self.conversation.id),
                "turn_id": str(self.turn.id),
                "data": data.dump(),
            },
        )

    async def _renew(self) -> None:
        self._renewed_at = time.monotonic()
        reason = await run_in_db(
            turns.renew,
            self.turn,
            item_id=self._live.item_id,
            text_so_far=self._live.text,
            now=timezone.now(),
        )
        if reason is None or reason:
            raise TurnInterrupted

    async def _commit_pending(self) -> None:
        if self._pending:
            await run_in_db(self._commit, now=timezone.now())
            self._forget_written()

    def _commit(self, *, now: datetime) -> None:
        with transaction.atomic():
            turns.append_for(self.turn, self._pending, now=now)
            self._record(now)

    def _forget_written(self) -> None:
        # After the commit only: a lost connection has all of it written once more.
        self._pending, self._shown, self._has_new_head = [], [], False

    async def finish(self, *, outcome: str, reason: str = "") -> bool:
        """Commit what is left, the state and the outcome; return if another turn may wait.

        What was cut off, or asked to stop, never stands as a finished message.
        """
        if outcome == "completed":
            await self._end_stream()
        else:
            self._pending = []
        if outcome == "completed" and self._used.not_asked:
            outcome, reason = "busy", self._used.not_asked
        return await self._end(outcome=outcome, reason=reason)

    async def give_back(self, *, reason: str) -> bool:
        """Have what this turn answers begun again, or failed if it has written something."""
        self._pending = []
        return await self._end(outcome="failed", reason=reason, hands_over=True)

    async def fail(self, *, reason: str) -> bool:
        """End the turn visibly: an apology, and what to do."""
        self._pending = []
        with translation.override(django_locale(self.context.lang)):
            self._add_text(
                uuid.uuid4(),
                _("Something went wrong on our side. What you said is kept; please try again."),
            )
        return await self._end(outcome="failed", reason=reason)

    async def _end(self, *, outcome: str, reason: str, hands_over: bool = False) -> bool:
        self._live.stop()
        new_events = list(self._pending)
        item_id = self._live.item_id
        if outcome not in ("completed", "busy") and item_id is not None:
            cut = events.ItemSuperseded(item_id=str(item_id), reason=reason or outcome)
            new_events.insert(0, to_event(cut, item_id=item_id, turn_id=self.turn.id))
        return await end_turn(
            Ending(
                self.turn,
                outcome,
                reason,
                new_events=new_events,
                state=self.context.state,
                used=asdict(self._used),
                hands_over=hands_over,
                retry_after_seconds=self._used.retry_after_seconds,
                # What was not shown is not counted as shown.
                record=lambda: self._record(timezone.now(), has_ended=not hands_over),
            )
        )

    def close(self) -> None:
        """Be asked for the text no more."""
        self._live.stop()
        bell.stop_listening(self.conversation.id, self)

    def _record(self, now: datetime, *, has_ended: bool = False) -> None:
        """Record what the events of this transaction put before the person."""
        if self._has_new_head:
            store_head(self.conversation.id, scene=self.conversation.scene, title=self._title)
        record_turn(
            self.context,
            turn_id=self.turn.id,
            used=self._used,
            cards=self._shown,
            has_ended=has_ended,
            now=now,
        )
