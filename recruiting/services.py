"""The only writer of impressions, consents, decisions, applications and notes on postings."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from feeds import services as feeds_services
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError
from jobs.models import Posting
from jobs.search import Sample
from jobs.services import check_alive
from recruiting.models import Application, Consent, DecisionRecord, Impression, PostingNote

CONSENT_WORDING = "connect/1"
DISCOVERY_WORDING = "discovery/1"
MAX_MESSAGE = 2_000
# Older opinions say little of what somebody wants now.
MAX_SAMPLES = 40


@dataclass(frozen=True)
class RankedPosting:
    """One line of a ranking that a person was shown: its place, score and coded features."""

    posting_id: int
    score: float
    features: dict[str, Any]


@dataclass(frozen=True)
class ShownBy:
    """Where and by what a ranking was shown."""

    conversation_id: uuid.UUID | None
    turn_id: uuid.UUID | None
    item_id: uuid.UUID | None
    round: int
    scene: str
    engine: str
    provider: str
    prompt_version: str
    language: str


def record_ranking(
    user: User,
    ranking: Sequence[RankedPosting],
    *,
    shown_by: ShownBy,
    inputs: dict[str, Any],
    embedder: str,
    ranking_version: str,
    now: datetime,
) -> DecisionRecord:
    """Record that these postings were shown, and why in this order. Two statements."""
    with transaction.atomic():
        decision = DecisionRecord.objects.create(
            kind=DecisionRecord.Kind.POSTINGS_FOR_SEEKER,
            person_id=user.id,
            conversation_id=shown_by.conversation_id,
            turn_id=shown_by.turn_id,
            engine=shown_by.engine,
            provider=shown_by.provider,
            prompt_version=shown_by.prompt_version,
            embedder=embedder,
            ranking_version=ranking_version,
            inputs=inputs,
            results=[
                {"posting_id": line.posting_id, "score": line.score, "features": line.features}
                for line in ranking
            ],
            at=now,
        )
        Impression.objects.bulk_create(
            [
                Impression(
                    person_id=user.id,
                    posting_id=line.posting_id,
                    conversation_id=shown_by.conversation_id,
                    turn_id=shown_by.turn_id,
                    item_id=shown_by.item_id,
                    round=shown_by.round,
                    rank=rank,
                    score=line.score,
                    scene=shown_by.scene,
                    engine=shown_by.engine,
                    provider=shown_by.provider,
                    prompt_version=shown_by.prompt_version,
                    language=shown_by.language,
                    shown_at=now,
                )
                for rank, line in enumerate(ranking, start=1)
            ]
        )
    return decision


def record_note(
    user: User, posting: Posting, *, kind: str, reason: str = "", now: datetime
) -> PostingNote:
    """Save or dismiss a posting for this seeker; the newest reason counts."""
    note, _created = PostingNote.objects.update_or_create(
        seeker=user, posting=posting, kind=kind, defaults={"reason": reason, "at": now}
    )
    return note


def list_dismissed(user: User) -> set[int]:
    """Return the ids of postings this seeker does not want to see again."""
    return set(
        PostingNote.objects.filter(seeker=user, kind=PostingNote.Kind.DISMISSED).values_list(
            "posting_id", flat=True
        )
    )


def list_shown(user: User, *, since: datetime) -> set[int]:
    """Return the ids of postings stored since an instant that this person has been shown."""
    return set(
        Impression.objects.filter(
            person_id=user.id, shown_at__gte=since, posting__created_at__gte=since
        ).values_list("posting_id", flat=True)
    )


def forget_note(user: User, posting_id: int, *, kind: str) -> bool:
    """Take back that a posting was saved or dismissed; False where it was not."""
    gone, _by_model = PostingNote.objects.filter(
        seeker=user, posting_id=posting_id, kind=kind
    ).delete()
    return gone > 0


def list_samples(user: User, *, limit: int = MAX_SAMPLES) -> tuple[Sample, ...]:
    """Return what this seeker saved, wrote to and turned down lately, newest first. Two queries.

    Across conversations: a taste is a person's, not a chat's.
    """
    columns = (
        "posting_id", "posting__title", "posting__family", "posting__seniority",
        "posting__employer_id", "posting__place_keys", "posting__salary_currency",
        "posting__salary_yearly_max", "posting__salary_yearly_min",
    )  # fmt: skip
    notes = PostingNote.objects.filter(seeker=user).order_by("-at")
    found: dict[int, Sample] = {}
    for *row, kind, reason in notes.values_list(*columns, "kind", "reason")[:limit]:
        # The newest word on a posting counts.
        found.setdefault(
            row[0], _build_sample(row, is_liked=kind == PostingNote.Kind.SAVED, reason=reason)
        )
    written = (
        Application.objects.filter(seeker=user)
        .exclude(status=Application.Status.WITHDRAWN)
        .order_by("-created_at")
    )
    for values in written.values_list(*columns)[:limit]:
        found.setdefault(values[0], _build_sample(values, is_liked=True))
    return tuple(found.values())[:limit]


def _build_sample(row: Sequence[Any], *, is_liked: bool, reason: str = "") -> Sample:
    posting_id, title, family, seniority, employer_id, place_keys, currency, high, low = row
    return Sample(
        posting_id=posting_id,
        is_liked=is_liked,
        title=title,
        family=family,
        seniority=seniority,
        employer_id=employer_id,
        place_keys=tuple(place_keys),
        currency=currency,
        pay=high or low,
        reason=reason,
    )


def find_application(user: User, posting: Posting) -> Application | None:
    """Return the seeker's open contact about this posting, if there is one."""
    return (
        Application.objects.filter(seeker=user, posting=posting)
        .exclude(status=Application.Status.WITHDRAWN)
        .first()
    )


