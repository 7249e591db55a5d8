"""Where contacts stand: read, answered, moved. The only way a stage changes."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from eventlog.services import lock_conversation_ids
from feeds import services as feeds_services
from jobassist.accounts import audit
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from recruiting import hearing
from recruiting.hearing import Happened, News
from recruiting.models import Application, ApplicationNote, JobOffer, Stage, StageMove

from .stages import stage_of_kind, words_of_reason
from .threads import conversations_of

MAX_NOTE = 4_000
MAX_BULK = 500
_KIND = Stage.Kind
# Over, from the seeker's side or from the company's.
ENDED = frozenset({_KIND.HIRED, _KIND.REJECTED, _KIND.WITHDRAWN})


def kind_of(application: Application) -> str:
    """Return what a contact's stage is counted as; the stage's row should be loaded."""
    if application.stage_id is not None and application.stage is not None:
        return application.stage.kind
    # Of before there were stages.
    match application.status:
        case Application.Status.WITHDRAWN | Application.Status.CLOSED:
            return _KIND.WITHDRAWN
        case Application.Status.ANSWERED:
            return _KIND.ANSWERED
    return _KIND.APPLIED


def lock_application(application_id: uuid.UUID, *, has_conversations: bool = False) -> Application:
    """Return a contact, locked, its conversations before it; NotFound if it is gone.

    In one order with turns: who locks the row first would wait for a turn that waits for the row.
    With `has_conversations` the caller has locked them.
    """
    if not has_conversations:
        lock_conversation_ids(conversations_of([application_id]))
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("stage", "seeker", "posting", "posting__employer", "company", "thread")
        .filter(id=application_id)
        .first()
    )
    if locked is None:
        raise NotFound
    return locked


def get_application_of(company_id: int, application_id: uuid.UUID) -> Application:
    """Return a company's own contact; NotFound for others', erased people's and outbound ones."""
    application = (
        Application.objects.select_related("stage", "posting", "posting__employer", "company")
        .filter(id=application_id, company_id=company_id, seeker__isnull=False)
        .first()
    )
    if application is None:
        raise NotFound
    return application


def move_application(
    application: Application,
    *,
    to: Stage,
    by: User,
    reason: str = "",
    note: str = "",
    is_reason_told: bool = False,
    now: datetime,
) -> StageMove:
    """Move a contact to another of its company's stages, and tell the seeker. By a person.

    AppError 409 "moved_meanwhile" when it no longer stands where `application` says: two
    recruiters at once are one move and one answer. The seeker reads the reason only if told so.
    """
    require_membership(by, application.company_id or 0, roles=WRITERS)
    if to.company_id != application.company_id or not to.is_active:
        raise NotFound
    with transaction.atomic():
        locked = lock_application(application.id)
        if locked.stage_id != application.stage_id or locked.merged_into_id is not None:
            raise AppError(
                "moved_meanwhile",
                _("Somebody has moved this application meanwhile. Look at it again."),
                status=409,
            )
        move = _move(
            locked,
            to=to,
            by=by,
            actor=StageMove.Actor.RECRUITER,
            reason=reason,
            is_reason_told=is_reason_told,
            now=now,
        )
        if note.strip():
            ApplicationNote.objects.create(
                application=locked, author=by, text=note.strip()[:MAX_NOTE], at=now
            )
        # Here, so that the board, a bulk move and the API are in the log as the page is.
        audit.record_act(
            by,
            company=locked.company,
            action="moved",
            kind="application",
            object_id=locked.id,
            now=now,
        )
    application.stage, application.status = to, locked.status
    application.answered_at = locked.answered_at
    return move


@dataclass(frozen=True)
class BulkMove:
    """What came of moving several contacts at once."""

    moved: int
    left: int


def move_many(
    applications: Iterable[Application],
    *,
    to: Stage,
    by: User,
    reason: str = "",
    is_reason_told: bool = False,
    now: datetime,
) -> BulkMove:
    """Move contacts of one company; those that cannot be moved there are left where they are."""
    moved = left = 0
    for application in list(applications)[:MAX_BULK]:
        try:
            move_application(
                application, to=to, by=by, reason=reason, is_reason_told=is_reason_told, now=now
            )
            moved += 1
        except AppError:
            left += 1
    return BulkMove(moved, left)


def end_application(
    locked: Application, *, status: Application.Status, now: datetime, tells: bool = True
) -> None:
    """Have the seeker's side end a contact: withdrawn, or closed because they left.

    Inside the caller's transaction, the row locked.
    """
    stage = stage_of_kind(locked.company_id, _KIND.WITHDRAWN) if locked.company_id else None
    if stage is None:
        locked.status = status
        Application.objects.filter(id=locked.id).update(status=status, updated_at=now)
        return
    _move(
        locked, to=stage, by=None, actor=StageMove.Actor.SEEKER, status=status, now=now, tells=tells
    )


def move_locked(locked: Application, *, to: Stage, by: User, now: datetime) -> StageMove:
    """Move a locked contact by what a recruiter did, who tells of it themselves."""
    actor = StageMove.Actor.RECRUITER
    return _move(locked, to=to, by=by, actor=actor, now=now, tells=False)


