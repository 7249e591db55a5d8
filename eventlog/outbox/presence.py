"""Who has the app open just now, in whichever process their socket is."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from jobassist.many_rows import uuid_array

# Processes say it again well before this has passed; who closes the app counts as gone after it.
STAYS = timedelta(seconds=45)
NOTED_EVERY_SECONDS = 20.0


def note_present(people: Collection[uuid.UUID], *, now: datetime) -> None:
    """Note that these people are there. One statement, in the order of their ids."""
    if not people:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO eventlog_presence AS kept (user_id, until)
            SELECT u.id, %(until)s FROM accounts_user u
            WHERE u.id = ANY(%(people)s::uuid[]) AND u.erased_at IS NULL ORDER BY u.id
            ON CONFLICT (user_id) DO UPDATE SET until = greatest(kept.until, excluded.until)
            """,
            {"until": now + STAYS, "people": uuid_array(people)},
        )
