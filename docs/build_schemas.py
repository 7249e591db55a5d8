"""JSON Schemas of every frame and card, from the models that send and take them."""
# ruff: noqa: INP001 - beside the pages it writes

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema
from pydantic_core import core_schema

from chat import events
from chat.cards import Card, WireModel

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BUNDLE = "jobchat.v1.json"
REF = "#/$defs/"

Schema = dict[str, Any]


class PublishedSchema(GenerateJsonSchema):
    """Schemas that are true of what is on the wire.

    What we send has no null where a field may be left out (`ServerData.dump` drops them), and
    has every field that has a default. Objects are open: whoever checks with these has to bear
    a field that is newer than its copy of them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._owners: list[type] = []

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        """Return the schema of a model, open."""
        self._owners.append(schema["cls"])
        try:
            found = super().model_schema(schema)
        finally:
            self._owners.pop()
        found.pop("additionalProperties", None)
        return found

    def model_field_schema(self, schema: core_schema.ModelField) -> Schema:
        """Return the schema of a field; what is not sent when it is null is never null."""
        found = super().model_field_schema(schema)
        if self.mode == "validation" or "default" not in found:
            return found
        default = found.pop("default")
        if default is None and self._drops_nulls() and "anyOf" in found:
            kept = [each for each in found.pop("anyOf") if each != {"type": "null"}]
            return {**found, **(kept[0] if len(kept) == 1 else {"anyOf": kept})}
        return found

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Return whether a field is always there."""
        inner = field["schema"]
        if self.mode == "validation" or inner["type"] != "default":
            return super().field_is_required(field, total)
        return not self._drops_nulls() or inner.get("default", "") is not None

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Return False: a property's name is title enough."""
        return False

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Schema:
        """Return the union without OpenAPI's word for what tells its members apart."""
        found = super().tagged_union_schema(schema)
        found.pop("discriminator", None)
        return found

    def _drops_nulls(self) -> bool:
        owner = self._owners[-1]
        return issubclass(owner, WireModel) and owner is not events.CriteriaChange


def card_models() -> dict[str, type[BaseModel]]:
    """Return the card models by kind."""
    return {model.model_fields["kind"].default: model for model in get_args(get_args(Card)[0])}


def order_models() -> dict[str, type[events.ClientFrame]]:
    """Return the models of orders, envelope and data, by type."""
    models = get_args(events.ClientEvent)
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


def build_bundle(texts: Mapping[str, Mapping[str, str]]) -> Schema:
    """Return one schema with everything in `$defs`, and the unions of it.

    `texts` says by family (orders, facts, cards) what each type is for.
    """
    named: dict[str, dict[str, type[BaseModel]]] = {
        "orders": dict(order_models()),
        "facts": dict(events.SERVER_FRAMES),
        "cards": card_models(),
    }
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    for family, models in named.items():
        mode: JsonSchemaMode = "validation" if family == "orders" else "serialization"
        wanted += [(model, mode) for model in models.values()]
    _, found = models_json_schema(
        wanted, by_alias=True, ref_template=REF + "{model}", schema_generator=PublishedSchema
    )
    definitions: dict[str, Schema] = found["$defs"]
    _name_inner(definitions)
    for family, models in named.items():
        for name, model in models.items():
            definition = definitions[model.__name__]
            definitions[model.__name__] = {
                "title": model.__name__,
                **definition,
                "description": texts[family][name],
            }
    kept = {name: events.SERVER_FRAMES[name] for name in events.ITEM_EVENTS}
    unions: dict[str, tuple[str, Mapping[str, type[BaseModel]]]] = {
        "ClientFrame": ("What a client says: an order.", named["orders"]),
        "ServerFrame": ("What the server says: a fact.", named["facts"]),
        "ItemFrame": ("A fact that a `resync` or a `history.page` carries.", kept),
        "Card": ("A card in an item of kind `card`.", named["cards"]),
    }
    for title, (description, chosen) in unions.items():
        members = [{"$ref": REF + model.__name__} for model in chosen.values()]
        _name_union(definitions, members, title=title)
        definitions[title] = {"title": title, "description": description, "oneOf": members}
    definitions |= _codes(texts)
    return {
        "$schema": DIALECT,
        "$id": "urn:jobchat:schemas:1",
        "title": events.PROTOCOL,
        "description": "Every frame of the protocol, in both directions, and every card.",
        "anyOf": [{"$ref": f"{REF}ClientFrame"}, {"$ref": f"{REF}ServerFrame"}],
        "$defs": dict(sorted(definitions.items())),
    }


