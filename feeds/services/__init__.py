"""The only writer of this app's tables: one module a subject."""

from .absence import Absence, find_absent, is_sudden
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
from .pull_health import Health, find_drift, read_health
from .pull_preview import Preview, draft_for, preview_pull
from .pulls import (
    begin_run,
    build_plan,
    defer_due_pulls,
    defer_pull,
    expire_held,
    has_boards,
    is_pull_source_free,
    prune_runs,
    record_run,
    run_pull,
    save_pull,
    set_pull_active,
)
from .usage import Quota, count_items, count_request

__all__ = [
    "Absence",
    "Health",
    "IssuedKey",
    "Preview",
    "Quota",
    "begin_run",
    "build_plan",
    "count_items",
    "count_request",
    "create_key",
    "create_partner",
    "defer_due_pulls",
    "defer_pull",
    "draft_for",
    "expire_held",
    "find_absent",
    "find_drift",
    "find_key",
    "get_source_for",
    "give_source",
    "has_boards",
    "is_pull_source_free",
    "is_source_free",
    "is_sudden",
    "list_source_keys",
    "preview_pull",
    "prune_runs",
    "read_health",
    "record_run",
    "revoke_key",
    "rotate_key",
    "run_pull",
    "save_pull",
    "set_pull_active",
]
