"""A company's own postings, typed in by its recruiters or brought in a file.

They take the path of a feed's rows, so that everything is read, judged and found the same way. Only
rows of a company's own source are edited here: what a feed sends, the feed would send again.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic_core import to_json

from jobassist.accounts.models import Company
from jobassist.errors import AppError, NotFound
from jobs.feed import (
    FeedError,
    FeedItem,
    ParsedRow,
    build_description,
    build_item,
    parse_whole_row,
)
from jobs.models import Employer, Posting, PostingLocation, Source
from jobs.quality import Draft, Finding, find_banned_wording
from jobs.reading import build_read_row
from jobs.services import (
    ReadRow,
    RowResult,
    find_stored_rows,
    get_or_create_company_source,
    publish_postings,
    read_rows,
    write_rows,
)

Row = dict[str, Any]
# Rows of one file; more are for a partner's key.
MAX_ROWS = 1_000
# No posting has it: what is looked at before it is stored.
UNSTORED_ID = 0


class RowRefused(AppError):
    """A posting that cannot be taken as it is: `errors` say why, each with its field."""

    def __init__(self, errors: Sequence[FeedError]) -> None:
        super().__init__("rejected", _("The posting cannot be taken as it is."), status=422)
        self.errors = list(errors)


# What a partner's code is told by a code and a detail, for people.
_ERRORS = {
    "missing_id": gettext_lazy("It has no number of its own."),
    "missing_title": gettext_lazy("It has no title."),
    "duplicate_id": gettext_lazy("An earlier row has the same number."),
    "bad_salary": gettext_lazy(
        "The pay cannot be right: the least is above the most, or it is no number."
    ),
    "bad_date": gettext_lazy("This is no day that there is."),
    "bad_url": gettext_lazy("The link must begin with http:// or https://."),
    "too_long": gettext_lazy("It is too long."),
    "bad_type": gettext_lazy("This cannot be read."),
    "bad_json": gettext_lazy("This cannot be read."),
}


def explain_error(error: FeedError) -> str:
    """Return what is wrong in the reader's language."""
    return str(_ERRORS.get(error.code, error.detail))


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became, or would become, of one row of a file."""

    index: int
    status: str
    posting_id: int | None = None
    errors: tuple[FeedError, ...] = ()


def get_own_source(company: Company) -> Source:
    """Return the source that a company's recruiters write by hand, made when there is none."""
    return get_or_create_company_source(company.id, key=f"company-{company.id}")


def why_not_editable(posting: Posting) -> str:
    """Return why a posting cannot be changed by hand, empty where it can. Needs `source` loaded."""
    if posting.status == Posting.Status.REMOVED:
        return _("It was removed for good.")
    if posting.source.kind == Source.Kind.COMPANY:
        return ""
    return _(
        "It comes from the feed “%(source)s”, which would undo a change made here when it sends "
        "the posting again. Change it where the feed is written, or duplicate it into a posting "
        "of your own."
    ) % {"source": posting.source.name or posting.source.key}


def is_seen_when_saved(posting: Posting) -> bool:
    """Return whether a change to a posting is seen at once, or as soon as nothing is against it.

    One that ended by itself is open again when it is saved with a later end.
    """
    status = Posting.Status
    return (
        posting.status in (status.ACTIVE, status.HELD)
        or (posting.status == status.EXPIRED and posting.ended_by != Posting.EndedBy.PERSON)
        or (posting.status == status.REMOVED and posting.ended_by == Posting.EndedBy.SOURCE)
    )


def build_version(posting: Posting) -> str:
    """Return what tells one state of a posting's content from the next."""
    return f"{posting.content_hash}:{posting.raw_hash}"


def read_own_row(posting: Posting) -> Row:
    """Return the row a posting was made of, or one that would make it. One query or two."""
    sent = getattr(posting, "sent", None)
    if sent is not None:
        row: Row = json.loads(sent.row)
        return row
    return _build_row(posting)


