"""Many rows in one statement whose text never changes, for the few places that write all day.

The ORM builds, and the driver splits and quotes, a statement with hundreds of placeholders anew
for every group: ten times the cost of the rows themselves. Here ids go as one parameter, and new
rows as one JSON text.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import pydantic_core
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

M = TypeVar("M", bound=models.Model)


def uuid_array(ids: Iterable[uuid.UUID | None]) -> str:
    """Return ids as one parameter, for `= ANY(%s::uuid[])` or `unnest(%s::uuid[])`."""
    return "{" + ",".join("NULL" if each is None else str(each) for each in ids) + "}"


def select_rows(model: type[M], condition: str, parameters: Sequence[Any]) -> list[M]:
    """Return the rows of a model for which a condition in SQL holds. One query.

    The condition is a constant of ours, and may end in ORDER BY or FOR UPDATE.
    """
    shape = _shape_of(model)
    with connection.cursor() as cursor:
        cursor.execute(f"{shape.select} {condition}", parameters)
        return [shape.build(row) for row in cursor.fetchall()]


def select_joined(
    parts: Sequence[tuple[type[models.Model], str, frozenset[str]]],
    joined: str,
    parameters: Sequence[Any],
) -> list[tuple[Any, ...]]:
    """Return rows of several models beside each other, None for one that a left join misses.

    A part is a model, its alias and the columns to leave for later; `joined` is a constant of
    ours, from FROM on. One query.
    """
    shapes = [(_shape_of(model, without), alias) for model, alias, without in parts]
    columns = ", ".join(f"{alias}.{name}" for shape, alias in shapes for name in shape.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} {joined}", parameters)
        rows = cursor.fetchall()
    found = []
    for row in rows:
        built: list[Any] = []
        start = 0
        for shape, _alias in shapes:
            end = start + len(shape.columns)
            # The key comes first.
            built.append(None if row[start] is None else shape.build(row[start:end]))
            start = end
        found.append(tuple(built))
    return found


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model; their automatic ids are not read back. One statement.

    Defaults and `auto_now_add` count, signals are not sent. Raises IntegrityError as
    `bulk_create` does; nothing is kept then.
    """
    if not rows:
        return
    shape = _shape_of(type(rows[0]))
    for row in rows:
        for field in shape.dated:
            field.pre_save(row, add=True)
    insert_values(
        type(rows[0]), [{name: getattr(row, name) for name in shape.inserted} for row in rows]
    )


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows given by column; a column left out stays empty. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_shape_of(model).insert, [pydantic_core.to_json(rows).decode()])


@dataclass(frozen=True)
class _Shape:
    """A model's columns, and the statements made of them."""

    model: type[models.Model]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    inserted: tuple[str, ...]
    dated: tuple["models.Field[Any, Any]", ...]
    converters: tuple[tuple[int, Callable[..., Any]], ...]
    select: str
    insert: str

    def build(self, row: Sequence[Any]) -> Any:
        """Return the row as the model's."""
        values = list(row)
        for place, convert in self.converters:
            values[place] = convert(values[place], None, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self.names, values)


@cache
def _shape_of(model: type[models.Model], without: frozenset[str] = frozenset()) -> _Shape:
    database = connections[DEFAULT_DB_ALIAS]
    quote = database.ops.quote_name
    fields = [each for each in model._meta.concrete_fields if each.name not in without]
    inserted = [each for each in fields if not isinstance(each, models.AutoField)]
    table = quote(model._meta.db_table)
    columns = [quote(str(each.column)) for each in inserted]
    typed = [f"{quote(str(each.column))} {each.db_type(database)}" for each in inserted]
    dated = (models.DateField, models.TimeField)
    return _Shape(
        model=model,
        names=tuple(each.attname for each in fields),
        columns=tuple(quote(str(each.column)) for each in fields),
        inserted=tuple(each.attname for each in inserted),
        dated=tuple(
            each
            for each in inserted
            if isinstance(each, dated) and (each.auto_now or each.auto_now_add)
        ),
        converters=tuple(
            (place, each.from_db_value)
            for place, each in enumerate(fields)
            if hasattr(each, "from_db_value")
        ),
        select=f"SELECT {', '.join(quote(str(each.column)) for each in fields)} FROM {table} WHERE",  # noqa: S608
        insert=f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608
        f" SELECT {', '.join(columns)} FROM json_to_recordset(%s::json) AS n({', '.join(typed)})",
    )
