"""Postings that hold an excluded word only to deny it."""

from django.db import connection

from jobs.criteria import CriterionKey
from jobs.traits import is_said

from .filters import build_filters, said_condition, said_params
from .need import Need

# Beyond so many holders of a word it is taken at its word.
MAX_READ = 300


def find_denials(need: Need) -> list[int]:
    """Return ids of matching postings that deny an excluded word ("no agencies, please").

    No statement where nothing excluded has to be looked for in descriptions.
    """
    wanted = [(i, r) for i, r in enumerate(need.refused) if r.body_terms]
    if not wanted:
        return []
    filters = build_filters(need)
    holders: list[str] = []
    params = dict(filters.params)
    for number, refused in wanted:
        name = f"no{number}"
        holders.append(said_condition(refused, name))
        params |= said_params(refused, name)
    without: tuple[CriterionKey, ...] = ("exclude",)
    where = filters.where(without=without)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.description_text FROM jobs_posting p "
            f"WHERE {where} AND ({' OR '.join(holders)}) LIMIT {MAX_READ}",
            params,
        )
        rows = cursor.fetchall()
    return [
        posting_id
        for posting_id, text in rows
        if not any(is_said(refused.text, text) for _, refused in wanted)
    ]
