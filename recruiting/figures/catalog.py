"""Every name that a company's figures can be asked by."""

from django.db import connection

from jobassist.accounts.models import Company
from jobassist.active_language import active_lang

from .names import occupation_name
from .types import Catalog

MAX_NAMES = 2_000
_OF_COMPANY = "(%(company)s::bigint IS NULL OR p.company_id = %(company)s)"
_PARAMS_LIMIT = f" LIMIT {MAX_NAMES}"
# The latest postings first: a company with more than that many asks about what it has now.
_NAMES = {
    "city": (
        "SELECT l.city FROM jobs_posting p JOIN jobs_postinglocation l ON l.posting_id = p.id"
        f" WHERE {_OF_COMPANY} AND l.city <> '' GROUP BY 1 ORDER BY count(*) DESC, 1"
    ),
    "posting": (
        f"SELECT p.title FROM jobs_posting p WHERE {_OF_COMPANY} AND p.status <> 'removed'"
        " GROUP BY 1 ORDER BY max(p.id) DESC"
    ),
    "occupation": (
        f"SELECT p.family FROM jobs_posting p WHERE {_OF_COMPANY} AND p.family <> ''"
        " GROUP BY 1 ORDER BY count(*) DESC, 1"
    ),
    "recruiter": (
        "SELECT u.display_name FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id"
        " WHERE (%(company)s::bigint IS NULL OR m.company_id = %(company)s)"
        " AND u.display_name <> '' GROUP BY 1 ORDER BY 1"
    ),
    "source": (
        "SELECT coalesce(nullif(s.name, ''), s.key) FROM jobs_source s"
        " WHERE %(company)s::bigint IS NULL OR s.company_id = %(company)s OR EXISTS ("
        "SELECT 1 FROM jobs_posting p WHERE p.source_id = s.id AND p.company_id = %(company)s)"
        " GROUP BY 1 ORDER BY 1"
    ),
}


def build_catalog(company: Company | None) -> Catalog:
    """Return the names of a company's own postings, people and sources; of all with None.

    Five statements. The caller has checked that the viewer may see them.
    """
    found: dict[str, tuple[str, ...]] = {}
    with connection.cursor() as cursor:
        for dimension, statement in _NAMES.items():
            cursor.execute(statement + _PARAMS_LIMIT, {"company": company.pk if company else None})
            found[dimension] = tuple(row[0] for row in cursor.fetchall())
    lang = active_lang()
    named = (occupation_name(key, lang=lang) for key in found["occupation"])
    return Catalog(**{**found, "occupation": tuple(dict.fromkeys(named))})
