"""A second opinion on words: a moderation model's, or a callable's of this installation.

Off until a setting names one. It is asked about what a person writes before a language model sees
it, and about what a model has said. Where it cannot answer, `MODERATION_FAILS` decides: `open` lets
the words pass and notes it in the log, `closed` treats them as refused.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from jobassist.logs import get_logger

log = get_logger(__name__)

MAX_TEXT = 20_000


class ModerationUnavailable(Exception):
    """Nothing could be learned about the words; never "they are fine"."""


class Moderator(Protocol):
    """Something that names what is wrong with a text."""

    def list_faults(self, text: str) -> tuple[str, ...]:
        """Return the categories that a text falls under, none for one that is fine.

        Raises ModerationUnavailable. Nothing is tried twice here.
        """
        ...


@dataclass(frozen=True)
class Verdict:
    """Whether words may go on, and why not."""

    is_refused: bool
    why: tuple[str, ...] = ()


PASSES = Verdict(is_refused=False)


def is_moderation_configured() -> bool:
    """Return whether this installation asks for a second opinion."""
    return bool(settings.MODERATION_CALLABLE or settings.MODERATION_MODEL)


def judge_words(text: str) -> Verdict:
    """Return whether words may go on. Asks over the network, within the setting's time.

    Words are never logged, and what a moderator says of them is not told to the person.
    """
    if not is_moderation_configured() or not text.strip():
        return PASSES
    try:
        faults = get_moderator().list_faults(text[:MAX_TEXT])
    except ModerationUnavailable as error:
        is_closed = settings.MODERATION_FAILS == "closed"
        log.warning("moderation.unavailable", reason=str(error), is_refused=is_closed)
        return Verdict(is_closed, ("unavailable",))
    return Verdict(bool(faults), tuple(faults))


def get_moderator() -> Moderator:
    """Return the configured moderator: the callable where one is named, else the model.

    Raises ModerationUnavailable where there is no such callable.
    """
    if settings.MODERATION_CALLABLE:
        return _Called(import_callable(settings.MODERATION_CALLABLE))
    # OpenAI's key is not for an address of the moderator's own.
    shared_key = "" if settings.MODERATION_BASE_URL else settings.OPENAI_API_KEY
    return _build_moderator(
        settings.MODERATION_API_KEY or shared_key,
        settings.MODERATION_BASE_URL or settings.OPENAI_BASE_URL,
        settings.MODERATION_MODEL,
        settings.MODERATION_TIMEOUT_SECONDS,
    )


def import_callable(name: str) -> Callable[[str], Collection[str]]:
    """Return the function of this name; raises ModerationUnavailable where there is none."""
    try:
        found = import_string(name)
    except Exception as error:
        # Somebody else's module: anything may go wrong while it is imported.
        raise ModerationUnavailable(f"no callable: {type(error).__name__}") from error
    if not callable(found):
        raise ModerationUnavailable("no callable")
    function: Callable[[str], Collection[str]] = found
    return function


class _Called:
    """A function of the installation's own: text in, names of what is wrong with it out."""

    def __init__(self, function: Callable[[str], Collection[str]]) -> None:
        self._function = function

    def list_faults(self, text: str) -> tuple[str, ...]:
        """Return what the function returns."""
        try:
            return tuple(str(each) for each in self._function(text))
        except Exception as error:
            # Somebody else's code: whatever goes wrong in it, words were not judged.
            raise ModerationUnavailable(type(error).__name__) from error


@lru_cache(maxsize=4)
def _build_moderator(
    api_key: str, base_url: str, model_name: str, timeout_seconds: int
) -> Moderator:
    from .openai_moderation import OpenAIModerator

    return OpenAIModerator(
        api_key=api_key, base_url=base_url, model_name=model_name, timeout_seconds=timeout_seconds
    )
