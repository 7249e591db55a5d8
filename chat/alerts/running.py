"""Standing searches at work: claimed when due, looked for outside any transaction, shown in one.

What was found, what the row says of the run and what was recorded as shown are one commit under a
fence: whoever lost the lease writes nothing, so nothing is shown twice.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat import events
from chat.alerts.cards import build_alert_card
from chat.alerts.services import criteria_of, lock_streams, plan_of, zone_of
from chat.alerts.timing import next_run_after
from chat.build_cards import build_chip, build_jobs, employer_name, place_names
from chat.cards import Card, Chip
from chat.describe import describe_criteria
from chat.language import Lang, django_locale
from chat.models import Alert, DialogueState, Turn
from chat.state import ShownJob, State
from chat.turns import load_state, to_event
from eventlog.models import Conversation
from eventlog.outbox import notify
from eventlog.services import (
    NewEvent,
    append_events,
    create_conversation,
    get_me_stream,
    list_conversations,
)
from jobassist.ai.embedder import get_embedder
from jobassist.db import LOST
from jobassist.logs import get_logger
from jobs import search
from jobs.search import RANKING_VERSION, JobHit, JobQuery, SearchResult
from recruiting.services import (
    RankedPosting,
    ShownBy,
    list_dismissed,
    list_samples,
    list_shown,
    record_ranking,
)
from resumes.matching import matching_jobs
from resumes.services import current_resume

log = get_logger(__name__)

CARDS_A_RUN = 6
BATCH = 10
# For a whole batch, one after the other.
LEASE = timedelta(minutes=3)
# While the person is being answered, nothing is put in between.
WAIT_FOR_TURN = timedelta(seconds=20)
MAX_FAILURES = 5
# A posting is found once its text has been read and embedded: what was stored shortly before the
# last run may not have been then. What was shown is known, so it does not come twice.
OVERLAP = timedelta(hours=6)
SEEN = 400


class LostClaim(Exception):
    """Somebody else runs it, or the person has changed it meanwhile."""


@dataclass(frozen=True)
class Found:
    """What a run found: the hits to show, of how many, and the query they came from."""

    hits: Sequence[JobHit]
    count: int
    query: JobQuery


def run_due(*, now: datetime, seconds: float = 50.0) -> int:
    """Run what is due, the longest due first; returns how many runs showed something.

    Ends when nothing is due any more, or when `seconds` have passed. One that goes wrong is tried
    again later and holds up no other. What was missed is made up by one run.
    """
    replan_moved(now=now)
    began = time.monotonic()
    shown = 0
    while time.monotonic() - began < seconds:
        claimed = claim_due(now=now)
        for alert in claimed:
            shown += _run_claimed(alert, now=now)
        if len(claimed) < BATCH:
            break
    return shown


def claim_due(*, now: datetime, limit: int = BATCH) -> list[Alert]:
    """Return alerts that are due and nobody runs, held by the caller until their lease ends."""
    with transaction.atomic():
        due = list(
            Alert.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user", "conversation")
            .filter(state=Alert.State.ACTIVE, next_run_at__lte=now, user__is_active=True)
            .exclude(lease_until__gt=now)
            .order_by("next_run_at")[:limit]
        )
        for alert in due:
            alert.fence += 1
            alert.lease_until = now + LEASE
        Alert.objects.bulk_update(due, ["fence", "lease_until"])
    return due


def replan_moved(*, now: datetime, limit: int = 500) -> int:
    """Reckon the next run anew for people whose clocks are set to another zone now."""
    moved = list(
        Alert.objects.select_related("user")
        .filter(state=Alert.State.ACTIVE)
        # What is due already is run first.
        .filter(next_run_at__gt=now)
        .exclude(time_zone=models.F("user__time_zone"))[:limit]
    )
    for alert in moved:
        zone = zone_of(alert.user)
        # Unless it has been changed or claimed meanwhile.
        Alert.objects.filter(id=alert.id, fence=alert.fence, state=Alert.State.ACTIVE).update(
            time_zone=str(zone),
            next_run_at=next_run_after(plan_of(alert), zone=zone, after=now),
        )
    return len(moved)


def _run_claimed(alert: Alert, *, now: datetime) -> bool:
    """Run one; returns whether anything was shown. What goes wrong is counted, and tried again."""
    try:
        with translation.override(django_locale(_lang_of(alert))):
            return run_alert(alert, now=now)
    except LostClaim:
        return False
    except LOST:
        # Nothing of it was committed; its lease will end.
        raise
    except Exception:
        log.exception("alert.failed", alert_id=str(alert.id), failures=alert.failures + 1)
        _note_failure(alert, now=now)
        return False


def run_alert(alert: Alert, *, now: datetime) -> bool:
    """Look for what is new and show it; False where there is nothing, and nothing is said.

    The alert must have been claimed. Raises LostClaim where it is no longer the caller's.
    """
    found = find_new(alert, now=now)
    if not found.hits:
        _finish(alert, found=0, now=now)
        return False
    with transaction.atomic():
        conversation = _choose_conversation(alert)
        lock_streams(alert, conversation.id)
        if Turn.objects.filter(
            conversation=conversation, state__in=(Turn.State.QUEUED, Turn.State.RUNNING)
        ).exists():
            _release(alert, until=now + WAIT_FOR_TURN)
            return False
        _finish(alert, found=found.count, now=now)
        _show(alert, found, conversation, now=now)
    log.info("alert.fired", alert_id=str(alert.id), count=found.count)
    return True


def find_new(alert: Alert, *, now: datetime) -> Found:
    """Return the postings of an alert's search that the person has neither seen nor refused.

    Only what was stored since the last run. Reads only.
    """
    user = alert.user
    state = load_state(alert.conversation) if alert.conversation is not None else State()
    since = max(alert.created_at, alert.looked_until - OVERLAP)
    query = JobQuery(
        criteria=criteria_of(alert),
        exclude_posting_ids=frozenset(list_dismissed(user) | list_shown(user, since=since)),
        avoid=tuple(
            search.Avoid(
                employer_id=each.employer_id,
                title=each.title,
                family=each.family,
                seniority=each.seniority,
                place_key=each.place_key,
            )
            for each in state.avoid
        ),
        samples=list_samples(user),
        lang=_lang_of(alert),
        limit=CARDS_A_RUN,
        now=now,
        resume_document=(resume := current_resume(user)).confirmed_document,
        stored_after=since,
    )
    result: SearchResult
    if resume.confirmed_document is None:
        result = search.search_jobs(query)
    else:
        result = matching_jobs(
            resume,
            criteria=query.criteria,
            limit=query.limit,
            lang=query.lang,
            exclude_posting_ids=query.exclude_posting_ids,
            avoid=query.avoid,
            samples=query.samples,
            now=now,
            stored_after=since,
        )
    return Found(result.hits, max(result.fitting, len(result.hits)), query)


def _choose_conversation(alert: Alert) -> Conversation:
    """Return where to show it: where it was asked for, else the newest chat, else a new one."""
    if alert.conversation is not None:
        return alert.conversation
    for each in list_conversations(alert.user, limit=20):
        if each.kind == Conversation.Kind.ASSISTANT:
            return each
    return create_conversation(alert.user, scene=Conversation.Scene.ALERTS)


def _finish(alert: Alert, *, found: int, now: datetime) -> None:
    """Write what the run came to and when the next is; raises LostClaim for a late one.

    Reckoned from now on: runs that were missed are made up by this one.
    """
    zone = zone_of(alert.user)
    alert.next_run_at = next_run_after(plan_of(alert), zone=zone, after=now)
    alert.last_run_at, alert.last_found, alert.looked_until = now, found, now
    if not Alert.objects.filter(
        id=alert.id, fence=alert.fence, state=Alert.State.ACTIVE, lease_until__isnull=False
    ).update(
        next_run_at=alert.next_run_at,
        last_run_at=now,
        last_found=found,
        looked_until=now,
        time_zone=str(zone),
        lease_until=None,
        failures=0,
    ):
        raise LostClaim


def _release(alert: Alert, *, until: datetime) -> None:
    Alert.objects.filter(id=alert.id, fence=alert.fence).update(lease_until=until)


def _note_failure(alert: Alert, *, now: datetime) -> None:
    """Have it tried again after a while; after several times only when it is next due.

    What it did not get to show stays new.
    """
    failures = alert.failures + 1
    mine = Alert.objects.filter(id=alert.id, fence=alert.fence, state=Alert.State.ACTIVE)
    if failures < MAX_FAILURES:
        # When it is due stays in the row: of what the run had reckoned nothing was stored.
        mine.update(failures=failures, lease_until=now + timedelta(minutes=2**failures))
        return
    next_run_at = next_run_after(plan_of(alert), zone=zone_of(alert.user), after=now)
    mine.update(failures=0, lease_until=None, next_run_at=next_run_at)


# --- what is shown ----------------------------------------------------------------------------


def _show(alert: Alert, found: Found, conversation: Conversation, *, now: datetime) -> None:
    """Append words, jobs and the alert's card, and record what was shown; one transaction."""
    state, lang = load_state(conversation), _lang_of(alert)
    jobs = build_jobs(found.hits, document=found.query.resume_document, round_number=1, reason=None)
    words, jobs_id, card_id = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    card = build_alert_card(alert, criteria=criteria_of(alert), plan=plan_of(alert))
    chips = alert_chips(alert, found.hits)
    if state.open_prompt is not None:
        # The question that is open can still be answered by a tap.
        chips = [*chips, build_chip(_("Skip"), do="skip", prompt_id=state.open_prompt.prompt_id)]
    append_events(
        conversation.id,
        [
            _text_event(words, tell_found(alert, found), lang=lang),
            _card_event(jobs_id, jobs, lang=lang),
            _card_event(card_id, card, lang=lang),
            to_event(events.SuggestionsSet(chips=chips)),
        ],
        now=now,
    )
    told = events.AlertUpdated(
        op="fired",
        alert_id=str(alert.id),
        state=alert.state,
        next_run_at=alert.next_run_at.isoformat() if alert.next_run_at else None,
        conversation_id=conversation.wire_id,
        found=found.count,
    )
    append_events(get_me_stream(alert.user).id, [to_event(told)], now=now)
    notify([alert.user_id], kind="alert.found", conversation_id=conversation.id, now=now)
    Alert.objects.filter(id=alert.id).update(
        conversation=conversation, card_conversation_id=conversation.id, card_item_id=card_id
    )
    _keep_in_mind(state, alert, found.hits, jobs_id=jobs_id, conversation=conversation)
    record_ranking(
        alert.user,
        [
            RankedPosting(hit.posting.id, round(hit.score, 4), dict(hit.features))
            for hit in found.hits
        ],
        shown_by=ShownBy(
            conversation_id=conversation.id,
            turn_id=None,
            item_id=jobs_id,
            round=1,
            scene="alerts",
            engine="rules",
            provider="",
            prompt_version="",
            language=lang,
        ),
        inputs={"criteria": alert.criteria},
        embedder=get_embedder().model_name,
        ranking_version=RANKING_VERSION,
        now=now,
    )


