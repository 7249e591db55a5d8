"""What a message of this conversation is read against, and what it says."""

from datetime import date

from chat.engines.base import TurnContext
from chat.state import State
from chat.understanding import understand
from chat.understanding.types import Card, Context, Understanding


def understanding_context(state: State, *, scene: str, lang: str | None) -> Context:
    """Return what a message of this conversation is read against."""
    prompt = state.open_prompt
    # Before the first wish there is no search that words could be about.
    is_begun = not state.criteria.is_empty or state.round > 0
    return Context(
        open_prompt=prompt.path if prompt else None,
        last_cards=len(state.shown),
        scene=scene,
        criteria=state.criteria if is_begun else None,
        cards=tuple(
            Card(title=each.title, employer=each.employer or "", city=each.city or "")
            for each in state.shown
        ),
        lang_hint=lang,  # type: ignore[arg-type]
        has_alert=state.alert_id is not None,
    )


def read_message(context: TurnContext, text: str) -> Understanding:
    """Return what a message says in this conversation. No writes."""
    return understand(
        text,
        context=understanding_context(
            context.state, scene=context.conversation.scene, lang=context.lang
        ),
        today=context.today,
    )


def read_draft(state: State, *, scene: str, text: str, lang: str, today: date) -> Understanding:
    """Return what a draft would be understood to say; nothing changes."""
    return understand(
        text, context=understanding_context(state, scene=scene, lang=lang), today=today
    )
