"""Statements with vectors as parameters: bound by the server, in binary, read once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from django.db import connection
from psycopg.adapt import Dumper
from psycopg.pq import Format


class HalfVector:
    """A vector on its way to the server. Write it as `%(name)s::halfvec(512)`."""

    __slots__ = ("data",)

    def __init__(self, row: np.ndarray) -> None:
        self.data = np.array([len(row), 0], ">u2").tobytes() + row.astype(">f2").tobytes()


class _HalfVectorDumper(Dumper):
    # No type of its own: the cast beside it says what the bytes are, and pgvector's type has
    # another number in every database.
    oid = 0
    format = Format.BINARY

    def dump(self, obj: HalfVector) -> bytes:
        return obj.data


psycopg.adapters.register_dumper(HalfVector, _HalfVectorDumper)


@contextmanager
def bound_by_server() -> Iterator[Any]:
    """Open a cursor that sends values apart from the statement; Django's would write them into it.

    Counted, logged and translated like Django's own.
    """
    wrapper: Any = connection
    wrapper.ensure_connection()
    with wrapper.wrap_database_errors:
        raw: Any = psycopg.Cursor(wrapper.connection)
    # Hundreds of rows of numbers and arrays: less to write there and to read here.
    raw.format = Format.BINARY
    with wrapper._prepare_cursor(raw) as cursor:
        yield cursor


def fetch_rows(sql: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one statement."""
    with bound_by_server() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
