"""What a model may propose to remember: typed operations, each held against the person's words.

A model finds what patterns do not; it decides nothing. A fact is a piece of what the person
wrote, letter for letter; it may stand in place of an older fact only where both speak of one thing.
"""

import contextlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from jobassist.ai.embedder import Vectors
from jobassist.ai.types import ToolSpec
from jobassist.language.text import index_terms

from .concepts import CONCEPTS, find_concepts, most_specific
from .linking import NEAR_ENOUGH
from .statements import LIKELY, LONGEST, SHORTEST, Statement, build_statement

MOST_OPERATIONS = 12
TOOL = "keep_in_memory"

Ref = Annotated[str, StringConstraints(pattern=r"^[MF]\d{1,3}$")]
Quote = Annotated[str, StringConstraints(min_length=SHORTEST, max_length=LONGEST)]
_TOPICS = [*(each.name for each in CONCEPTS), "other"]


def _check_topic(name: str) -> str:
    if name not in _TOPICS:
        raise ValueError("no such topic")
    return name


About = Annotated[str, AfterValidator(_check_topic), Field(json_schema_extra={"enum": _TOPICS})]


class _Operation(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    message: Ref
    quote: Quote


class Add(_Operation):
    """Something new about the person."""

    op: Literal["add"]
    about: About = "other"


class Supersede(_Operation):
    """Something that stands in place of a fact that was known."""

    op: Literal["supersede"]
    fact: Ref
    about: About = "other"


class Ignore(_Operation):
    """Something not worth keeping; said so that nothing is passed over unread."""

    op: Literal["ignore"]


Operation = Annotated[Add | Supersede | Ignore, Field(discriminator="op")]


class Operations(BaseModel):
    """All that a model makes of some messages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operations: tuple[Operation, ...] = Field(max_length=MOST_OPERATIONS)


_adapter: TypeAdapter[Operations] = TypeAdapter(Operations)
_operation: TypeAdapter[Operation] = TypeAdapter(Operation)


class OperationsInvalid(Exception):
    """A model's answer is no list of operations; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the person's, as it was written."""

    ref: str
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A fact that a model was shown: its ref, its words, what it is about, its vector."""

    ref: str
    words: str
    concepts: frozenset[str]
    vector: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An operation that holds: what to keep, from which message, in place of which fact."""

    statement: Statement
    message: str
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An operation that does not hold, and why."""

    reason: Literal[
        "no_such_message", "no_such_fact", "not_said", "not_of_oneself", "known", "another_thing"
    ]


def build_tool() -> ToolSpec:
    """Return the one tool that a model is to call."""
    return ToolSpec(
        TOOL,
        "Say what of the person's messages is to be kept, replaced or ignored.",
        _adapter.json_schema(),
    )


def parse_operations(arguments: str) -> tuple[tuple[Operation, ...], int]:
    """Return what a model proposes, and how many of its operations fit no schema.

    One that does not fit costs none beside it, and is not repaired. Raises OperationsInvalid
    where there is no list, or nothing in it fits.
    """
    try:
        answer = json.loads(arguments)
    except ValueError as error:
        raise OperationsInvalid("That is no JSON.") from error
    if not isinstance(answer, dict) or not isinstance(rows := answer.get("operations"), list):
        raise OperationsInvalid("That is no list of operations.")
    fitting: list[Operation] = []
    for row in rows:
        with contextlib.suppress(ValidationError):
            fitting.append(_operation.validate_python(row))
    if rows and not fitting:
        raise OperationsInvalid("No operation fits the schema.")
    kept = tuple(fitting[:MOST_OPERATIONS])
    return kept, len(rows) - len(kept)


def check_operation(
    operation: Operation,
    *,
    said: Mapping[str, Said],
    standing: Mapping[str, Standing],
    known: Sequence[str],
    vector: Vectors | None = None,
) -> Accepted | Refused | None:
    """Return what an operation comes to against the person's own words; None where it is to ignore.

    `known` are the words of all facts there ever were, `vector` that of the quote.
    """
    if isinstance(operation, Ignore):
        return None
    message = said.get(operation.message)
    if message is None:
        return Refused("no_such_message")
    words = find_literally(operation.quote, message.text)
    if words is None:
        return Refused("not_said")
    statement = build_statement(words, confidence=LIKELY)
    if statement is None:
        return Refused("not_of_oneself")
    if any(_plain(words) in _plain(each) for each in known):
        return Refused("known")
    if isinstance(operation, Add):
        return Accepted(statement, operation.message)
    fact = standing.get(operation.fact)
    if fact is None:
        return Refused("no_such_fact")
    if not _is_same_thing(statement, fact, vector):
        return Refused("another_thing")
    return Accepted(statement, operation.message, operation.fact)


def find_literally(quote: str, text: str) -> str | None:
    """Return the piece of a text that a quote is, as it is written there; None where it is not.

    Only spaces and the case of letters may differ.
    """
    words = re.findall(r"\S+", quote)
    if not words:
        return None
    pattern = r"\s+".join(re.escape(each) for each in words)
    found = re.search(pattern, text, re.IGNORECASE)
    return found.group() if found else None


def _is_same_thing(statement: Statement, fact: Standing, vector: Vectors | None) -> bool:
    named = most_specific(statement.concepts), most_specific(fact.concepts)
    if named[0] & named[1]:
        return True
    if all(named):
        # Each names a thing of its own: "forklift, now" is no notice, which is another now.
        return False
    if {*index_terms(statement.words)} & {*index_terms(fact.words)}:
        return True
    is_near = (
        vector is not None
        and fact.vector is not None
        and float(np.dot(vector, fact.vector)) >= NEAR_ENOUGH
    )
    return is_near and not (find_concepts(statement.words) and fact.concepts)


def _plain(words: str) -> str:
    return re.sub(r"\W+", "", words.casefold())


def describe_standing(standing: Sequence[Standing]) -> str:
    """Return facts as a model is shown them."""
    return "\n".join(f"{each.ref}: {each.words}" for each in standing)


def describe_said(said: Sequence[Said]) -> str:
    """Return messages as a model is shown them."""
    return "\n".join(f"{each.ref}: {each.text}" for each in said)
