"""The AsyncAPI document: where frames travel, and which answers which."""
# ruff: noqa: INP001 - beside the pages it writes

from collections.abc import Iterable, Mapping
from typing import Any

from chat import events
from docs.build_schemas import BUNDLE, REF, order_models

JSON_SCHEMA = "application/schema+json;version=2020-12"
SCHEMAS = f"./schemas/{BUNDLE}{REF}"

# What an order is answered with where all goes well; see REFUSALS for the rest.
REPLIES: dict[str, tuple[str, ...]] = {
    "hello": ("welcome", "resync"),
    "conversation.open": ("ack", "conversation.opened", "resync"),
    "message.preview": ("preview.result",),
    "message.send": ("ack",),
    "action.invoke": ("ack",),
    "prompt.answer": ("ack",),
    "prompt.skip": ("ack",),
    "turn.cancel": ("ack",),
    "scene.switch": ("ack",),
    "item.feedback": ("ack",),
    "audio.start": ("ack",),
    "audio.end": ("ack",),
    "history.get": ("history.page",),
    "memory.list": ("memory.page",),
    "memory.edit": ("ack",),
    "memory.forget": ("ack",),
    "read.mark": ("ack",),
    "typing": (),
    "ping": ("pong",),
}
# What any order may be answered with instead: not understood, or understood and not taken.
REFUSALS = ("error", "ack")
# Said at the beginning of a socket; a token and an address say as much.
OF_SOCKETS = frozenset({"hello", "welcome"})
# What only ever answers an order: it is said in a reply, never unasked.
ANSWERS = frozenset({"welcome", "ack", "preview.result", "history.page", "memory.page", "pong"})
# What a request says of its device, where a socket says it in `hello`.
DECLARATION: dict[str, Any] = {
    "locale": {"type": "string", "description": "A language tag such as zh-CN."},
    "cards": {"type": "string", "description": "As in hello; with commas between, or repeated."},
    **{
        name: {"type": "integer", "description": "As in hello.limits."}
        for name in events.ClientLimits.model_fields
    },
}


def replies_to(order: str) -> list[str]:
    """Return the types of every fact that may answer an order of this type."""
    expected = REPLIES[order]
    refusals = ("error",) if order == "typing" else REFUSALS
    return list(dict.fromkeys([*expected, *refusals]))


def _name(kind: str) -> str:
    """Return a type as a name without dots: `item.done` is `itemDone`."""
    first, *rest = kind.replace("_", ".").split(".")
    return first + "".join(part.capitalize() for part in rest)


def _message(kind: str, definition: str, summary: str) -> dict[str, Any]:
    return {
        "name": kind,
        "title": kind,
        "summary": summary,
        "contentType": "application/json",
        "payload": {"schemaFormat": JSON_SCHEMA, "schema": {"$ref": SCHEMAS + definition}},
    }


def _on(channel: str, kinds: Iterable[str], *, of: str) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/{channel}/messages/{of}.{_name(kind)}"} for kind in kinds]


def _channel_messages(orders: Iterable[str], facts: Iterable[str]) -> dict[str, Any]:
    names = [f"order.{_name(kind)}" for kind in orders] + [f"fact.{_name(kind)}" for kind in facts]
    return {name: {"$ref": f"#/components/messages/{name}"} for name in names}


def _operations(
    channel: str, orders: Iterable[str], facts: Iterable[str], *, prefix: str
) -> dict[str, Any]:
    """Return what the server does on the socket: takes each order, says each fact unasked."""
    found: dict[str, Any] = {}
    reference = {"$ref": f"#/channels/{channel}"}
    for kind in orders:
        found[f"{prefix}receive.{_name(kind)}"] = {
            "action": "receive",
            "title": kind,
            "channel": reference,
            "messages": _on(channel, [kind], of="order"),
            "reply": {
                "channel": reference,
                "messages": _on(channel, replies_to(kind), of="fact"),
            },
        }
    for kind in facts:
        found[f"{prefix}send.{_name(kind)}"] = {
            "action": "send",
            "title": kind,
            "channel": reference,
            "messages": _on(channel, [kind], of="fact"),
        }
    return found