def list_applications(user: User, *, limit: int = 20) -> list[Application]:
    """Return the seeker's contacts, newest first, with posting, employer and places. Two queries."""
    return list(
        Application.objects.filter(seeker=user)
        .select_related("posting", "posting__employer", "company")
        .prefetch_related("posting__locations")
        .order_by("-created_at")[:limit]
    )


def record_connection(
    user: User,
    posting: Posting,
    *,
    message: str,
    resume_id: uuid.UUID | None,
    resume_revision: int | None,
    conversation_id: uuid.UUID | None,
    round_number: int,
    now: datetime,
) -> tuple[Application, bool]:
    """Record that the seeker reaches out; returns the contact and whether it is new.

    With a company behind the posting it is a greeting with consent rows for what
    was previewed; without one it is an outbound visit and nothing is shared.
    """
    # As it stands now: the row that came in may be minutes old.
    alive = check_alive(posting.pk, now=now)
    if not alive.is_open:
        raise AppError("posting_closed", alive.words, status=409)
    if len(message) > MAX_MESSAGE:
        raise AppError(
            "message_too_long",
            _("The message is too long: at most %(limit)d characters.") % {"limit": MAX_MESSAGE},
        )
    earlier = find_application(user, posting)
    if earlier is not None:
        return earlier, False
    company_id = posting.company_id
    try:
        with transaction.atomic():
            application = Application.objects.create(
                seeker=user,
                person_id=user.id,
                posting=posting,
                company_id=company_id,
                kind=Application.Kind.GREETING if company_id else Application.Kind.OUTBOUND,
                message=message if company_id else "",
                resume_id=resume_id if company_id else None,
                resume_revision=resume_revision if company_id else None,
                conversation_id=conversation_id,
                round=round_number,
                created_at=now,
            )
            if company_id:
                scopes = [Consent.Scope.MESSAGE]
                if resume_id is not None:
                    # The preview names both: the résumé goes with its contact details.
                    scopes += [Consent.Scope.RESUME, Consent.Scope.CONTACT]
                Consent.objects.bulk_create(
                    [
                        Consent(
                            person_id=user.id,
                            company_id=company_id,
                            posting=posting,
                            scope=scope,
                            action=Consent.Action.GRANTED,
                            resume_id=resume_id,
                            resume_revision=resume_revision,
                            wording_version=CONSENT_WORDING,
                            conversation_id=conversation_id,
                            at=now,
                        )
                        for scope in scopes
                    ]
                )
                announce_application(application, "application.created", now=now)
    except IntegrityError:
        # Two devices connected at once: the unique constraint kept the first.
        earlier = find_application(user, posting)
        if earlier is None:
            raise
        return earlier, False
    return application, True


def withdraw_application(user: User, application_id: uuid.UUID, *, now: datetime) -> bool:
    """Withdraw the seeker's contact and its consents; False when it was not open."""
    with transaction.atomic():
        application = (
            Application.objects.select_for_update()
            .filter(id=application_id, seeker=user)
            .exclude(status=Application.Status.WITHDRAWN)
            .first()
        )
        if application is None:
            return False
        withdraw_all([application], now=now)
    return True


def withdraw_all(applications: Sequence[Application], *, now: datetime) -> None:
    """Withdraw these contacts with their consents, inside the caller's transaction."""
    chosen = Q(pk__in=())
    for each in applications:
        # By the contact's own id: what a guest allowed stands under the guest's.
        chosen |= Q(
            person_id=each.person_id, company_id=each.company_id, posting_id=each.posting_id
        )
    Application.objects.filter(id__in=[each.id for each in applications]).update(
        status=Application.Status.WITHDRAWN, updated_at=now
    )
    withdraw_consents(Consent.objects.filter(chosen), now=now)
    for each in applications:
        each.status = Application.Status.WITHDRAWN
        announce_application(each, "application.withdrawn", now=now)


