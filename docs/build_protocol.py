"""Writes the published protocol from the code: `python docs/build_protocol.py`.

That is docs/schemas, docs/asyncapi.json and the tables of docs/protocol.md: there, what stands
between a `<!-- table: … -->` line and the next `<!-- end -->`. `--check` writes nothing and says
what is stale.
"""
# ruff: noqa: INP001 - a script beside the page it writes

import json
import re
import sys
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat import events
from docs.build_asyncapi import build_asyncapi
from docs.build_schemas import (
    REF,
    Schema,
    build_bundle,
    build_schemas,
    card_models,
    dump,
    order_models,
)

DOCS = Path(__file__).parent
PAGE = DOCS / "protocol.md"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

ORDERS = {
    "hello": "First frame of a socket. The ticket counts once; `resume` says how far this device has read.",
    "conversation.open": "Open a chat by id, or a new one. Answered by `ack`, `conversation.opened` and `resync`.",
    "message.preview": "What would this draft be understood to say? Nothing is stored. Answered by `preview.result`.",
    "message.send": "Say something. A tap on a chip sends its label as `text` and its `postback` as it came.",
    "action.invoke": "A tap on a card: an action's id, and its payload as it came with the card.",
    "prompt.answer": "Answer the open question, with a value of its schema or in free words.",
    "prompt.skip": "Leave the open question out, where it is skippable.",
    "turn.cancel": "Stop an answer that is being written or waits.",
    "scene.switch": "Go to another scene.",
    "item.feedback": "A thumb on an item; a second one replaces the first.",
    "audio.start": "Begin to speak; the frame's `id` is the recording's. Refused with `not_available` where voice is not set up.",
    "audio.end": "End what `audio.start` began, or drop it. Answered by `transcript.final`, or an `error` whose `ref` is the recording.",
    "history.get": "Older items, a page at a time. Answered by `history.page`.",
    "memory.list": "What is remembered. Answered by `memory.page`.",
    "memory.edit": "Put a remembered fact right.",
    "memory.forget": "Forget a fact, its earlier versions too.",
    "read.mark": "Everything up to `seq` was seen.",
    "typing": "The person is typing. Not answered.",
    "ping": "Still here. Answered by `pong`; also finds what a lost bell left unread.",
}
FACTS = {
    "welcome": "Answer to `hello`: who this is, the recent chats and their heads. Opens a first chat for a newcomer.",
    "conversation.opened": "A chat was opened, on this device or another; on the stream `me`.",
    "conversation.renamed": "The chat has another title.",
    "conversation.remembering": "Whether what is said in the chat may become a memory.",
    "conversation.deleted": "The chat is gone; on the stream `me`.",
    "ack": "What became of an order. `rejected` carries a code and words for the person.",
    "preview.result": "The draft as understood.",
    "turn.started": "An answer begins; `answers` are the ids of the orders that it answers.",
    "turn.finished": "The answer ended.",
    "item.added": "A message begins to be written; its text follows in `item.delta`.",
    "item.delta": "More text. `offset` counts the code points before it.",
    "item.done": "A finished message or card: the whole of it, whatever deltas came before.",
    "item.updated": "A later change of an item: an RFC 6902 patch of its `item.done` data, or its erasure.",
    "item.superseded": "The item does not stand: take it away.",
    "suggestions.set": "The chips under the input; they replace the earlier ones.",
    "prompt.opened": "A question is open.",
    "prompt.closed": "It is not open any more.",
    "scene.changed": "The chat moved to another scene; `persona` is what the app shows behind it.",
    "read.marked": "Somebody has read up to `seq`.",
    "memory.updated": "What is remembered changed; on the stream `me`.",
    "memory.page": "What is remembered, the newest 200 facts that fit into a frame.",
    "history.page": "Older events as logged frames, oldest first, and after them later changes of their items.",
    "resync": "Start this chat afresh: its state and newest items; drop what was known of it.",
    "notice": "Words about the service itself.",
    "typing": "Somebody else is typing.",
    "alert.updated": "What became of a standing search; on the stream `me`. `fired`: what is new was shown.",
    "transcript.partial": "What was heard so far. Not sent by this server: its recognisers answer once.",
    "transcript.final": "What was heard: a draft to check, by `message.preview` and the person, and no message.",
    "error": "A frame could not be understood or taken. `ref` is its id where it had one.",
    "pong": "Answer to `ping`.",
}
CARDS = {
    "job_card": "One posting in schema.org's names, with its match; every value is in the posting's row.",
    "job_carousel": "Two to ten postings; `round` counts rounds of recommendations in this search.",
    "criteria_card": "What is being searched for; null or empty where it was not said.",
    "job_detail": "The deep read of one posting, in its own lines.",
    "resume_preview": "The résumé as it would be confirmed, and what just changed, with the words it came from; what "
    "was read in a picture says `is_doubtful`. "
    "With `is_cut` long texts and lists are shortened to fit into a frame: the whole, which is what is confirmed, is at "
    "`GET /api/v1/resumes/{id}`.",
    "field_prompt": "The open question as a card.",
    "scene_menu": "The scenes that can be entered.",
    "memory_card": "What is remembered.",
    "alert_card": "A standing search: when it runs, and what can be done about it. `search` runs it now.",
    "connect_status": "Where a contact with an employer stands, and what was sent.",
    "interview_score": "The meter of a practice interview: where it stands, by how much the last answer moved it and why, and "
    "how that answer did by each criterion. Won at `goal`, lost after `rounds`.",
    "message_preview": "A draft to an employer and all that would go with it. Nothing is sent before a yes.",
}
ERRORS = {
    "malformed": "Not the shape of its type; `pointer` names the place.",
    "unknown_type": "No order of this protocol.",
    "unsupported_version": "`v` is not 1.",
    "too_large": "The frame is too large.",
    "binary_unexpected": "A binary frame, and no audio was started.",
    "audio_refused": "No recording that can be read, one that is too long, or nothing was said in it.",
    "audio_failed": "What was said could not be written down just now; another try may work.",
    "not_authenticated": "An order before `hello`.",
    "bad_ticket": "The ticket is wrong, used or too old. The socket closes.",
    "session_ended": "Signed out, banned, or the role changed. The socket closes.",
    "conversation_not_found": "No such chat, or not this person's.",
    "item_not_found": "No such item in this chat.",
    "action_not_found": "The card has no such action, or does not show that job.",
    "prompt_not_open": "The question was settled, or must not be skipped.",
    "not_in_thread": "Of a conversation with a recruiter the assistant answers nothing.",
    "thread_closed": "It was withdrawn, blocked or ended: nobody reads it any more.",
    "message_too_long": "A message to a recruiter may have 4,000 characters.",
    "answer_invalid": "The value is not one that the question or fact admits.",
    "turn_not_found": "No such turn in this chat.",
    "attachment_not_found": "No such file, or not this person's.",
    "memory_not_found": "No such fact, or not this person's.",
    "id_reused": "This id was used for something else; send the order under a new one.",
    "rate_limited": "Too many frames at once; the same again a moment later is welcome.",
    "not_available": "Not set up on this server.",
    "internal": "Our mistake; the same again under the same id is safe.",
}


