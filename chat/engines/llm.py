"""The engine that talks through a language model: same context, same tools, same cards.

The model chooses tools and words the answer; what is done and what stands on a card is
decided by the tools. Before any of its text, and wherever it fails, the rules answer.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from django.utils import translation
from django.utils.translation import gettext as _

from chat import memory
from chat.describe import describe_criteria, describe_wait
from chat.dialogue.learning import find_news, learn
from chat.dialogue.listening import read_message
from chat.dialogue.respond import merge_messages
from chat.engines.base import (
    Engine,
    Say,
    Step,
    Suggest,
    TextDelta,
    TextDiscard,
    TextEnd,
    TurnContext,
    TurnInput,
    Used,
)
from chat.engines.need import Need, find_need, is_plain, reason_for_code
from chat.experiments import Arm, assign_arm
from chat.language import django_locale
from chat.models import Memory
from chat.persona import persona_for, tone_for
from chat.prompts import (
    MAX_TOOL_RESULT,
    PROMPT_VERSION,
    TurnFacts,
    build_messages,
    fence,
)
from chat.tools import (
    ToolContext,
    ToolFailed,
    ToolOutcome,
    ToolReply,
    ToolRetry,
    describe_jobs,
    describe_resume,
    run_tool,
    tool_specs,
)
from chat.understanding.types import Understanding
from jobassist.ai.chat_model import ChatModel, ModelError, ModelUnavailable, get_chat_model
from jobassist.ai.tokens import count_tokens, count_tool
from jobassist.ai.types import (
    Finished,
    Message,
    ModelRequest,
    ModelStep,
    StartOver,
    TextPart,
    ToolCall,
    ToolCallPart,
)
from jobassist.db import run_in_db
from jobassist.language.grounding import missing_figures
from jobassist.logs import get_logger
from jobassist.providers.routing import Asker, Preference, RoutedChatModel, TurnUse

log = get_logger(__name__)

MAX_NOTES = 10
MAX_MEANT = 6


@dataclass(frozen=True)
class TurnLimits:
    """What one turn may cost. The last call of a turn has to answer in words."""

    model_calls: int = 5
    tool_calls: int = 8
    seconds: float = 60.0
    tokens: int = 60_000
    answer_tokens: int = 900
    answer_characters: int = 6_000


class ModelEngine:
    """Answers words by a model where `route` says so; all else, and every failure, by `fallback`.

    One engine serves one turn. An `arm` stands in the place of the running experiment's.
    """

    name = "llm"

    def __init__(
        self,
        *,
        fallback: Engine,
        model: ChatModel | None = None,
        limits: TurnLimits = TurnLimits(),
        route: Callable[[TurnContext, TurnInput, Understanding], Need] = find_need,
        arm: Arm | None = None,
    ) -> None:
        self._fallback = fallback
        self._arm = arm
        self._model = model
        self._limits = limits
        self._route = route

    async def run(self, context: TurnContext) -> AsyncGenerator[Step, None]:
        """Yield the answer to each input in order; chips are those of the last."""
        chips: Suggest | None = None
        used_by_model: Used | None = None
        for order in merge_messages(context.inputs):
            # The one before may have rested while a model wrote.
            await context.go_on()
            async with aclosing(self._answer(context, order)) as steps:
                async for step in steps:
                    if isinstance(step, Suggest):
                        chips = step
                        continue
                    if isinstance(step, Used):
                        # A tap in the same burst does not hide that a model was asked.
                        used_by_model = step if step.model_name else used_by_model
                    yield step
        if used_by_model is not None:
            yield used_by_model
        if chips is not None:
            yield chips

    async def _answer(self, context: TurnContext, order: TurnInput) -> AsyncGenerator[Step, None]:
        reason = reason_for_code(order)
        if reason is None:
            seen, need, arm = await run_in_db(self._read, context, order)
            if need.role is not None:
                model = self._model or get_chat_model(
                    asker=Asker(
                        key=str(context.conversation.id),
                        user_id=context.user.id,
                        conversation_id=context.conversation.id,
                        turn_id=context.turn_id,
                        tell=context.tell_wait,
                    ),
                    until=asyncio.get_running_loop().time() + self._limits.seconds,
                    preference=Preference(arm.provider, arm.model_name)
                    if arm is not None and arm.provider
                    else None,
                )
                turn = ModelTurn(
                    model,
                    context,
                    order,
                    seen,
                    need=need,
                    fallback=self._fallback,
                    limits=self._limits,
                    arm=arm,
                )
                # Waits for a model, mostly; what is worked out in between is little.
                context.rest()
                async with aclosing(turn.run()) as steps:
                    async for step in steps:
                        yield step
                return
            reason = need.reason
        async with aclosing(answer_by(self._fallback, context, order)) as steps:
            async for step in steps:
                yield replace(step, routed_by=reason) if isinstance(step, Used) else step

    def _read(
        self, context: TurnContext, order: TurnInput
    ) -> tuple[Understanding, Need, Arm | None]:
        seen = read_message(context, order.text)
        need = self._route(context, order, seen)
        if need.role is None:
            return seen, need, None
        return seen, need, self._arm or assign_arm(context.user.id, now=context.now)


async def answer_by(
    engine: Engine, context: TurnContext, order: TurnInput
) -> AsyncGenerator[Step, None]:
    """Yield another engine's answer to one input of the turn."""
    part = replace(context, inputs=(order,))
    steps: AsyncIterator[Step] = engine.run(part)
    async with aclosing(steps) as each:  # type: ignore[type-var]
        async for step in each:
            yield step
    context.lang = part.lang


