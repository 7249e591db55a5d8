"""The answer to words that a moderator refused: one sentence, and where to go on."""

from collections.abc import AsyncIterator

from django.utils.translation import gettext as _

from chat.dialogue.chips import next_chips
from chat.engines.base import Say, Step, Suggest, TurnContext, Used
from chat.engines.need import is_plain
from chat.engines.rules import RULES_VERSION
from jobassist.ai.moderation import is_moderation_configured, judge_words
from jobassist.db import run_in_db


class RefusalEngine:
    """Does nothing of what was asked; what was open stays open."""

    name = "rules"

    async def run(self, context: TurnContext) -> AsyncIterator[Step]:
        """Yield the refusal and chips that lead on."""
        yield Used(engine=self.name, prompt_version=RULES_VERSION, routed_by="moderation")
        yield Say(_("I cannot help with that. Ask me about work, your résumé or an application."))
        yield Suggest(tuple(await run_in_db(next_chips, context)))


def is_refused(context: TurnContext) -> bool:
    """Return whether a moderator refuses words of this turn. Blocks while it is asked."""
    if not is_moderation_configured():
        return False
    return any(judge_words(each.text).is_refused for each in context.inputs if is_plain(each))
