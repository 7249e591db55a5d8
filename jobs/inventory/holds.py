"""Holding postings back: the writer of findings, and of the status that follows from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobs.inventory.judge import RULE_VERSION, JudgedText, Verdict, judge_text
from jobs.inventory.models import PostingHold
from jobs.inventory.reasons import explain_reason
from jobs.inventory.signals import PostingText
from jobs.models import Posting

MAX_APPEAL = 2_000
_FIELDS = (
    "id",
    "title",
    "description_text",
    "tags",
    "salary_raw",
    "salary_min",
    "salary_max",
    "salary_yearly_min",
    "salary_yearly_max",
    "salary_currency",
)
_STATE = PostingHold.State
_BLOCKING = (_STATE.HELD, _STATE.CONFIRMED)
_DECIDED = (_STATE.RELEASED, _STATE.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What an import tells its caller about a posting: held back or noted, and for what."""

    state: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowWarning:
    """What a partner is told of a row that is stored: a code and a sentence, as of an error."""

    code: str
    path: str
    detail: str


def foresee_verdicts(
    verdicts: Mapping[str, JudgedText], *, known: Mapping[str, int]
) -> dict[str, Finding]:
    """Return what `record_verdicts` would tell, by id at the source; stores nothing. One query.

    `known` are the postings that are stored already.
    """
    standing = _read_standing(known.values())
    found = {
        external_id: _find(standing.get(known.get(external_id, 0)), judged)
        for external_id, judged in verdicts.items()
    }
    return {key: each for key, each in found.items() if each and each.state != _STATE.RELEASED}


def list_warnings(finding: Finding | None) -> tuple[RowWarning, ...]:
    """Return what a partner is told of a row that is stored but held back or noted."""
    if finding is None:
        return ()
    code = "held_back" if finding.state in _BLOCKING else "noted"
    return (RowWarning(code, "", f"{finding.reason}: {explain_reason(finding.reason)}"),)


def find_standing(posting_ids: Sequence[int]) -> dict[int, Finding]:
    """Return what postings are held back or noted for as they are stored. One query."""
    return {
        hold.posting_id: Finding(hold.state, hold.kind, hold.reason)
        for hold in _read_standing(posting_ids).values()
        if hold.state != _STATE.RELEASED
    }


def record_verdicts(verdicts: Mapping[int, JudgedText], *, now: datetime) -> dict[int, Finding]:
    """Store verdicts by posting, and hold back or let go; return those held back or noted.

    Call it in the transaction that writes the postings, so that none is findable before it was
    judged. One statement where there is nothing to say. A decision of an operator on the same
    content stands, whatever the rules say today.
    """
    standing = _read_standing(verdicts)
    lapsed: list[int] = []
    new: list[PostingHold] = []
    findings: dict[int, Finding] = {}
    for posting_id, judged in verdicts.items():
        hold = standing.get(posting_id)
        finding = _find(hold, judged)
        if finding:
            findings[posting_id] = finding
        if hold and _still_holds(hold, judged):
            continue
        if hold:
            lapsed.append(hold.id)
        if finding:
            new.append(_build_hold(posting_id, judged.text_hash, judged.verdict, now=now))
    if lapsed:
        PostingHold.objects.filter(id__in=lapsed).update(state=_STATE.LAPSED)
    if new:
        PostingHold.objects.bulk_create(new)
    held = [i for i, finding in findings.items() if finding.state in _BLOCKING]
    free = [hold.posting_id for hold in standing.values() if hold.posting_id not in held]
    if held:
        _hold_back(held, now=now)
    if free:
        _let_go(free, now=now)
    return {i: f for i, f in findings.items() if f.state != _STATE.RELEASED}


def _read_standing(posting_ids: Iterable[int]) -> dict[int, PostingHold]:
    rows = PostingHold.objects.filter(posting_id__in=list(posting_ids))
    return {hold.posting_id: hold for hold in rows.exclude(state=_STATE.LAPSED)}


def _still_holds(hold: PostingHold, judged: JudgedText) -> bool:
    verdict = judged.verdict
    says_the_same = hold.state == verdict.state and hold.reason == verdict.reason
    return hold.text_hash == judged.text_hash and (hold.state in _DECIDED or says_the_same)


def _find(hold: PostingHold | None, judged: JudgedText) -> Finding | None:
    if hold and _still_holds(hold, judged):
        return Finding(hold.state, hold.kind, hold.reason)
    verdict = judged.verdict
    if verdict.state == "clear" or verdict.kind is None:
        return None
    return Finding(verdict.state, verdict.kind, verdict.reason)


def _build_hold(posting_id: int, text_hash: str, verdict: Verdict, *, now: datetime) -> PostingHold:
    return PostingHold(
        posting_id=posting_id,
        kind=verdict.kind or "",
        state=verdict.state,
        reason=verdict.reason,
        score=verdict.score,
        signals=verdict.as_json(),
        rule_version=RULE_VERSION,
        text_hash=text_hash,
        created_at=now,
    )


