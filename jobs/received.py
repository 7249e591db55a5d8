"""Counts what sources send, refused or not: what figures of feeds are made of."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jobs.models import Source


def count_received(
    source: Source, posting_ids: Sequence[int], *, refused: int, now: datetime
) -> None:
    """Add items that came: those that became or stayed postings, and those refused. One statement."""
    if not posting_ids and not refused:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "ids": list(posting_ids),
                "source": source.pk,
                "company": source.company_id,
                "refused": refused,
                "now": now,
            },
        )


# In one order everywhere, so that two batches cannot wait for each other. Places are kept of
# companies' own postings: of a large feed of others they would be a row for each city and quarter.
_ADD = """
INSERT INTO jobs_feedtally AS t
    (source_id, company_id, at, family, city, country, employment_type, received, refused)
SELECT %(source)s, r.company_id, date_bin('15 minutes', %(now)s, '2000-01-01T00:00:00Z'),
    r.family, r.city, r.country, r.employment_type, sum(r.received), sum(r.refused)
FROM (
    SELECT p.company_id,
        CASE WHEN p.company_id IS NULL THEN '' ELSE p.family END AS family,
        CASE WHEN p.company_id IS NULL THEN '' ELSE coalesce(l.city, '') END AS city,
        coalesce(l.country, '') AS country, coalesce(p.employment_type, '') AS employment_type,
        1 AS received, 0 AS refused
    FROM unnest(%(ids)s::bigint[]) AS i(id)
    JOIN jobs_posting p ON p.id = i.id
    LEFT JOIN jobs_postinglocation l ON l.posting_id = p.id AND l.ordinal = 0
    UNION ALL
    SELECT %(company)s::bigint, '', '', '', '', %(refused)s, %(refused)s WHERE %(refused)s > 0
) r
GROUP BY 2, 4, 5, 6, 7 ORDER BY 2, 4, 5, 6, 7
ON CONFLICT (source_id, at, company_id, family, city, country, employment_type)
DO UPDATE SET received = t.received + excluded.received, refused = t.refused + excluded.refused
"""
