"""What a model says, looked at on its way to the person: links, instructions, claims.

The rules engine's words are ours; a model's may be anybody's. What may not be shown is not
shown; what only the whole shows to be wrong is taken back, with a true sentence in its place.
"""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from chat.claims import find_claims, list_unfounded
from chat.language import Lang, django_locale
from chat.screening import Leak, StreamScreen
from jobassist.accounts.models import User
from jobassist.ai.moderation import is_moderation_configured, judge_words
from jobassist.db import run_in_db

Reason = Literal["instructions", "moderated", "unfounded"]


@dataclass(frozen=True)
class Correction:
    """Why a message is taken back, and what is said instead."""

    reason: Reason
    text: str


class Vetting:
    """Looks at one message of a model from its first piece to its end."""

    def __init__(self, *, lang: Lang) -> None:
        self._lang = lang
        self._screen = StreamScreen(lang=lang)
        self._leak = Leak()

    def take(self, piece: str) -> str:
        """Return what may be shown by now and was not shown yet."""
        if self._leak.is_found or self._leak.is_in(piece):
            return ""
        return self._screen.take(piece)

    def finish(self) -> str:
        """Return what is left to show when the message has ended."""
        return "" if self._leak.is_found else self._screen.finish()

    async def check(self, user: User, text: str, conversation_id: uuid.UUID) -> Correction | None:
        """Return what has to stand in the place of the message as shown, None where it may stay.

        Asks a moderator where one is configured; reads rows where the message says that
        something was done. Where nothing was said it costs neither.
        """
        if self._leak.is_found:
            return self._correct("instructions")
        if not text.strip():
            return None
        # Not in a database thread: a moderator may take seconds, and those are few.
        if is_moderation_configured() and (await asyncio.to_thread(judge_words, text)).is_refused:
            return self._correct("moderated")
        claims = find_claims(text)
        if claims and await run_in_db(
            list_unfounded, user, claims, conversation_id=conversation_id
        ):
            return self._correct("unfounded")
        return None

    def _correct(self, reason: Reason) -> Correction:
        with translation.override(django_locale(self._lang)):
            match reason:
                case "instructions":
                    text = _("How I was set up I cannot show you. Ask me about jobs instead.")
                case "moderated":
                    text = _("I would rather not say it like that. What else may I look into?")
                case "unfounded":
                    text = _(
                        "I have to take that back: nothing was sent, confirmed or set up. That "
                        "takes your own yes."
                    )
        return Correction(reason, text)
