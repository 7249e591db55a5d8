"""Which engine answers a turn."""

from django.conf import settings

from chat.engines.base import Engine, TurnContext
from chat.engines.rules import RulesEngine


def choose_engine(context: TurnContext) -> Engine:
    """Return the model engine where one is configured and words need it, else rules.

    A tap, a postback and an answer to a question are understood by code: they never
    cost a model call.
    """
    rules = RulesEngine()
    if not settings.OPENAI_BASE_URL and not settings.OPENAI_API_KEY:
        return rules
    prompt = context.state.open_prompt
    if prompt is not None and prompt.path.startswith("interview."):
        # Answers are scored by criteria that were told, the same for everybody.
        return rules
    if not any(needs_language(each.type, each.data, each.text) for each in context.inputs):
        return rules
    from chat.engines.llm import ModelEngine

    return ModelEngine(fallback=rules)


def needs_language(kind: str, data: dict[str, object], text: str) -> bool:
    """Return whether an order is free words rather than a tap, a file or an answer."""
    if kind != "message.send" or data.get("postback"):
        return False
    return bool(text.strip())
