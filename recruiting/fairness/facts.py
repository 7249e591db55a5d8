"""Who is counted for impact ratios: contacts of a period and what became of them, and scores."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jobassist.accounts.models import Company
from jobassist.errors import NotFound
from jobs.models import Posting
from recruiting.candidates import open_reference
from recruiting.models import Application, DecisionRecord, GroupAnswer, Stage, StageMove
from recruiting.services.fairness import build_subject

from .ratios import Counted, Group, RatioTable, build_tables

KIND = Stage.Kind
# What counts as having come so far, or further.
REACHED: Mapping[str, tuple[str, ...]] = {
    KIND.ANSWERED: (KIND.ANSWERED, KIND.INTERVIEW, KIND.OFFER, KIND.HIRED),
    KIND.INTERVIEW: (KIND.INTERVIEW, KIND.OFFER, KIND.HIRED),
    KIND.OFFER: (KIND.OFFER, KIND.HIRED),
    KIND.HIRED: (KIND.HIRED,),
}
MOST_RECORDS = 20_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Which contacts are counted: of a posting or all, until which stage, of which days."""

    first: date
    last: date
    stage: str = KIND.INTERVIEW
    posting_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The tables of both measures, and what they were counted from."""

    scope: Scope
    applicants: int
    scored: int
    tables: tuple[RatioTable, ...]
    # More rankings than are read: the newest are counted.
    is_cut: bool = False


def build_report(company: Company, scope: Scope) -> Report:
    """Return a company's impact ratios. A fixed number of queries. NotFound for another's posting."""
    if (
        scope.posting_id is not None
        and not Posting.objects.filter(id=scope.posting_id, company=company).exists()
    ):
        raise NotFound
    zone = ZoneInfo(company.time_zone)
    begin = datetime.combine(scope.first, time(), tzinfo=zone)
    end = datetime.combine(scope.last + timedelta(days=1), time(), tzinfo=zone)
    groups = load_groups(company)
    applicants = count_applicants(company, scope, begin=begin, end=end, groups=groups)
    scored, is_cut = count_scored(company, scope, begin=begin, end=end, groups=groups)
    return Report(
        scope,
        len(applicants),
        len(scored),
        build_tables(applicants, measure="selection") + build_tables(scored, measure="scoring"),
        is_cut,
    )


def load_groups(company: Company) -> dict[str, dict[Group, str]]:
    """Return what people said of their groups to this company, by who it is, hashed. One query."""
    return {
        subject: {"sex": sex, "race": race, "age": age}
        for subject, sex, race, age in GroupAnswer.objects.filter(company=company).values_list(
            "subject", "sex", "race", "age"
        )
    }


def count_applicants(
    company: Company,
    scope: Scope,
    *,
    begin: datetime,
    end: datetime,
    groups: Mapping[str, Mapping[Group, str]],
) -> list[Counted]:
    """Return everybody who reached out in the period, and whether they came so far. Two queries."""
    contacts = Application.objects.filter(
        company=company, created_at__gte=begin, created_at__lt=end
    ).exclude(kind=Application.Kind.OUTBOUND)
    if scope.posting_id is not None:
        contacts = contacts.filter(posting_id=scope.posting_id)
    selected = set(
        StageMove.objects.filter(
            company=company, to_kind__in=REACHED[scope.stage], application__in=contacts
        ).values_list("application_id", flat=True)
    )
    return [
        Counted(groups.get(build_subject(company.id, person_id), {}), is_selected=id_ in selected)
        for id_, person_id in contacts.values_list("id", "person_id")
    ]


def count_scored(
    company: Company,
    scope: Scope,
    *,
    begin: datetime,
    end: datetime,
    groups: Mapping[str, Mapping[Group, str]],
) -> tuple[list[Counted], bool]:
    """Return everybody whom the company was shown by a score, by their newest. Two queries.

    From the records of what was shown; a pseudonym is opened to count, and not kept.
    """
    records = DecisionRecord.objects.filter(
        company=company,
        kind=DecisionRecord.Kind.SEEKERS_FOR_POSTING,
        at__gte=begin,
        at__lt=end,
        posting__isnull=False,
    )
    if scope.posting_id is not None:
        records = records.filter(posting_id=scope.posting_id)
    rows = list(records.order_by("-at").values_list("posting_id", "results")[: MOST_RECORDS + 1])
    postings = Posting.objects.filter(company=company).in_bulk({id_ for id_, _results in rows})
    scores: dict[tuple[int, uuid.UUID], float] = {}
    for posting_id, results in rows[:MOST_RECORDS]:
        posting = postings.get(posting_id)
        for line in results if posting is not None else ():
            score, reference = line.get("score"), str(line.get("candidate", ""))
            if not isinstance(score, int | float):
                continue
            assert posting is not None
            try:
                person_id = open_reference(company, posting, reference)
            except NotFound:
                # Of before pseudonyms could be opened.
                continue
            scores.setdefault((posting_id, person_id), float(score))
    counted = [
        Counted(groups.get(build_subject(company.id, person_id), {}), score=score)
        for (_posting_id, person_id), score in scores.items()
    ]
    return counted, len(rows) > MOST_RECORDS