def build_asyncapi(texts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return the document; `texts` says by family what each type is for."""
    orders, facts = order_models(), events.SERVER_FRAMES
    messages = {
        f"order.{_name(kind)}": _message(kind, model.__name__, texts["orders"][kind])
        for kind, model in orders.items()
    } | {
        f"fact.{_name(kind)}": _message(kind, model.__name__, texts["facts"][kind])
        for kind, model in facts.items()
    }
    messages["answers"] = {
        "name": "answers",
        "title": "The answers to a posted order",
        "summary": "The frames that a socket would have been answered with.",
        "contentType": "application/json",
        "payload": {
            "schemaFormat": JSON_SCHEMA,
            "schema": {
                "type": "object",
                "required": ["frames"],
                "properties": {
                    "frames": {"type": "array", "items": {"$ref": f"{SCHEMAS}ServerFrame"}}
                },
            },
        },
    }
    unasked = [kind for kind in facts if kind not in ANSWERS]
    plain_orders = [kind for kind in orders if kind not in OF_SOCKETS]
    plain_facts = [kind for kind in facts if kind not in OF_SOCKETS]
    host = {"host": {"description": "Where the server is.", "default": "localhost:8000"}}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:jobchat:api:1",
        "info": {
            "title": "JobAssist chat",
            "version": "1.0.0",
            "description": (
                f"The protocol `{events.PROTOCOL}`: orders from clients, facts from the server. "
                "What the frames mean, what they promise and how to build a client is in "
                "protocol.md beside this file; it is made from the same code."
            ),
        },
        "defaultContentType": "application/json",
        "servers": {
            "socket": {
                "host": "{host}",
                "protocol": "wss",
                "description": "One socket a device carries all chats of its person.",
                "variables": host,
                "security": [{"$ref": "#/components/securitySchemes/ticket"}],
            },
            "rest": {
                "host": "{host}",
                "protocol": "https",
                "description": "Where sockets are blocked: server-sent events, and orders by POST.",
                "variables": host,
                "security": [{"$ref": "#/components/securitySchemes/bearer"}],
            },
        },
        "channels": {
            "chat": {
                "address": "/ws/v1/chat",
                "title": "The socket",
                "description": (
                    "Text frames of one JSON object each. `hello` comes first, within ten "
                    "seconds. Binary frames are for audio."
                ),
                "servers": [{"$ref": "#/servers/socket"}],
                "messages": _channel_messages(orders, facts),
                "bindings": {
                    "ws": {
                        "method": "GET",
                        "query": {
                            "type": "object",
                            "description": "Nothing: addresses end up in logs.",
                            "properties": {},
                            "additionalProperties": False,
                        },
                        "headers": {
                            "type": "object",
                            "required": ["Sec-WebSocket-Protocol"],
                            "properties": {
                                "Sec-WebSocket-Protocol": {
                                    "type": "string",
                                    "const": events.PROTOCOL,
                                },
                                "Origin": {
                                    "type": "string",
                                    "description": "A browser's; has to be on the server's list.",
                                },
                            },
                        },
                        "bindingVersion": "0.1.0",
                    }
                },
                "x-subprotocol": events.PROTOCOL,
                "x-close-codes": {
                    str(code): {
                        "meaning": why.meaning,
                        "advice": why.advice,
                        "isRetryable": why.is_retryable,
                    }
                    for code, why in events.CLOSE_CODES.items()
                },
            },
            "conversationEvents": {
                "address": "/api/v1/conversations/{conversation_id}/events",
                "title": "One chat without a socket",
                "description": (
                    "GET streams the chat's frames as server-sent events: `data` is a frame, `id` "
                    "of a logged one, and of a `resync`, is `EPOCH-SEQ`. With `Last-Event-ID` "
                    "everything later comes; without one, or with one that cannot be continued "
                    "from, the stream begins with `resync`. POST takes one order and answers with "
                    "the frames that a socket would have been answered with."
                ),
                "servers": [{"$ref": "#/servers/rest"}],
                "parameters": {
                    "conversation_id": {"description": "A chat's id, or `me` for the own stream."}
                },
                "messages": {
                    **_channel_messages(plain_orders, plain_facts),
                    "answers": {"$ref": "#/components/messages/answers"},
                },
            },
        },
        "operations": {
            **_operations("chat", orders, unasked, prefix=""),
            "stream": {
                "action": "send",
                "title": "Stream of a chat's frames",
                "summary": "GET, `text/event-stream`.",
                "channel": {"$ref": "#/channels/conversationEvents"},
                "messages": _on("conversationEvents", unasked, of="fact"),
                "bindings": {
                    "http": {
                        "method": "GET",
                        "query": {
                            "type": "object",
                            "properties": {
                                **DECLARATION,
                                "after": {
                                    "type": "string",
                                    "description": "As Last-Event-ID, where that cannot be sent.",
                                },
                            },
                        },
                        "bindingVersion": "0.3.0",
                    }
                },
                "x-request-headers": {
                    "Last-Event-ID": {
                        "type": "string",
                        "pattern": "^.+-[0-9]+$",
                        "description": "`EPOCH-SEQ`: the id of the last event that had one.",
                    }
                },
            },
            "post": {
                "action": "receive",
                "title": "An order by POST",
                "channel": {"$ref": "#/channels/conversationEvents"},
                "messages": _on("conversationEvents", plain_orders, of="order"),
                "bindings": {
                    "http": {
                        "method": "POST",
                        "query": {"type": "object", "properties": DECLARATION},
                        "bindingVersion": "0.3.0",
                    }
                },
                "reply": {
                    "channel": {"$ref": "#/channels/conversationEvents"},
                    "messages": [{"$ref": "#/channels/conversationEvents/messages/answers"}],
                },
            },
        },
        "components": {
            "securitySchemes": {
                "ticket": {
                    "type": "userPassword",
                    "description": (
                        "A ticket from `POST /api/v1/auth/ws-ticket`, good for one minute and one "
                        "socket; it travels in `hello.data.ticket`, never in the URL."
                    ),
                },
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The access token.",
                },
            },
            "messages": messages,
        },
    }
