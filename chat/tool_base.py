"""What every tool has: refs, the person's words, arguments parsed strictly, and what it returns."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from chat.dialogue import about
from chat.dialogue.reply import Reply
from chat.engines.base import Step, TurnInput
from chat.masking import Masker
from chat.repairing import repair_arguments
from chat.state import ShownJob
from chat.understanding.types import Understanding
from jobassist.ai.types import ToolSpec
from jobassist.language.text import normalise
from jobs.models import Posting
from resumes import services as resume_services


class ToolRetry(Exception):
    """The arguments cannot be used; the text tells the model what would be right."""


class ToolFailed(Exception):
    """It cannot be done, with whatever arguments; the text says why."""


# --- what a tool works with ------------------------------------------------------------------


class Refs:
    """Short names for the jobs on the cards: J1, J2, … No id of ours ever reaches a model.

    Valid for one turn; those of a later round in it go on counting.
    """

    def __init__(self, shown: Sequence[ShownJob] = ()) -> None:
        self._ids: dict[str, int] = {}
        self.add(shown)

    def add(self, shown: Sequence[ShownJob]) -> list[str]:
        """Return the refs of jobs just shown, in their order."""
        known = {posting_id: ref for ref, posting_id in self._ids.items()}
        refs = []
        for each in shown:
            if each.posting_id not in known:
                known[each.posting_id] = f"J{len(self._ids) + 1}"
                self._ids[known[each.posting_id]] = each.posting_id
            refs.append(known[each.posting_id])
        return refs

    def posting_id(self, ref: str) -> int:
        """Return the posting of a ref, or raise ToolRetry with those there are."""
        try:
            return self._ids[ref]
        except KeyError:
            known = ", ".join(self._ids) or "none; search first"
            raise ToolRetry(f"There is no job {ref}. Known refs: {known}.") from None


class ToolReply(Reply):
    """A reply whose steps can be taken while it grows."""

    def drain(self) -> list[Step]:
        """Return the steps since the last time, in order."""
        self._flush()
        steps, self.steps = self.steps, []
        return steps


@dataclass
class ToolContext:
    """What a tool may use: the reply it adds to, the refs, and the person's words of this turn."""

    reply: ToolReply
    said: tuple[TurnInput, ...]
    seen: Understanding
    refs: Refs = field(default_factory=Refs)
    # All that the person said before in this conversation, for what they only hint at now.
    said_before: str = ""
    masker: Masker = field(default_factory=Masker)

    @property
    def words(self) -> str:
        """All that the person has just said."""
        return "\n".join(each.text for each in self.said)

    @property
    def given(self) -> str:
        """All that the person said here, the last words at its end."""
        return f"{self.said_before}\n{self.words}"

    @property
    def held(self) -> str:
        """What stands in the résumé, a line each."""
        document = self.reply.context.resume.document or {}
        leaves = resume_services.list_leaves(document)
        return "\n".join(str(value) for _pointer, value in leaves)

    def posting(self, ref: str) -> Posting:
        """Return the posting of a ref; ToolRetry for an unknown ref, ToolFailed for one gone."""
        posting = about.load_posting(self.refs.posting_id(ref))
        if posting is None:
            raise ToolFailed(f"{ref} is no longer there.")
        return posting

    def quote(self, text: str) -> tuple[str, TurnInput]:
        """Return words of this turn's messages with all around them blanked, and the message.

        What comes back has the message's length, so that places in it are places in the
        message. Raises ToolRetry where the person has not said that.
        """
        wanted = normalise(self.masker.unmask(text)).lower.strip()
        for each in reversed(self.said):
            message = normalise(each.text)
            at = message.lower.find(wanted) if wanted else -1
            if at >= 0:
                start, end = message.span(at, at + len(wanted))
                blanked = [
                    sign if start <= n < end or sign == "\n" else " "
                    for n, sign in enumerate(each.text)
                ]
                return "".join(blanked), each
        raise ToolRetry(
            "These are not the person's words. Copy them letter for letter from their latest "
            "message, from one message at a time."
        )


# --- arguments -------------------------------------------------------------------------------


class Arguments(BaseModel):
    """A tool's arguments: nothing unknown, everything bounded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Ref = Annotated[str, StringConstraints(pattern=r"^J[1-9]\d{0,2}$")]
Term = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Terms = Annotated[tuple[Term, ...], Field(max_length=10)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=8_000)]


class NoArguments(Arguments):
    pass


# --- a tool ----------------------------------------------------------------------------------

A = TypeVar("A", bound=Arguments)


@dataclass(frozen=True)
class Tool(Generic[A]):
    """A tool: what a model is told of it, and the function that decides and acts."""

    name: str
    description: str
    arguments: type[A]
    run: Callable[[ToolContext, A], str]
    # Its sentences are evidence, shown as they stand; those of other tools a model rewords.
    keeps_words: bool = False

    def spec(self) -> ToolSpec:
        """Return the tool as a model is told of it."""
        return ToolSpec(self.name, self.description, build_schema(self.arguments))


@dataclass(frozen=True)
class ToolOutcome:
    """What a tool did: `text` for the model, `steps` for the person, `held` for either.

    `held` are true sentences for a model to reword; where no model does, they are the answer.
    """

    text: str
    steps: tuple[Step, ...] = ()
    held: tuple[str, ...] = ()


def parse_arguments(kind: type[A], text: str) -> A:
    """Return a model's arguments, or raise ToolRetry with what is wrong with them."""
    try:
        raw = json.loads(text or "{}")
        # Half of a sign, and NUL, are JSON that nothing here can store.
        is_plain = "\\u0000" not in json.dumps(raw, ensure_ascii=False).encode().decode()
    except (ValueError, RecursionError):
        is_plain = False
    if not is_plain:
        raise ToolRetry("The arguments are not valid JSON. Send them again, whole.")
    if isinstance(raw, dict):
        # Models write out what they leave open.
        raw = {key: value for key, value in raw.items() if value is not None}
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        repaired = repair_arguments(raw, error) if isinstance(raw, dict) else None
        if repaired is not None:
            return kind.model_validate(repaired)
        lines = [
            f"{'.'.join(str(part) for part in each['loc']) or 'arguments'}: {each['msg']}"
            for each in error.errors(include_url=False, include_input=False)[:5]
        ]
        raise ToolRetry("These arguments do not fit: " + "; ".join(lines)) from None


def build_schema(kind: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of arguments in the plain form that every server understands."""
    whole = kind.model_json_schema()
    schema: dict[str, Any] = _plain(whole, whole.pop("$defs", {}))
    schema.pop("description", None)
    return schema


def _plain(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        # Written out where it is used: not every server follows a reference.
        part = parts[str(node["$ref"]).rsplit("/", 1)[-1]]
        node = {key: value for key, value in part.items() if key != "description"}
    options = [each for each in node.get("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        node = {**{key: value for key, value in node.items() if key != "anyOf"}, **options[0]}
    properties = node.get("properties")
    plain = {
        key: _plain(value, parts) for key, value in node.items() if key not in ("title", "default")
    }
    if isinstance(properties, dict):
        plain["properties"] = {key: _plain(value, parts) for key, value in properties.items()}
    return plain