def _name_inner(definitions: dict[str, Schema]) -> None:
    """Move shapes that stand within others to `$defs`, each under its own title."""

    def move(value: Any, *, is_top: bool) -> Any:
        if isinstance(value, list):
            return [move(each, is_top=False) for each in value]
        if not isinstance(value, dict):
            return value
        moved = {name: move(each, is_top=False) for name, each in value.items()}
        if is_top or not (moved.get("type") == "object" and "properties" in moved):
            return moved
        title = str(moved["title"])
        if definitions.setdefault(title, moved) != moved:
            raise ValueError(f"two shapes are called {title}")
        return {"$ref": REF + title}

    for name in list(definitions):
        definitions[name] = move(definitions[name], is_top=True)


def _name_union(value: Any, members: list[Schema], *, title: str) -> None:
    """Put a union's name where it is spelt out, at any depth."""
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict) and each.get("oneOf") == members:
            del each["oneOf"]
            each["$ref"] = REF + title
        if isinstance(each, dict | list):
            _name_union(each, members, title=title)


def _codes(texts: Mapping[str, Mapping[str, str]]) -> dict[str, Schema]:
    """Return the codes of errors and of closed sockets; more may come under the same version."""
    return {
        "ErrorCode": {
            "title": "ErrorCode",
            "description": "Why an order was not taken: `code` of `error` and of a rejected `ack`.",
            "type": "string",
            "oneOf": [
                {"const": code, "description": texts["errors"][code]}
                for code in get_args(events.ErrorCode)
            ],
        },
        "CloseCode": {
            "title": "CloseCode",
            "description": "Why the server closed the socket.",
            "type": "integer",
            "oneOf": [
                {"const": code, "description": f"{why.meaning} {why.advice}"}
                for code, why in events.CLOSE_CODES.items()
            ],
        },
    }


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].removeprefix(REF)
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _refs(each)


def pick(bundle: Schema, name: str, *, schema_id: str) -> Schema:
    """Return one definition of a bundle as a schema of its own, with all that it is made of."""
    definitions = bundle["$defs"]
    needed: set[str] = set()
    waiting = [name]
    while waiting:
        for each in _refs(definitions[waiting.pop()]):
            if each not in needed:
                needed.add(each)
                waiting.append(each)
    own = copy.deepcopy(definitions[name])
    parts = {each: definitions[each] for each in sorted(needed)}
    return {"$schema": DIALECT, "$id": schema_id, **own, **({"$defs": parts} if parts else {})}


def build_schemas(texts: Mapping[str, Mapping[str, str]]) -> dict[str, Schema]:
    """Return every file of docs/schemas by its path there."""
    bundle = build_bundle(texts)
    files = {BUNDLE: bundle}
    families: dict[str, Mapping[str, type[BaseModel]]] = {
        "orders": order_models(),
        "facts": events.SERVER_FRAMES,
        "cards": card_models(),
    }
    for family, models in families.items():
        for name, model in models.items():
            schema_id = f"urn:jobchat:schemas:1:{family}:{name}"
            files[f"{family}/{name}.json"] = pick(bundle, model.__name__, schema_id=schema_id)
    return files


def dump(schema: Schema) -> str:
    """Return a file's text."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
