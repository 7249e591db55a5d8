"""The engine that is always there: no key, no network, no model call."""

from collections.abc import AsyncIterator

from chat.dialogue.respond import respond
from chat.engines.base import Step, TurnContext, Used
from jobassist.db import run_in_db

RULES_VERSION = "rules/1"


class RulesEngine:
    """Understands by grammars and near examples, and acts through the tools."""

    name = "rules"

    def __init__(self, *, routed_by: str = "") -> None:
        self._routed_by = routed_by

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        """Yield the answer; all of it is worked out in one crossing to the database."""
        yield Used(engine=self.name, prompt_version=RULES_VERSION, routed_by=self._routed_by)
        for step in await run_in_db(respond, context):
            yield step
