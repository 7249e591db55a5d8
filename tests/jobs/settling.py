"""Waits until what was written is told: the log of changes is told below the oldest writer.

Tests beside these write in databases of the same server, whose transactions count as well.
"""

import time

from django.db import connection


def settle_changes(*, seconds: float = 90.0) -> None:
    """Wait until no transaction is open that began before the newest change."""
    end = time.monotonic() + seconds
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT coalesce(max(transaction_number), 0) "
                "< pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM jobs_postingchange"
            )
            if cursor.fetchone()[0]:
                return
        assert time.monotonic() < end, "a transaction stayed open"
        time.sleep(0.05)