def describe_type(schema: Schema) -> str:
    """Return a JSON Schema in a few words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix(REF)
        return {"Card": "a card", "ItemFrame": "logged frame of an item"}.get(name, name)
    if "const" in schema:
        return f"`{json.dumps(schema['const']).strip(chr(34))}`"
    if "enum" in schema:
        return " · ".join(f"`{each}`" for each in schema["enum"])
    if "anyOf" in schema or "oneOf" in schema:
        parts = [describe_type(each) for each in schema.get("anyOf") or schema["oneOf"]]
        return " or ".join(dict.fromkeys(parts))
    match schema.get("type"):
        case "array":
            if "prefixItems" in schema:
                inner = describe_type(schema["prefixItems"][0])
                return f"[{', '.join([inner] * len(schema['prefixItems']))}]"
            text = f"list of {describe_type(schema.get('items', {}))}"
            least, most = schema.get("minItems"), schema.get("maxItems")
            if least and most:
                return f"{text}, {least} to {most}"
            return f"{text}, at most {most}" if most else text
        case "string" if schema.get("format") == "uuid":
            return "uuid"
        case "string" if schema.get("format") == "date-time":
            return "time"
        case "string":
            most = schema.get("maxLength")
            return f"text, at most {most:,}" if most else "text"
        case "integer" | "number" as kind:
            least, most = schema.get("minimum"), schema.get("maximum")
            name = "whole number" if kind == "integer" else "number"
            if least is not None and most is not None:
                return f"{name}, {least} to {most}"
            return f"{name} from {least}" if least is not None else name
        case "boolean":
            return "boolean"
        case "object":
            return "object"
        case "null":
            return "null"
        case _:
            return "any JSON value"


def list_fields(definition: Schema) -> list[str]:
    """Return a bullet for each field of a shape, those that may be left out marked with `?`."""
    required = set(definition.get("required", ()))
    lines = []
    for name, each in definition.get("properties", {}).items():
        default = each.get("default")
        text = describe_type(each)
        if default not in (None, "", [], {}) and not isinstance(default, dict):
            text += (
                f"; `{str(default).lower() if isinstance(default, bool) else default}` if not given"
            )
        lines.append(f"- `{name}{'' if name in required else '?'}`: {text}")
    return lines


def texts() -> dict[str, dict[str, str]]:
    """Return what is written here about orders, facts, cards and codes."""
    return {"orders": ORDERS, "facts": FACTS, "cards": CARDS, "errors": ERRORS}


def read_definitions() -> dict[str, Schema]:
    """Return every published shape by name."""
    found: dict[str, Schema] = build_bundle(texts())["$defs"]
    return found


def build_orders() -> str:
    """Return every order with its data."""
    definitions = read_definitions()
    parts = []
    for name, model in order_models().items():
        notes = [
            "names a conversation" if model.needs_conversation else "names no conversation",
            "counted once by `id`" if model.is_idempotent else "not recorded",
        ]
        data = definitions[model.__name__]["properties"]["data"]
        fields = list_fields(definitions[data["$ref"].removeprefix(REF)]) if "$ref" in data else []
        parts += [f"### `{name}`", "", f"{ORDERS[name]} ({', '.join(notes)})", ""]
        parts += [*fields, ""] if fields else []
    return "\n".join(parts)


def build_facts() -> str:
    """Return every fact with its data."""
    definitions = read_definitions()
    parts = []
    for name, model in events.SERVER_EVENTS.items():
        kept = "logged, has a `seq`" if model.is_logged else "not logged"
        fields = list_fields(definitions[model.__name__])
        parts += [f"### `{name}` (fact)", "", f"{FACTS[name]} ({kept})", "", *fields, ""]
    return "\n".join(parts)


def build_cards() -> str:
    """Return every card kind with the data it carries."""
    definitions = read_definitions()
    parts = []
    for kind, model in card_models().items():
        data = definitions[model.__name__]["properties"]["data"]["$ref"].removeprefix(REF)
        parts += [f"### `{kind}`", "", CARDS[kind], "", *list_fields(definitions[data]), ""]
    return "\n".join(parts)


def build_shapes() -> str:
    """Return the shapes that orders, facts and cards are made of."""
    definitions = read_definitions()
    whole = [*order_models().values(), *events.SERVER_FRAMES.values(), *card_models().values()]
    shown = {model.__name__ for model in whole}
    for name in list(shown):
        data = definitions[name]["properties"]["data"]
        shown |= {
            str(each.get("$ref", "")).removeprefix(REF) for each in (data, *data.get("anyOf", ()))
        }
    parts = []
    for name, definition in sorted(definitions.items()):
        if name not in shown - {"Erased"} and "properties" in definition:
            parts += [f"### {name}", "", *list_fields(definition), ""]
    return "\n".join(parts)


def build_errors() -> str:
    """Return the codes of `error` frames and of rejected `ack`s."""
    codes = get_args(events.ErrorCode)
    return "\n".join(
        ["| code | meaning |", "| --- | --- |"] + [f"| `{c}` | {ERRORS[c]} |" for c in codes]
    )


def build_close_codes() -> str:
    """Return why the server closes a socket, and what a client does then."""
    return "\n".join(
        ["| code | meaning | what to do |", "| --- | --- | --- |"]
        + [
            f"| `{code}` | {why.meaning} | {why.advice} |"
            for code, why in events.CLOSE_CODES.items()
        ]
    )


TABLES = {
    "close_codes": build_close_codes,
    "orders": build_orders,
    "facts": build_facts,
    "cards": build_cards,
    "shapes": build_shapes,
    "errors": build_errors,
}


def build_page(text: str) -> str:
    """Return the page with its tables made anew."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}\n{TABLES[found[2]]().rstrip()}\n\n{found[3]}"

    return TABLE.sub(fill, text)


def build_files() -> dict[Path, str]:
    """Return every published file that is made from the code, with its text."""
    texts = {"orders": ORDERS, "facts": FACTS, "cards": CARDS, "errors": ERRORS}
    files = {DOCS / "schemas" / name: dump(schema) for name, schema in build_schemas(texts).items()}
    files[DOCS / "asyncapi.json"] = dump(build_asyncapi(texts))
    files[PAGE] = build_page(PAGE.read_text(encoding="utf-8"))
    return files


def list_stale() -> list[str]:
    """Return the published files that are not what the code says, and those of nothing."""
    files = build_files()
    stale = [
        path
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    left = [path for path in (DOCS / "schemas").rglob("*.json") if path not in files]
    return sorted(str(path.relative_to(DOCS.parent)) for path in [*stale, *left])


def main(arguments: list[str]) -> int:
    """Write what is made from the code; with `--check` say what is stale instead."""
    if arguments == ["--check"]:
        stale = list_stale()
        for name in stale:
            print(f"{name} is stale: run python docs/build_protocol.py")
        return 1 if stale else 0
    if arguments:
        print(__doc__)
        return 2
    files = build_files()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (DOCS / "schemas").rglob("*.json"):
        if path not in files:
            path.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