@cache
def count_spec_tokens() -> int:
    """Return about how many tokens it costs to tell a model of the tools."""
    return sum(count_tool(each) for each in tool_specs())


def use_of(model: ChatModel) -> dict[str, Any]:
    """Return what a turn has asked of servers so far, by the names that `Used` has for it."""
    use = model.use if isinstance(model, RoutedChatModel) else TurnUse()
    return {
        "model_attempts": use.attempts,
        "failover_reason": use.failover_reason,
        "first_text_ms": use.first_text_ms,
        "input_tokens": use.input_tokens,
        "output_tokens": use.output_tokens,
    }


class _GaveUp(Exception):
    """The model did not come to an answer within what a turn may cost."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ModelTurn:
    """One message answered by a model."""

    def __init__(
        self,
        model: ChatModel,
        context: TurnContext,
        order: TurnInput,
        seen: Understanding,
        *,
        need: Need,
        fallback: Engine,
        limits: TurnLimits,
        arm: Arm | None = None,
    ) -> None:
        self._model = model
        self._need = need
        self._arm = arm
        self._context = context
        self._order = order
        self._fallback = fallback
        self._limits = limits
        self._before = context.state.model_copy(deep=True)
        self._scene_before = context.conversation.scene
        said = tuple(each for each in context.inputs if is_plain(each))
        self._tools = ToolContext(ToolReply(context), said=said, seen=seen)
        self._messages: list[Message] = []
        self._specs = tool_specs()
        self._spec_tokens = count_spec_tokens()
        self._model_calls = 0
        self._tool_calls = 0
        self._tokens = 0
        self._is_streaming = False
        self._has_shown = False
        # What was given to it as true: not what was told of its own mistakes, which quotes them.
        self._grounds: list[str] = []
        # True sentences of the tools that no model has put into words yet.
        self._held: list[str] = []

    async def run(self) -> AsyncGenerator[Step, None]:
        """Yield the answer; it always ends with something to tap or a question."""
        try:
            async with aclosing(self._converse()) as steps:
                async for step in steps:
                    yield step
        except (ModelError, _GaveUp) as error:
            reason = str(getattr(error, "reason", "failed"))
            log.warning(
                "model.gave_no_answer",
                turn_id=str(self._context.turn_id),
                provider=self._model.provider,
                reason=reason,
                model_calls=self._model_calls,
            )
            wait = getattr(error, "retry_after_seconds", None)
            async with aclosing(self._recover(reason, wait=wait)) as steps:
                async for step in steps:
                    yield step
            return
        for step in await self._run_in_db(self._finish):
            yield step

    async def _converse(self) -> AsyncGenerator[Step, None]:
        """Let model and tools take turns until the model has answered in words."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._limits.seconds
        self._messages = list(await self._run_in_db(self._build_messages))
        self._grounds = [each.text for each in self._messages]
        if self._arm is not None and self._arm.wording:
            instructions, *others = self._messages
            worded = f"{instructions.text}\n\nHow you sound\n{self._arm.wording}"
            self._messages = [replace(instructions, text=worded), *others]
        repairs = 0
        for n in range(1, self._limits.model_calls + 1):
            is_last = n == self._limits.model_calls or self._tool_calls >= self._limits.tool_calls
            calls: list[ToolCall] = []
            text = ""
            yield self._used(calls=self._model_calls + 1)
            async with aclosing(self._ask(may_call_tools=not is_last, until=until)) as steps:
                async for step in steps:
                    match step:
                        case TextPart():
                            piece = step.text if text else step.text.lstrip()
                            if not piece:
                                continue
                            text += piece
                            if len(text) > self._limits.answer_characters:
                                raise ModelUnavailable("malformed")
                            self._is_streaming = True
                            yield TextDelta(piece)
                        case ToolCallPart():
                            calls.append(step.call)
                        case StartOver():
                            text, calls = "", []
                            if self._is_streaming:
                                self._is_streaming = False
                                yield TextDiscard(step.reason)
                                yield Say(_explain(step.reason, was_cut=True))
                        case Finished():
                            self._tokens += step.output_tokens or count_tokens(text)
                            if step.reason == "length":
                                raise ModelUnavailable("cut")
            if not calls:
                if not text:
                    raise ModelUnavailable("malformed")
                if missing_figures(text, "\n".join(self._grounds)):
                    # A figure that nothing it was told holds is made up.
                    raise _GaveUp("figures")
                self._is_streaming = False
                self._held = []
                yield TextEnd()
                return
            if is_last:
                raise _GaveUp("loop")
            # What the tools are about to find out, it could not know yet.
            is_made_up = bool(missing_figures(text, "\n".join(self._grounds)))
            self._messages.append(Message("assistant", "" if is_made_up else text, tuple(calls)))
            outcomes, mistakes = await self._run_in_db(self._run_tools, calls)
            repairs += bool(mistakes)
            if repairs > 1:
                raise _GaveUp("arguments")
            if self._is_streaming:
                # What was said along with calls that all failed must not stand, nor what is made up.
                self._is_streaming = False
                if mistakes == len(calls):
                    yield TextDiscard("arguments")
                else:
                    yield TextDiscard("figures") if is_made_up else TextEnd()
            for outcome in outcomes:
                for shown in outcome.steps:
                    yield shown
            if not mistakes and self._is_answered(outcomes):
                yield Say("\n\n".join(self._held))
                self._held = []
                return
        raise _GaveUp("loop")

    def _is_answered(self, outcomes: list[ToolOutcome]) -> bool:
        """Return whether what the tools say is the answer: a small model only had to read.

        Their sentences are true as they stand; a second call would only word them anew.
        """
        return self._need.role == "small" and all(each.held for each in outcomes)

    async def _ask(self, *, may_call_tools: bool, until: float) -> AsyncGenerator[ModelStep, None]:
        """Yield one answer of the model; whether it is tried again is the model's to decide."""
        request = ModelRequest(
            tuple(self._messages),
            self._specs,
            may_call_tools=may_call_tools,
            max_tokens=self._limits.answer_tokens,
            role=self._need.role or "large",
        )
        self._tokens += self._spec_tokens
        self._tokens += sum(count_tokens(each.text) for each in request.messages)
        if self._tokens > self._limits.tokens:
            raise _GaveUp("tokens")
        self._model_calls += 1
        try:
            async with aclosing(self._model.stream(request)) as steps:
                while True:
                    # Not around the `yield`: only the model's own time counts.
                    async with asyncio.timeout_at(until):
                        step = await anext(steps, None)
                    if step is None:
                        return
                    yield step
        except TimeoutError:
            raise ModelUnavailable("slow") from None

    def _run_tools(self, calls: list[ToolCall]) -> tuple[list[ToolOutcome], int]:
        """Run tool calls in order; returns what they did and how many were mistaken."""
        outcomes: list[ToolOutcome] = []
        mistakes = 0
        for call in calls:
            self._tool_calls += 1
            try:
                if self._tool_calls > self._limits.tool_calls:
                    raise ToolFailed("Too many tool calls in this turn. Answer now, in words.")
                outcome = run_tool(self._tools, call)
                outcomes.append(outcome)
                text = outcome.text
                self._grounds.append(text)
                self._held += outcome.held
                self._has_shown = self._has_shown or bool(outcome.steps or outcome.held)
            except ToolRetry as error:
                mistakes += 1
                text = f"Not done. {error}"
            except ToolFailed as error:
                # What it showed before it failed belongs to the answer all the same.
                shown = tuple(self._tools.reply.drain())
                self._has_shown = self._has_shown or bool(shown)
                outcomes.append(ToolOutcome("", shown))
                text = f"Not done, and not to be tried again. Tell the person: {error}"
            masked = self._tools.masker.mask(text)[:MAX_TOOL_RESULT]
            self._messages.append(
                Message("tool", fence("tool result", masked), tool_call_id=call.id)
            )
        return outcomes, mistakes

    def _finish(self) -> list[Step]:
        """Return the end of an answer: the way back to an open question, and chips.

        What the person told of themselves is kept in mind here, by the code that serves both
        engines: at the end, because a turn that has written is not interrupted any more.
        """
        reply = self._tools.reply
        news = find_news(reply, self._order.text, self._tools.seen)
        learn(reply, news, item_id=self._order.item_id)
        reply.recall_prompt()
        return [*self._tools.reply.build(), self._used(calls=self._model_calls)]

    async def _recover(self, reason: str, *, wait: float | None) -> AsyncGenerator[Step, None]:
        """Yield an honest answer where the model gave none.

        Where no tool has done anything the rules answer the person's words; else what the
        tools did stands, in their own words.
        """
        was_cut = self._is_streaming
        if was_cut:
            self._is_streaming = False
            yield TextDiscard(reason)
        if self._has_shown or self._context.state != self._before:
            words = self._held or [_("I could not finish my answer; what you see above stands.")]
            yield Say("\n\n".join(words))
            for step in await self._run_in_db(self._finish):
                yield step
            return
        self._context.conversation.scene = self._scene_before
        yield Say(_explain(reason, was_cut=was_cut, wait=wait))
        not_asked: Literal["", "busy", "budget"] = ""
        if wait and not was_cut and reason in ("busy", "budget"):
            not_asked = "busy" if reason == "busy" else "budget"
        if not_asked == "busy" and wait:
            self._context.tell_busy(wait)
        await self._context.go_on()
        async with aclosing(answer_by(self._fallback, self._context, self._order)) as steps:
            async for step in steps:
                if isinstance(step, Used):
                    yield replace(
                        step,
                        provider=self._model.provider[:40],
                        model_name=self._model.model_name[:80],
                        model_calls=self._model_calls,
                        routed_by=f"{self._need.reason}:{reason}"[:40],
                        not_asked=not_asked,
                        retry_after_seconds=math.ceil(wait) if not_asked and wait else None,
                        **use_of(self._model),
                    )
                else:
                    yield step

    @property
    def _prompt_version(self) -> str:
        arm = f"+{self._arm.version}" if self._arm is not None else ""
        return f"{PROMPT_VERSION}{arm}"[:40]

    def _used(self, *, calls: int) -> Used:
        return Used(
            engine=ModelEngine.name,
            provider=self._model.provider[:40],
            model_name=self._model.model_name[:80],
            prompt_version=self._prompt_version,
            model_calls=calls,
            routed_by=self._need.reason,
            **use_of(self._model),
        )

    async def _run_in_db(self, function: Any, *args: Any) -> Any:
        """Return what a function returns that reads or writes rows, in the turn's language."""
        with translation.override(django_locale(self._context.lang)):
            return await run_in_db(function, *args)

    # --- what the model is told -----------------------------------------------

    def _build_messages(self) -> tuple[Message, ...]:
        """Return the messages that the conversation with the model begins with. Reads rows."""
        context, mask = self._context, self._tools.masker.mask
        state = context.state
        history = context.read_history()
        self._tools.said_before = "\n".join(text for role, text in history if role == "user")
        # First, so that the details of this message have the lowest numbers.
        words = mask(self._order.text)
        prompt, pending = state.open_prompt, state.pending
        question = ""
        if prompt is not None:
            question = (
                f"{prompt.question} (about {prompt.path}; the app repeats it, do not ask it again)"
            )
        facts = TurnFacts(
            scene=context.conversation.scene,
            search=describe_criteria(state.criteria) or "Nothing is known yet.",
            jobs=mask(describe_jobs(self._tools)),
            resume=mask(describe_resume(self._tools)),
            question=mask(question),
            draft=mask(pending.text) if pending else "",
            notes=mask("\n".join(_recall_notes(context, self._order.text))),
            today=context.today.isoformat(),
        )
        return build_messages(
            facts,
            name=persona_for(context.conversation.scene).name,
            tone=tone_for(context.conversation.scene),
            lang=context.lang,
            history=[(role, mask(text)) for role, text in history],
            words=words,
        )