def advance_by_seeker(locked: Application, *, kind: str, now: datetime) -> StageMove | None:
    """Move a contact on by what the seeker did, if it stands before that. The row is locked."""
    order = list(_KIND.values)
    if kind_of(locked) in ENDED or order.index(kind_of(locked)) >= order.index(kind):
        return None
    stage = stage_of_kind(locked.company_id or 0, kind)
    return _move(locked, to=stage, by=None, actor=StageMove.Actor.SEEKER, now=now, tells=False)


def record_answer(application: Application, *, by: User, now: datetime) -> bool:
    """Record that somebody of the company answered; False when somebody had before.

    A contact that nobody had moved yet is counted as answered, and the seeker hears of it.
    """
    require_membership(by, application.company_id or 0, roles=WRITERS)
    with transaction.atomic():
        locked = lock_application(application.id)
        is_first = locked.answered_at is None
        if kind_of(locked) == _KIND.APPLIED:
            stage = stage_of_kind(locked.company_id or 0, _KIND.ANSWERED)
            _move(locked, to=stage, by=by, actor=StageMove.Actor.RECRUITER, now=now)
        elif is_first and kind_of(locked) != _KIND.WITHDRAWN:
            locked.answered_at, locked.status = now, Application.Status.ANSWERED
            Application.objects.filter(id=locked.id).update(
                answered_at=now, status=locked.status, updated_at=now
            )
    application.stage, application.status = locked.stage, locked.status
    application.answered_at = locked.answered_at
    return is_first


def record_opened(application: Application, *, by: User, now: datetime) -> bool:
    """Record that a recruiter opened a contact for the first time; the seeker hears of it once."""
    if application.status != Application.Status.SENT:
        return False
    require_membership(by, application.company_id or 0, roles=WRITERS)
    with transaction.atomic():
        locked = lock_application(application.id)
        if locked.status != Application.Status.SENT:
            return False
        locked.status = Application.Status.READ
        Application.objects.filter(id=locked.id).update(status=locked.status, updated_at=now)
        announce_application(locked, "application.updated", now=now)
        hearing.tell(News(locked, Happened.READ, StageMove.Actor.RECRUITER, now))
    application.status = locked.status
    return True


def announce_application(application: Application, event_type: str, *, now: datetime) -> None:
    """Tell the company's webhooks, with the transaction that is open, and without who it is."""
    feeds_services.announce_application(
        application.company_id,
        event_type=event_type,
        application_id=application.id,
        posting_id=application.posting_id,
        kind=application.kind,
        status=application.status,
        stage=kind_of(application) if application.company_id else "",
        now=now,
    )


def _move(
    locked: Application,
    *,
    to: Stage,
    by: User | None,
    actor: StageMove.Actor,
    status: Application.Status | None = None,
    reason: str = "",
    is_reason_told: bool = False,
    now: datetime,
    tells: bool = True,
) -> StageMove:
    """Write one move of a locked contact, and say so; AppError where it may not go there."""
    from_stage, from_kind = locked.stage, kind_of(locked)
    is_seeker = actor == StageMove.Actor.SEEKER
    if from_stage is not None and from_stage.id == to.id:
        raise AppError("already_there", _("It stands there already."), status=409)
    if not is_seeker and from_kind == _KIND.WITHDRAWN:
        raise AppError("withdrawn", _("The applicant has withdrawn."), status=409)
    if not is_seeker and to.kind == _KIND.WITHDRAWN:
        raise AppError("not_yours", _("Only the applicant can withdraw."), status=409)
    words = words_of_reason(to.company_id, reason) if reason else None
    if reason and words is None:
        raise AppError("unknown_reason", _("The company has no such reason."))
    move = StageMove.objects.create(
        application=locked,
        company_id=to.company_id,
        from_stage=from_stage,
        to_stage=to,
        from_kind=from_kind,
        to_kind=to.kind,
        by=by,
        actor=actor,
        reason=reason,
        is_reason_told=bool(reason) and is_reason_told,
        at=now,
    )
    locked.stage = to
    if status is not None:
        locked.status = status
    elif actor == StageMove.Actor.RECRUITER and to.kind != _KIND.APPLIED:
        # The seeker hears of it: a move is an answer.
        locked.status = Application.Status.ANSWERED
        locked.answered_at = locked.answered_at or now
    Application.objects.filter(id=locked.id).update(
        stage=to, status=locked.status, answered_at=locked.answered_at, updated_at=now
    )
    if to.kind in ENDED:
        # Nobody can say yes any more.
        JobOffer.objects.filter(application=locked, state=JobOffer.State.MADE).update(
            state=JobOffer.State.TAKEN_BACK, decided_at=now
        )
    is_withdrawn = locked.status == Application.Status.WITHDRAWN
    announce_application(
        locked, "application.withdrawn" if is_withdrawn else "application.updated", now=now
    )
    if tells:
        told = words if move.is_reason_told else None
        hearing.tell(
            News(
                locked,
                Happened.MOVED,
                actor,
                now,
                from_kind=from_kind,
                to_kind=to.kind,
                reason=told,
            )
        )
    return move
