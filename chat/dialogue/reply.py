"""An answer being put together: words, cards, one question at most, and always a next step."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_field_prompt
from chat.cards import CHIP_LIMIT, Card, Chip
from chat.engines.base import (
    AskPrompt,
    ClosePrompt,
    EnterScene,
    NameConversation,
    Say,
    ShowCard,
    Step,
    Suggest,
    TurnContext,
)
from chat.events import Scene
from chat.state import OpenPrompt
from recruiting.services import RankedPosting

PROMPT_DAYS = 7
MAX_TEXT = 2_000


class Reply:
    """Collects the steps of one turn, in the order in which they are shown."""

    def __init__(self, context: TurnContext) -> None:
        self.context = context
        self.state = context.state
        self.steps: list[Step] = []
        self.has_changed_search = False
        # The standing search that the turn before was about.
        self.alert_id: str | None = context.state.alert_id
        self._words: list[str] = []
        self._chips: list[Chip] = []
        self._asked = False

    # --- showing ----------------------------------------------------------

    def say(self, text: str) -> None:
        """Add a sentence; sentences between two cards become one message."""
        if text:
            self._words.append(text[:MAX_TEXT])

    def show(
        self,
        card: Card,
        *,
        item_id: uuid.UUID | None = None,
        ranking: Sequence[RankedPosting] = (),
        inputs: dict[str, Any] | None = None,
    ) -> uuid.UUID:
        """Add a card after what was said so far; returns its item id."""
        self._flush()
        step = ShowCard(
            card, item_id=item_id or uuid.uuid4(), ranking=tuple(ranking), inputs=inputs or {}
        )
        self.steps.append(step)
        return step.item_id

    def suggest(self, *chips: Chip) -> None:
        """Offer next steps; the first offered come first."""
        for chip in chips:
            if all(chip.label != known.label for known in self._chips):
                self._chips.append(chip)

    def name_conversation(self, title: str) -> None:
        """Give a title to a conversation that has none."""
        if title and not self.context.conversation.title:
            self.steps.append(NameConversation(title))

    # --- scenes and questions ---------------------------------------------

    def enter(self, scene: Scene) -> None:
        """Move to another scene, if not there already."""
        if self.context.conversation.scene != scene:
            self.state.previous_scene = self.context.conversation.scene
            self.context.conversation.scene = scene
            self._flush()
            self.steps.append(EnterScene(scene))

    def ask(
        self,
        path: str,
        question: str,
        *,
        schema: dict[str, Any] | None = None,
        examples: Sequence[str] = (),
        reason: Literal["input", "confirmation"] = "input",
        skippable: bool = True,
        with_card: bool = True,
        prompt_id: str | None = None,
        revision: int | None = None,
        chips: Sequence[Chip] = (),
    ) -> OpenPrompt:
        """Open the one question of this turn; an earlier open question gives way to it."""
        if self.state.open_prompt is not None:
            self.close_prompt("replaced")
        prompt = OpenPrompt(
            prompt_id=prompt_id or str(uuid.uuid4()),
            path=path,
            reason=reason,
            question=question,
            answer_schema=schema or {"type": "string"},
            examples=list(examples)[:6],
            skippable=skippable,
            revision=revision,
            expires_at=(self.context.now + timedelta(days=PROMPT_DAYS)).isoformat(),
        )
        if with_card:
            item_id = self.show(build_field_prompt(prompt))
            prompt.item_id = str(item_id)
        self.state.open_prompt = prompt
        if path not in self.state.asked:
            self.state.asked.append(path)
        self._flush()
        self.steps.append(AskPrompt(prompt.model_copy()))
        self._asked = True
        self.suggest(*(chips or _answer_chips(prompt)))
        if skippable:
            self.suggest(build_chip(_("Skip"), do="skip", prompt_id=prompt.prompt_id))
        return prompt

    def reopen(self, prompt: OpenPrompt, *, chips: Sequence[Chip] = ()) -> None:
        """Put a question again that was put away: the same one, with no new card."""
        self.close_prompt("replaced")
        self.state.open_prompt = prompt
        self._flush()
        self.steps.append(AskPrompt(prompt.model_copy()))
        self._asked = True
        self.suggest(*(chips or _answer_chips(prompt)))
        if prompt.skippable:
            self.suggest(build_chip(_("Skip"), do="skip", prompt_id=prompt.prompt_id))

    def close_prompt(
        self,
        outcome: Literal["answered", "skipped", "cancelled", "expired", "replaced"] = "answered",
    ) -> None:
        """Close the open question, if there is one."""
        if self.state.open_prompt is not None:
            self._flush()
            self.steps.append(ClosePrompt(self.state.open_prompt.prompt_id, outcome))
            self.state.open_prompt = None

    def recall_prompt(self) -> None:
        """Lead back to the open question once, in words and without a new card."""
        prompt = self.state.open_prompt
        if prompt is None or self._asked:
            return
        if not prompt.is_recalled:
            prompt.is_recalled = True
            self.say(_("Back to my question: %(question)s") % {"question": prompt.question})
        self.suggest(*_answer_chips(prompt))
        if prompt.reason == "confirmation":
            self.suggest(
                build_chip(_("Yes"), do="answer", prompt_id=prompt.prompt_id, value=True),
                build_chip(_("No"), do="answer", prompt_id=prompt.prompt_id, value=False),
            )
        if prompt.skippable:
            self.suggest(build_chip(_("Skip"), do="skip", prompt_id=prompt.prompt_id))

    # --- the end ----------------------------------------------------------

    def build(self) -> list[Step]:
        """Return the steps; a turn never ends without something to tap or answer."""
        self._flush()
        if not self._chips and self.state.open_prompt is None:
            from chat.dialogue.chips import next_chips

            self.suggest(*next_chips(self.context))
        self.steps.append(Suggest(tuple(self._chips[:CHIP_LIMIT])))
        return self.steps

    def _flush(self) -> None:
        if self._words:
            self.steps.append(Say("\n\n".join(self._words)))
            self._words = []


def _answer_chips(prompt: OpenPrompt) -> list[Chip]:
    """Return answers to tap. Of a résumé's free text the examples are only examples, on the card."""
    is_free = prompt.path.startswith("resume.") and "enum" not in prompt.answer_schema
    return [
        build_chip(each, do="answer", prompt_id=prompt.prompt_id, value=each)
        for each in ([] if is_free else prompt.examples[:5])
    ]