def tell_found(alert: Alert, found: Found) -> str:
    """Return the sentence over the jobs of a run, in the active language."""
    query = describe_criteria(criteria_of(alert)) or _("your résumé")
    shown = len(found.hits)
    if found.count > shown:
        return _("%(count)d new jobs for %(query)s; the best %(shown)d:") % {
            "count": found.count,
            "shown": shown,
            "query": query,
        }
    return ngettext(
        "%(count)d new job for %(query)s:", "%(count)d new jobs for %(query)s:", shown
    ) % {"count": shown, "query": query}


def alert_chips(alert: Alert, hits: Sequence[JobHit] = ()) -> list[Chip]:
    """Return next steps after a run: the first job, then what can be done about the alert."""
    named = {"do": "alert", "alert_id": str(alert.id)}
    chips = []
    if hits:
        first = str(hits[0].posting.id)
        chips.append(build_chip(_("Why the first one?"), do="job", action="explain", job_id=first))
    if alert.state == Alert.State.PAUSED:
        chips.append(build_chip(_("Resume this alert"), **named, action="resume"))
    else:
        chips.append(build_chip(_("Pause this alert"), **named, action="pause"))
    chips.append(build_chip(_("Change the time"), **named, action="edit"))
    chips.append(build_chip(_("Delete this alert"), **named, action="delete"))
    return chips