def _hold_back(posting_ids: Iterable[int], *, now: datetime) -> None:
    Posting.objects.filter(id__in=list(posting_ids), status=Posting.Status.ACTIVE).update(
        status=Posting.Status.HELD, updated_at=now
    )


def _let_go(posting_ids: Iterable[int], *, now: datetime) -> None:
    """Have postings that are held no more be what they would be."""
    held = Posting.objects.filter(id__in=list(posting_ids), status=Posting.Status.HELD)
    held.filter(valid_through__lte=now).update(status=Posting.Status.EXPIRED, updated_at=now)
    held.update(status=Posting.Status.ACTIVE, updated_at=now)


def blocked(posting_ids: Iterable[int]) -> Q:
    """Return the condition under which a posting may not be made active."""
    return Q(holds__state__in=_BLOCKING, id__in=list(posting_ids))


# --- appeals and decisions --------------------------------------------------------------------


def get_hold_of(company_id: int, posting_id: int) -> PostingHold:
    """Return the standing finding about a company's posting; NotFound for anything else."""
    hold = (
        PostingHold.objects.filter(posting_id=posting_id, posting__company_id=company_id)
        .exclude(state=_STATE.LAPSED)
        .first()
    )
    if hold is None:
        raise NotFound
    return hold


def appeal_hold(hold_id: int, *, text: str, by: User, now: datetime) -> PostingHold:
    """Store a recruiter's appeal against a hold, for an operator to answer.

    The caller has checked that `by` acts for the posting's company. AppError `not_held` when the
    posting is not held back (any more), `appeal_open` while an earlier one waits, `appeal_refused`
    when this content was looked at already, `bad_appeal` without words.
    """
    words = text.strip()
    if not words or len(words) > MAX_APPEAL:
        raise AppError("bad_appeal", _("Say in up to 2,000 characters why the posting is right."))
    with transaction.atomic():
        hold = PostingHold.objects.select_for_update().filter(id=hold_id).first()
        if hold is None:
            raise NotFound
        if hold.appeal == PostingHold.Appeal.REFUSED:
            raise AppError(
                "appeal_refused",
                _("This was looked at and refused. Change the posting, and it is judged anew."),
                status=409,
            )
        if hold.appeal == PostingHold.Appeal.OPEN:
            raise AppError("appeal_open", _("Your appeal is waiting for an answer."), status=409)
        if hold.state not in _BLOCKING:
            raise AppError("not_held", _("This posting is not held back."), status=409)
        hold.appeal = PostingHold.Appeal.OPEN
        hold.appeal_text = words
        hold.appealed_at = now
        hold.appealed_by = by
        hold.save(update_fields=["appeal", "appeal_text", "appealed_at", "appealed_by"])
    return hold


def decide_hold(hold_id: int, *, is_released: bool, by: User | None, now: datetime) -> bool:
    """Release a posting or confirm that it stays held; answers an open appeal too.

    False when the finding is over, or was decided so already.
    """
    state = _STATE.RELEASED if is_released else _STATE.CONFIRMED
    with transaction.atomic():
        hold = PostingHold.objects.select_for_update().filter(id=hold_id).first()
        if hold is None or hold.state in (_STATE.LAPSED, state):
            return False
        hold.state = state
        hold.decided_by = by
        hold.decided_at = now
        if hold.appeal == PostingHold.Appeal.OPEN:
            answers = PostingHold.Appeal
            hold.appeal = answers.GRANTED if is_released else answers.REFUSED
        hold.save(update_fields=["state", "decided_by", "decided_at", "appeal"])
        if is_released:
            _let_go([hold.posting_id], now=now)
        else:
            _hold_back([hold.posting_id], now=now)
    return True


# --- what is stored ---------------------------------------------------------------------------


def _read_texts(posting_ids: Sequence[int]) -> Iterator[tuple[int, PostingText]]:
    rows = Posting.objects.filter(id__in=posting_ids).values_list(*_FIELDS)
    for posting_id, title, text, tags, *pay in rows:
        yield posting_id, PostingText(title, text, tuple(tags), *pay)


@dataclass(frozen=True, slots=True)
class Checked:
    """A batch of stored postings that were judged; `last_id` is where the next begins."""

    last_id: int
    checked: int
    held: int
    noted: int


def check_stored(*, after: int, limit: int, now: datetime) -> Checked:
    """Judge stored postings with ids beyond `after`, in one transaction of at most `limit`."""
    with transaction.atomic():
        ids = list(
            Posting.objects.select_for_update(of=("self",))
            .filter(id__gt=after)
            .exclude(status=Posting.Status.REMOVED)
            .order_by("id")
            .values_list("id", flat=True)[:limit]
        )
        judged = {i: judge_text(text) for i, text in _read_texts(ids)}
        found = record_verdicts(judged, now=now) if ids else {}
    states = [finding.state for finding in found.values()]
    held = sum(state in _BLOCKING for state in states)
    return Checked(ids[-1] if ids else after, len(ids), held, len(states) - held)
