"""The small corpus of the dialogue's tests, for all tests of the chat."""

from tests.chat.dialogue.conftest import corpus, house_posting

__all__ = ["corpus", "house_posting"]