def _keep_in_mind(
    state: State,
    alert: Alert,
    hits: Sequence[JobHit],
    *,
    jobs_id: uuid.UUID,
    conversation: Conversation,
) -> None:
    """Have "the second one" and a bare "pause" mean what was just shown. No turn runs here."""
    shown = [hit.posting.id for hit in hits]
    state.shown = [
        ShownJob(
            posting_id=hit.posting.id,
            item_id=str(jobs_id),
            title=hit.posting.title,
            employer=employer_name(hit.posting),
            city=next(iter(place_names(hit.posting)), None),
            score=round(hit.score, 3),
            band=hit.band,
        )
        for hit in hits
    ]
    state.seen_ids = [*(each for each in state.seen_ids if each not in shown), *shown][-SEEN:]
    state.focus_id = shown[0] if len(shown) == 1 else None
    state.alert_id = str(alert.id)
    DialogueState.objects.update_or_create(
        conversation=conversation, defaults={"data": state.model_dump(mode="json")}
    )


def _text_event(item_id: uuid.UUID, text: str, *, lang: Lang) -> NewEvent:
    return to_event(
        events.ItemDone(item_id=str(item_id), role="assistant", kind="text", text=text, lang=lang),
        item_id=item_id,
    )


def _card_event(item_id: uuid.UUID, card: Card, *, lang: Lang) -> NewEvent:
    return to_event(
        events.ItemDone(item_id=str(item_id), role="assistant", kind="card", card=card, lang=lang),
        item_id=item_id,
    )


def _lang_of(alert: Alert) -> Lang:
    return "zh" if alert.lang == "zh" else "en"
