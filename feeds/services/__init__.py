"""The only writer of this app's tables: one module a subject."""

from .partners import (
    IssuedKey,
    create_key,
    create_partner,
    find_key,
    get_source_for,
    give_source,
    is_source_free,
    list_source_keys,
    revoke_key,
    rotate_key,
)
from .usage import Quota, count_items, count_request

__all__ = [
    "IssuedKey",
    "Quota",
    "count_items",
    "count_request",
    "create_key",
    "create_partner",
    "find_key",
    "get_source_for",
    "give_source",
    "is_source_free",
    "list_source_keys",
    "revoke_key",
    "rotate_key",
]