def _recall_notes(context: TurnContext, words: str) -> list[str]:
    """Return what is remembered: what these words are about first, then the newest."""
    if not context.conversation.is_remembered:
        return []
    facts = [*memory.find_meant(context.user, words)[:MAX_MEANT], *memory.recall(context.user)]
    notes = {each.id: each for each in facts if each.kind != Memory.Kind.CRITERION}
    return [memory.describe_fact(each) for each in list(notes.values())[:MAX_NOTES]]


def _explain(reason: str, *, was_cut: bool, wait: float | None = None) -> str:
    """Return one sentence on why the rules answer."""
    if was_cut and reason != "figures":
        return _("My answer was cut off. Here it is again, from the start.")
    if reason == "budget":
        return _("What may be spent on the language model is used up for now; I answer without it.")
    if reason == "busy" and wait:
        return _(
            "Very many people are talking to me: the language model has room again in about "
            "%(wait)s. Until then I answer without it."
        ) % {"wait": describe_wait(wait)}
    if reason == "busy":
        return _(
            "Very many people are talking to me just now, so I answer without the language model."
        )
    if reason in ("arguments", "figures", "loop", "tokens"):
        return _("I did not get there the way I tried first, so here is the short way.")
    return _("The language model cannot be reached at the moment; I answer without it.")
