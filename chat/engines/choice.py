"""Which engine answers a turn."""

from chat.engines.base import Engine, TurnContext
from chat.engines.need import reason_for_code
from chat.engines.rules import RulesEngine
from jobassist.ai.chat_model import is_model_configured


def choose_engine(context: TurnContext) -> Engine:
    """Return the model engine where one is configured and there are words to read, else rules.

    The model engine asks a model for those words only that `chat.engines.need` leaves to it.
    """
    if not is_model_configured():
        return RulesEngine(routed_by="no_model")
    reasons = [reason_for_code(each) for each in context.inputs]
    if None not in reasons:
        return RulesEngine(routed_by=reasons[-1] or "tap" if reasons else "tap")
    from chat.engines.llm import ModelEngine

    return ModelEngine(fallback=RulesEngine())
