"""Postings that hold an excluded word only to deny it."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from django.db import connection

from jobs.criteria import CriterionKey
from jobs.traits import is_said

from .filters import build_filters, said_condition, said_params
from .need import Need

# Beyond so many holders of a word it is taken at its word.
MAX_READ = 300
# Texts are long and the words people refuse are few: which of them a text says is remembered, by
# the hash of what the posting says.
MAX_REMEMBERED = 50_000

# One search is asked several times in a turn (shown, counted, counted with a wish less) and again
# in the next: so long, and of so many, its answer is remembered. A posting that denies the word and
# came since is found that much later; one that no longer does is not shown, as its words are read.
ANSWER_SECONDS = 30.0
MAX_ANSWERS = 1_000

_Told = tuple[int, str, str]
_remembered: OrderedDict[_Told, bool] = OrderedDict()
_answers: OrderedDict[bytes, tuple[float, list[int]]] = OrderedDict()
_lock = threading.Lock()


def find_denials(need: Need, *, is_fresh: bool = False) -> list[int]:
    """Return ids of matching postings that deny an excluded word ("no agencies, please").

    No statement where nothing excluded has to be looked for in descriptions; two at most.
    `is_fresh` where a posting is judged once only: then nothing is answered from memory.
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
    sql = (
        "SELECT p.id, p.content_hash FROM jobs_posting p "
        f"WHERE {where} AND ({' OR '.join(holders)}) LIMIT {MAX_READ}"
    )
    words = [refused.text for _, refused in wanted]
    key = _key_of(sql, params, words)
    known = None if is_fresh else _recall(key)
    if known is not None:
        return known
    asked_at = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[tuple[int, str]] = cursor.fetchall()
    told = _read_told(rows, words)
    found = [
        posting_id
        for posting_id, content in rows
        if not any(told[posting_id, content, word] for word in words)
    ]
    with _lock:
        _answers[key] = (asked_at + ANSWER_SECONDS, found)
        _answers.move_to_end(key)
        while len(_answers) > MAX_ANSWERS:
            _answers.popitem(last=False)
    return list(found)


def forget() -> None:
    """Answer nothing from memory until it has been asked anew."""
    with _lock:
        _answers.clear()


def _key_of(sql: str, params: dict[str, Any], words: list[str]) -> bytes:
    # Hashed: the places and employers of a search may be many. What is open now is asked again by
    # whoever uses the answer.
    asked = sorted((name, value) for name, value in params.items() if name != "now")
    return hashlib.blake2b(repr((sql, asked, words)).encode(), digest_size=16).digest()


def _recall(key: bytes) -> list[int] | None:
    with _lock:
        until, found = _answers.get(key, (0.0, []))
        return list(found) if time.monotonic() < until else None


def _read_told(rows: Iterable[tuple[int, str]], words: list[str]) -> dict[_Told, bool]:
    """Return whether each posting says each word undenied; reads the texts not yet looked at."""
    asked = [(posting_id, content, word) for posting_id, content in rows for word in words]
    with _lock:
        told = {key: _remembered[key] for key in asked if key in _remembered}
    missing = [key for key in asked if key not in told]
    if missing:
        texts = _read_texts({posting_id for posting_id, _content, _word in missing})
        for key in missing:
            posting_id, _content, word = key
            # One that went meanwhile is taken at its word.
            text = texts.get(posting_id)
            told[key] = True if text is None else is_said(word, text)
    with _lock:
        for key, is_told in told.items():
            _remembered[key] = is_told
            _remembered.move_to_end(key)
        while len(_remembered) > MAX_REMEMBERED:
            _remembered.popitem(last=False)
    return told


def _read_texts(posting_ids: Iterable[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, description_text FROM jobs_posting WHERE id = ANY(%s)", [list(posting_ids)]
        )
        rows: list[tuple[int, Any]] = cursor.fetchall()
    return dict(rows)
