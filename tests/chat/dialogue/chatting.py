"""Talk to the rules engine turn by turn, without a socket: what it shows, says and keeps."""

import uuid
from typing import Any

from django.utils import timezone, translation

from chat.cards import Card
from chat.dialogue.respond import respond
from chat.engines.base import (
    AskPrompt,
    ClosePrompt,
    Say,
    ShowCard,
    Step,
    Suggest,
    TurnContext,
    TurnInput,
)
from chat.language import django_locale, language_of
from chat.state import Interview, OpenPrompt, State
from eventlog.services import create_conversation
from jobassist.accounts.models import User


class Answer:
    """The steps of one turn, sorted for assertions."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self.text = "\n".join(step.text for step in steps if isinstance(step, Say))
        self.cards: list[Card] = [step.card for step in steps if isinstance(step, ShowCard)]
        self.chips = [chip for step in steps if isinstance(step, Suggest) for chip in step.chips]
        self.asked = [step.prompt for step in steps if isinstance(step, AskPrompt)]
        self.closed = [step for step in steps if isinstance(step, ClosePrompt)]

    def card(self, kind: str) -> Any:
        """Return the one card of a kind."""
        (found,) = [card for card in self.cards if card.kind == kind]
        return found

    def shown_item(self) -> uuid.UUID:
        """Return the item id of the one card with a ranking."""
        (found,) = [s for s in self.steps if isinstance(s, ShowCard) and s.ranking]
        return found.item_id

    def kinds(self) -> list[str]:
        return [card.kind for card in self.cards]

    def jobs(self) -> list[Any]:
        """Return the data of the jobs shown, in order."""
        found = []
        for card in self.cards:
            if card.kind == "job_card":
                found.append(card.data)
            elif card.kind == "job_carousel":
                found += [each.data for each in card.data.jobs]
        return found

    def titles(self) -> list[str]:
        return [job.title for job in self.jobs()]

    def chip(self, label: str) -> Any:
        """Return the chip whose label has these words."""
        found = [chip for chip in self.chips if label in chip.label]
        assert found, [chip.label for chip in self.chips]
        return found[0]


class Chat:
    """One conversation of one person with the rules engine."""

    def __init__(self, user: User, *, locale: str = "en") -> None:
        user.locale = locale
        user.save(update_fields=["locale"])
        self.user = user
        self.conversation = create_conversation(user)
        self.state = State()
        self.writes = 0

    def greet(self) -> Answer:
        return self._turn("conversation.open")

    def say(self, text: str, **data: Any) -> Answer:
        return self._turn("message.send", text=text, data=data)

    def burst(self, *texts: str) -> Answer:
        """Say several things that one turn answers."""
        return self._run(tuple(self._input("message.send", text=text) for text in texts))

    def tap(self, chip: Any) -> Answer:
        return self._turn("message.send", text=chip.label, data={"postback": chip.postback})

    def act(self, item_id: Any, action: str, **payload: Any) -> Answer:
        data = {"item_id": str(item_id), "action": action, "payload": payload}
        return self._turn("action.invoke", data=data)

    def enter(self, scene: str) -> Answer:
        """Switch to a scene by the menu."""
        return self._turn("scene.switch", data={"scene": scene})

    def skip(self) -> Answer:
        return self._turn("prompt.skip", data={"prompt_id": self.prompt.prompt_id})

    @property
    def scene(self) -> str:
        return self.conversation.scene

    @property
    def prompt(self) -> OpenPrompt:
        """Return the open question; there has to be one."""
        assert self.state.open_prompt is not None
        return self.state.open_prompt

    @property
    def interview(self) -> Interview:
        """Return the practice, under way or over; there has to be one."""
        assert self.state.interview is not None
        return self.state.interview

    def reply(self, value: Any) -> Answer:
        data = {"prompt_id": self.prompt.prompt_id, "value": value}
        return self._turn("prompt.answer", data=data)

    def _turn(self, kind: str, *, text: str = "", data: dict[str, Any] | None = None) -> Answer:
        return self._run((self._input(kind, text=text, data=data),))

    def _input(self, kind: str, *, text: str = "", data: dict[str, Any] | None = None) -> TurnInput:
        return TurnInput(str(uuid.uuid4()), kind, text, uuid.uuid4(), data or {})  # type: ignore[arg-type]

    def _run(self, inputs: tuple[TurnInput, ...]) -> Answer:
        texts = [each.text for each in inputs]
        lang = language_of(texts, state=self.state, locale=self.user.locale)
        self.state.lang = lang
        now = timezone.now()
        context = TurnContext(
            user=self.user,
            conversation=self.conversation,
            turn_id=uuid.uuid4(),
            inputs=inputs,
            state=self.state,
            lang=lang,
            now=now,
            today=now.date(),
            read_history=tuple,
            begin_write=self._count_write,
        )
        with translation.override(django_locale(lang)):
            return Answer(respond(context))

    def _count_write(self) -> None:
        self.writes += 1