def _build_row(posting: Posting) -> Row:
    """Return a row in the schema's words from what is stored of a posting that came otherwise."""
    row: Row = {
        **posting.extra,
        "id": posting.external_id,
        "lang": posting.lang,
        "title": posting.title,
        "company": posting.employer.name if posting.employer else None,
        "city": list(dict.fromkeys(each.raw for each in posting.locations.all())) or None,
        "salary_min": posting.salary_min,
        "salary_max": posting.salary_max,
        "salary_currency": posting.salary_currency,
        "salary_period": posting.salary_period,
        "salary_months": posting.salary_months,
        "salary_raw": posting.salary_raw,
        "employment_type": posting.employment_type,
        "experience": posting.experience_raw,
        "education": posting.education_raw,
        "skills": posting.skills,
        "tags": posting.tags,
        "description": posting.description_html or posting.description_text,
        "posted_at": posting.date_posted.isoformat() if posting.date_posted else None,
        "valid_through": posting.valid_through.isoformat() if posting.valid_through else None,
        "url": posting.url,
        "remote": posting.is_remote or None,
        "direct_apply": posting.direct_apply or None,
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def save_own_posting(
    company: Company,
    row: Mapping[str, Any],
    *,
    posting_id: int | None = None,
    seen: str = "",
    is_published: bool = False,
    now: datetime,
) -> Posting:
    """Store a company's own posting and return it; a new one is a draft unless published.

    The caller has checked that whoever asks writes for the company. NotFound for another's posting,
    AppError `not_editable` (409) for a feed's, `changed_meanwhile` (409) when it is no longer the
    version `seen`, RowRefused with what is wrong. Published, it may still be held back: its status
    says so.
    """
    with transaction.atomic():
        posting = None if posting_id is None else _lock_own(company, posting_id)
        if posting is not None and seen and seen != build_version(posting):
            raise AppError(
                "changed_meanwhile",
                _("Somebody else has changed this posting in the meantime. Load it again."),
                status=409,
            )
        source = get_own_source(company) if posting is None else posting.source
        external_id = str(uuid.uuid4()) if posting is None else posting.external_id
        is_first = posting is None or posting.status == Posting.Status.DRAFT
        whole = {**row, "id": external_id}
        if is_published and is_first:
            whole["posted_at"] = timezone.localdate(now).isoformat()
        read = _read(whole, now=now)
        stored = find_stored_rows(source, [external_id])
        result = write_rows(source, [read], stored=stored, now=now, is_draft=True)[external_id]
        if result.posting_id is None:
            raise NotFound
        if is_published:
            publish_postings([result.posting_id], now=now)
        return Posting.objects.select_related("source", "employer").get(id=result.posting_id)


def duplicate_posting(company: Company, posting: Posting, *, now: datetime) -> Posting:
    """Return a draft of the company's own that says what one of its postings says.

    Dates are left out. NotFound for a posting that is not the company's.
    """
    if posting.company_id != company.id:
        raise NotFound
    dropped = ("id", "external_id", "posted_at", "valid_through", "url", "source")
    row = {key: value for key, value in read_own_row(posting).items() if key not in dropped}
    return save_own_posting(company, row, now=now)


def write_own_rows(
    company: Company,
    rows: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    is_published: bool = False,
    is_dry_run: bool = False,
) -> list[RowOutcome]:
    """Store the sound rows of a file, each with an id; return what became of every row, in order.

    A row whose id is there changes that posting, the same again changes nothing. New ones are
    drafts unless published. A dry run reads and compares and writes nothing.
    """
    if len(rows) > MAX_ROWS:
        raise AppError(
            "too_many_rows",
            _("At most %(count)d postings at once; split the file.") % {"count": MAX_ROWS},
        )
    source = get_own_source(company)
    outcomes: dict[int, RowOutcome] = {}
    sound: dict[str, tuple[int, ReadRow]] = {}
    found = read_rows([to_json(dict(row)) for row in rows], today=timezone.localdate(now))
    for index, read in enumerate(found):
        if isinstance(read, list):
            outcomes[index] = RowOutcome(index, "rejected", errors=tuple(read))
        elif read.external_id in sound:
            first = sound[read.external_id][0] + 1
            error = FeedError("duplicate_id", "/id", _("Row %(row)d has this id.") % {"row": first})
            outcomes[index] = RowOutcome(index, "rejected", errors=(error,))
        else:
            sound[read.external_id] = (index, read)
    stored = find_stored_rows(source, list(sound))
    if is_dry_run:
        for key, (index, read) in sound.items():
            known = stored.get(key)
            status = "created" if known is None else "updated"
            if known and known.content_hash == read.content_hash:
                status = "unchanged"
            outcomes[index] = RowOutcome(index, status, known.posting_id if known else None)
        return [outcomes[index] for index in sorted(outcomes)]
    with transaction.atomic():
        results: dict[str, RowResult] = write_rows(
            source, [read for _i, read in sound.values()], stored=stored, now=now, is_draft=True
        )
        if is_published:
            new = [r.posting_id for r in results.values() if r.posting_id]
            publish_postings(new, now=now)
    for key, (index, _row) in sound.items():
        outcomes[index] = RowOutcome(index, results[key].status, results[key].posting_id)
    return [outcomes[index] for index in sorted(outcomes)]


def build_unstored(row: Mapping[str, Any], *, now: datetime) -> tuple[FeedItem, Posting]:
    """Return what a row says and the posting it would be, with its places; nothing is stored.

    RowRefused with all that is wrong.
    """
    item = _read_item({**row, "id": "preview"}, now=now)
    values = json.loads(build_read_row(item).posting)
    names = {field.attname for field in Posting._meta.concrete_fields}
    posting = Posting(**{name: value for name, value in values.items() if name in names})
    posting.id = UNSTORED_ID
    posting.status = Posting.Status.ACTIVE
    # As parsed, where JSON has texts.
    posting.date_posted, posting.valid_through = item.date_posted, item.valid_through
    posting.employer = Employer(id=UNSTORED_ID, name=item.employer) if item.employer else None
    posting._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "locations": [
            PostingLocation(
                posting_id=UNSTORED_ID,
                ordinal=ordinal,
                raw=each.raw,
                place_key=each.place.key if each.place else "",
                country=each.place.country if each.place else "",
                region=(each.place.region or "") if each.place else "",
                city=(each.place.city or "") if each.place else "",
                district=(each.place.district or "") if each.place else "",
            )
            for ordinal, each in enumerate(item.locations)
        ]
    }
    return item, posting