def close_applications(chosen: QuerySet[Application], *, now: datetime) -> None:
    """Close contacts that are open, inside the caller's transaction: nobody is there any more."""
    ended = [Application.Status.WITHDRAWN, Application.Status.CLOSED]
    for each in chosen.exclude(status__in=ended).select_for_update():
        each.status = Application.Status.CLOSED
        Application.objects.filter(id=each.id).update(status=each.status, updated_at=now)
        announce_application(each, "application.updated", now=now)


def announce_application(application: Application, event_type: str, *, now: datetime) -> None:
    """Tell the company's webhooks, with the transaction that is open, and without who it is."""
    feeds_services.announce_application(
        application.company_id,
        event_type=event_type,
        application_id=application.id,
        posting_id=application.posting_id,
        kind=application.kind,
        status=application.status,
        now=now,
    )


def withdraw_consents(chosen: QuerySet[Consent], *, now: datetime) -> None:
    """Take back whatever of these consents still stands. Two statements."""
    key = ("person_id", "company_id", "posting_id", "scope")
    newest = chosen.order_by(*key, "-id").distinct(*key)
    Consent.objects.bulk_create(
        [
            Consent(
                person_id=each.person_id,
                company_id=each.company_id,
                posting_id=each.posting_id,
                scope=each.scope,
                action=Consent.Action.WITHDRAWN,
                wording_version=CONSENT_WORDING,
                at=now,
            )
            for each in newest
            if each.action == Consent.Action.GRANTED
        ]
    )


def has_consent(person_id: uuid.UUID, *, company_id: int, posting_id: int, scope: str) -> bool:
    """Return whether the newest word of this person to this company is yes. One query."""
    newest = (
        Consent.objects.filter(
            person_id=person_id, company_id=company_id, posting_id=posting_id, scope=scope
        )
        .order_by("-id")
        .values_list("action", flat=True)
        .first()
    )
    return newest == Consent.Action.GRANTED


@dataclass(frozen=True)
class Discoverability:
    """Whether companies may find a person, and which may not although others may."""

    is_discoverable: bool
    hidden_from: tuple[int, ...]


def get_discoverability(user: User) -> Discoverability:
    """Return what this person allows: nothing until they say so. One query."""
    newest = (
        Consent.objects.filter(person_id=user.id, scope=Consent.Scope.DISCOVERY)
        .order_by("company_id", "-id")
        .distinct("company_id")
        .values_list("company_id", "action")
    )
    said: dict[int | None, str] = dict(newest)
    return Discoverability(
        is_discoverable=said.get(None) == Consent.Action.GRANTED,
        hidden_from=tuple(
            sorted(
                company_id
                for company_id, action in said.items()
                if company_id is not None and action == Consent.Action.WITHDRAWN
            )
        ),
    )


def set_discoverability(
    user: User,
    *,
    is_discoverable: bool,
    hidden_from: Collection[int] | None = None,
    now: datetime,
) -> Discoverability:
    """Let companies find this person, or no longer; `hidden_from` are companies that may not.

    None leaves those as they are. Only what changes is written.
    """
    if is_discoverable and user.is_guest:
        raise AppError(
            "not_registered", _("Create an account first; then companies can find you."), status=409
        )
    with transaction.atomic():
        # One change at a time, so that the newest row is the last word.
        User.objects.select_for_update(no_key=True).get(id=user.id)
        before = get_discoverability(user)
        hidden = set(before.hidden_from if hidden_from is None else hidden_from)
        known = set(Company.objects.filter(id__in=hidden).values_list("id", flat=True))
        if hidden - known:
            raise AppError("unknown_company", _("There is no such company."), status=400)
        changes: list[tuple[int | None, bool]] = []
        if before.is_discoverable != is_discoverable:
            changes.append((None, is_discoverable))
        changes += [(each, False) for each in sorted(hidden - set(before.hidden_from))]
        changes += [(each, True) for each in sorted(set(before.hidden_from) - hidden)]
        Consent.objects.bulk_create(
            [
                Consent(
                    person_id=user.id,
                    company_id=company_id,
                    scope=Consent.Scope.DISCOVERY,
                    action=Consent.Action.GRANTED if is_yes else Consent.Action.WITHDRAWN,
                    wording_version=DISCOVERY_WORDING,
                    at=now,
                )
                for company_id, is_yes in changes
            ]
        )
    return get_discoverability(user)


def record_candidates(
    company: Company,
    posting: Posting,
    *,
    results: list[dict[str, Any]],
    inputs: dict[str, Any],
    embedder: str,
    ranking_version: str,
    now: datetime,
) -> DecisionRecord:
    """Record which candidates, by pseudonym, a company was shown for a posting, and why."""
    return DecisionRecord.objects.create(
        kind=DecisionRecord.Kind.SEEKERS_FOR_POSTING,
        posting=posting,
        company=company,
        engine="ranking",
        embedder=embedder,
        ranking_version=ranking_version,
        inputs=inputs,
        results=results,
        at=now,
    )
