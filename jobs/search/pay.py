"""What such work pays: the figures that a question about pay offers."""

from dataclasses import dataclass
from typing import cast

from django.db import connection

from jobassist.language.money import PER_YEAR
from jobs.criteria import Criteria, SalaryPeriod

from .facets import as_query, prepare, round_pay
from .types import JobQuery, Lang

MIN_POSTINGS = 4


@dataclass(frozen=True, slots=True)
class PayQuartiles:
    """The lower quartile, median and upper quartile of starting pay, in words people use."""

    values: tuple[float, ...]
    currency: str
    period: SalaryPeriod


def pay_quartiles(
    criteria: Criteria | JobQuery, *, posting_lang: Lang | None = None
) -> PayQuartiles | None:
    """Return what postings of this occupation start at, in their commonest currency and period.

    None where fewer than four of them say. One statement; the wished pay is left aside. With
    `posting_lang` only postings written in that language count.
    """
    query = as_query(criteria)
    _need, filters, occupation, params = prepare(query)
    where = filters.where(without=("salary_min", "salary_max"))
    if posting_lang is not None:
        where = f"({where}) AND p.lang = %(posting_lang)s"
        params["posting_lang"] = posting_lang
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT salary_currency, salary_period, "
            "percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY salary_yearly_min), "
            "count(*) FROM jobs_posting p WHERE salary_yearly_min IS NOT NULL "
            f"AND salary_period IS NOT NULL AND ({occupation}) AND {where} "
            "GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT 1",
            params,
        )
        row = cursor.fetchone()
    if row is None or row[3] < MIN_POSTINGS:
        return None
    currency, period, yearly, _count = row
    per_year = PER_YEAR[period]
    values = dict.fromkeys(round_pay(each / per_year) for each in yearly)
    return PayQuartiles(tuple(values), currency, cast(SalaryPeriod, period))
