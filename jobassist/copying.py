"""New rows by COPY: what `bulk_create` does, at a fraction of the processor's time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one table; their automatic ids are not read back. One statement.

    Defaults and `auto_now_add` count, signals are not sent. Raises IntegrityError as an insert
    does; nothing is kept then.
    """
    if not rows:
        return
    # The connection itself and not its proxy, which looks it up anew for each value.
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [
        each
        for each in rows[0]._meta.local_concrete_fields
        if not isinstance(each, models.AutoField)
    ]
    copy_values(
        type(rows[0]),
        [each.name for each in fields],
        (
            [
                each.get_db_prep_save(each.pre_save(row, add=True), connection=connection)
                for each in fields
            ]
            for row in rows
        ),
    )


def copy_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows given as the database takes them, JSON as text; other columns stay empty.

    One statement. Raises as `copy_rows` does.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    column_of = {each.name: str(each.column) for each in model._meta.local_concrete_fields}
    columns = ", ".join(quote(column_of[name]) for name in names)
    copy_in = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    # `copy` is psycopg's own: its errors would come as psycopg's.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(copy_in) as copy,
    ):
        for row in rows:
            copy.write_row(row)
