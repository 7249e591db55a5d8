"""Questions about figures in Chinese or English as typed queries, by rules. Pure: no database.

A query is only ever made of what is declared, and of names that the catalogue has: whoever reads
the question, `check_answer` says so once more.
"""

from collections.abc import Iterator
from datetime import date

from ..types import NAMED, Catalog, FiguresError, FiguresQuery, conditions_of
from .names import fold
from .rules import MAX_QUESTION, read_question

__all__ = ["MAX_QUESTION", "check_answer", "invented_names", "understand"]


def understand(
    question: str, *, catalog: Catalog, context: FiguresQuery | None, today: date
) -> FiguresQuery | FiguresError:
    """Return the query that a question means, or the named error that fits.

    `context` is the query before, which a follow-up changes; names are those of the catalogue.
    """
    return check_answer(
        read_question(question, catalog=catalog, context=context, today=today), catalog=catalog
    )


def check_answer(
    answer: FiguresQuery | FiguresError, *, catalog: Catalog
) -> FiguresQuery | FiguresError:
    """Return the answer, or "unknown_name" where a query holds a name that does not exist."""
    if isinstance(answer, FiguresQuery):
        for dimension, value in invented_names(answer, catalog=catalog):
            return FiguresError("unknown_name", dimension=dimension, said=value)
    return answer


def invented_names(query: FiguresQuery, *, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Yield each name of a query that is not of the catalogue, with its dimension."""
    for condition in conditions_of(query.filters):
        if condition.dimension in NAMED and condition.op in ("eq", "in"):
            known = {fold(name) for name in catalog.names(condition.dimension)}
            for value in condition.values:
                if fold(str(value)) not in known:
                    yield condition.dimension, str(value)
