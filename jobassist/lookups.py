"""`id__any_of=[…]`: what `in` finds, with one parameter however many values there are."""

from typing import Any

from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler


class AnyOf(Lookup):
    """Equal to one of many values, given as the database takes them.

    For long lists on hot paths: `in` prepares, quotes and parses each value by itself.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return `column = ANY(array)`."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s)", (*params, list(self.rhs))


def register() -> None:
    """Let every field be asked so; those that lead to other tables know none of the others'."""
    Field.register_lookup(AnyOf)
    ForeignObject.register_lookup(AnyOf)
