"""What every finder returns: a value and the place in the original text it was read from."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value and its span: `original[start:end] == text`, offsets into the text as given."""

    value: T
    start: int
    end: int
    text: str
