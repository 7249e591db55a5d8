"""What a model says, looked at on its way to the person: links, instructions, claims.

The rules engine's words are ours; a model's may be anybody's. What may not be shown is not
shown; what only the whole shows to be wrong is taken back, with a true sentence in its place.
"""

import uuid
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from chat.claims import find_claims, list_unfounded
from chat.language import Lang, django_locale
from chat.screening import Leak, StreamScreen
from jobassist.accounts.models import User
from jobassist.ai.moderation import judge_words


@dataclass(frozen=True)
class Correction:
    """Why a message is taken back, and what is said instead."""

    reason: str
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

    def check(self, user: User, text: str, conversation_id: uuid.UUID) -> Correction | None:
        """Return what has to stand in the place of the message as shown, None where it may stay.

        Asks a moderator where one is configured; reads rows where the message says that
        something was done.
        """
        with translation.override(django_locale(self._lang)):
            if self._leak.is_found:
                instead = _("How I was set up I cannot show you. Ask me about jobs instead.")
                return Correction("instructions", instead)
            if judge_words(text).is_refused:
                instead = _("I would rather not say it like that. What else may I look into?")
                return Correction("moderated", instead)
            claims = find_claims(text)
            if claims and list_unfounded(user, claims, conversation_id=conversation_id):
                instead = _(
                    "I have to take that back: nothing was sent, confirmed or set up. That takes "
                    "your own yes."
                )
                return Correction("unfounded", instead)
        return None