def find_forbidden(row: Mapping[str, Any], *, now: datetime) -> tuple[Finding, ...]:
    """Return the words of a row that name a statute; none of a row that cannot be taken."""
    try:
        item, _posting = build_unstored(row, now=now)
    except RowRefused:
        return ()
    found = find_banned_wording(build_draft(row, item))
    return tuple(each for each in found if each.level == "unlawful")


def build_draft(row: Mapping[str, Any], item: FeedItem) -> Draft:
    """Return what hints are read from: words as typed, so that they are found in the form again."""
    description = str(row.get("description") or "")
    _html, text = build_description(description)
    known = [each.place for each in item.locations if each.place]
    return Draft(
        title=str(row.get("title") or ""),
        # Of HTML only its words are read; where they stand in it is not said.
        description=description if "<" not in description else text,
        lang=item.lang,
        country=known[0].country if known else "",
        has_place=bool(known),
        unknown_places=tuple(each.raw for each in item.locations if each.place is None),
        is_remote=item.is_remote or item.is_hybrid,
        salary_min=item.pay.min,
        salary_max=item.pay.max,
        salary_currency=item.pay.currency,
        salary_period=item.pay.period,
        salary_raw=item.pay.raw,
        employment_type=item.employment_type,
        experience=str(row.get("experience") or ""),
        education=str(row.get("education") or ""),
        skills=item.skills,
        tags=item.tags,
        has_end=item.valid_through is not None,
    )


def find_forbidden_rows(
    company: Company,
    rows: Sequence[Mapping[str, Any]],
    outcomes: Sequence[RowOutcome],
    *,
    now: datetime,
    is_published: bool,
) -> dict[int, str]:
    """Return by their index the rows that people would see with words a statute names, and for what.

    `outcomes` are of a dry run: a row that changes nothing brings nothing new before anybody. One
    query.
    """
    stored = Posting.objects.filter(
        company=company, id__in=[each.posting_id for each in outcomes if each.posting_id]
    ).only("id", "status", "ended_by")
    seen = {posting.id for posting in stored if is_seen_when_saved(posting)}
    return {
        each.index: found[0].ban.code
        for each in outcomes
        if (is_published and each.status != "rejected")
        or (each.status == "updated" and each.posting_id in seen)
        if (found := find_forbidden(rows[each.index], now=now))
    }


def _read(row: Row, *, now: datetime) -> ReadRow:
    (read,) = read_rows([to_json(row)], today=timezone.localdate(now))
    if isinstance(read, list):
        raise RowRefused(read)
    return read


def _read_item(row: Row, *, now: datetime) -> FeedItem:
    parsed = parse_whole_row(row)
    if not isinstance(parsed, ParsedRow):
        raise RowRefused(parsed)
    item = build_item(parsed, today=timezone.localdate(now))
    if isinstance(item, FeedError):
        raise RowRefused([item])
    return item


def _lock_own(company: Company, posting_id: int) -> Posting:
    posting = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("source", "employer")
        .filter(id=posting_id, company=company)
        .first()
    )
    if posting is None:
        raise NotFound
    if reason := why_not_editable(posting):
        raise AppError("not_editable", reason, status=409)
    if posting.source.company_id != company.id:
        raise NotFound
    return posting
