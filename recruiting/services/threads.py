"""Threads of seekers and companies: opened, looked at from the company's side, ended."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from eventlog import bell
from eventlog.frames import NewEvent, build_frame
from eventlog.models import Conversation
from eventlog.services import (
    append_events,
    create_thread,
    events_after,
    join_thread,
    list_hearers,
    lock_conversation_ids,
    queue_notification,
    read_history_page,
)
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.locales import django_language, language_of
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from jobassist.language.text import detect_language
from jobassist.logs import get_logger
from jobs.models import Posting
from recruiting.beside import Moment, events_beside
from recruiting.models import Application, Block, Consent, Greeting, Side, Thread

from .consents import has_consent
from .pseudonyms import pseudonym_of

log = get_logger(__name__)

MOST_EVENTS = 100


def open_thread(application: Application, *, now: datetime, side: Side = Side.RECRUITER) -> Thread:
    """Return the thread of a contact, opened at first use with the message that was sent.

    AppError 409 "thread_closed" for a contact that was withdrawn, closed or never reached a
    company, whose seeker blocked the company, or for a company where the seeker deleted the
    conversation; NotFound when its seeker is gone.
    """
    if application.seeker_id is None or application.seeker is None:
        raise NotFound
    with transaction.atomic():
        if side == Side.RECRUITER:
            # A block waits for this or is seen here; who blocks holds the company too.
            Company.objects.select_for_update(no_key=True).filter(
                id=application.company_id or 0
            ).first()
        application = (
            Application.objects.select_for_update(of=("self",), no_key=True)
            .select_related("seeker", "company", "posting")
            .get(id=application.id)
        )
        found = Thread.objects.filter(application=application).first()
        if found is not None and found.conversation_id is not None:
            return found
        ended = (Application.Status.WITHDRAWN, Application.Status.CLOSED)
        if application.company is None or application.seeker is None or application.status in ended:
            raise thread_closed()
        refuse_blocked(application)
        if found is None:
            # Greeted before: what was said there goes on.
            found = (
                Thread.objects.filter(seeker=application.seeker, posting=application.posting)
                .exclude(state=Thread.State.CLOSED)
                .first()
            )
        if found is not None and found.conversation_id is not None:
            found.application = application
            found.save(update_fields=["application"])
            return found
        if found is not None and side != Side.SEEKER:
            # Deleted by the seeker: theirs to begin again.
            raise thread_closed()
        thread = start_thread(
            application.seeker,
            company=application.company,
            posting=application.posting,
            opened_by=Side.SEEKER,
            application=application,
            earlier=found,
            now=now,
        )
        assert thread.conversation is not None
        if application.message:
            append_events(
                thread.conversation.id,
                [build_item(role="user", text=application.message)],
                now=application.created_at,
            )
        tell_beside(thread, "opened", now=now)
    return thread


def start_thread(
    seeker: User,
    *,
    company: Company,
    posting: Posting,
    opened_by: Side,
    application: Application | None = None,
    earlier: Thread | None = None,
    now: datetime,
) -> Thread:
    """Return a thread with an empty conversation, inside the caller's transaction."""
    conversation = create_thread(seeker, title=f"{company.name} · {posting.title}")
    if earlier is not None:
        earlier.conversation, earlier.state = conversation, Thread.State.OPEN
        earlier.save(update_fields=["conversation", "state"])
        return earlier
    return Thread.objects.create(
        conversation=conversation,
        application=application,
        company=company,
        posting=posting,
        seeker=seeker,
        person_id=application.person_id if application is not None else seeker.id,
        opened_by=opened_by,
        last_side=opened_by,
        last_at=application.created_at if application is not None else now,
        created_at=now,
    )


def build_item(
    *,
    role: str,
    text: str,
    item_id: uuid.UUID | None = None,
    ref: str | None = None,
    is_private: bool = False,
    attachments: list[dict[str, Any]] | None = None,
) -> NewEvent:
    """Return a message of a thread for its log; a private one is for the seeker's eyes alone."""
    item_id = item_id or uuid.uuid4()
    data: dict[str, Any] = {
        "item_id": str(item_id),
        "role": role,
        "kind": "text",
        "text": text,
        "lang": detect_language(text),
    }
    if ref is not None:
        data["ref"] = ref
    if is_private:
        data["audience"] = "seeker"
    if attachments:
        data["attachments"] = attachments
    return NewEvent("item.done", data, None, item_id)


def tell_beside(thread: Thread, moment: Moment, *, now: datetime) -> None:
    """Append what stands beside the words for the seeker, in the seeker's language."""
    if thread.conversation_id is None or thread.seeker is None:
        return
    with override(django_language(thread.seeker.locale)):
        events = events_beside(thread, moment)
    append_events(thread.conversation_id, events, now=now)


def tell_in_thread(thread: Thread, text: str, *, now: datetime) -> None:
    """Append a line of the house for the seeker alone."""
    if thread.conversation_id is not None:
        event = build_item(role="system", text=text, is_private=True)
        append_events(thread.conversation_id, [event], now=now)


def thread_closed() -> AppError:
    """Return what somebody is told who writes where nobody reads any more."""
    return AppError("thread_closed", _("This conversation has ended."), status=409)


def is_blocked(company_id: int, *, person_id: Any) -> bool:
    """Return whether somebody wants nothing from a company. One query."""
    return Block.objects.filter(company_id=company_id, person_id=person_id).exists()


def refuse_blocked(contact: Application | Thread) -> None:
    """Raise "thread_closed" where the seeker blocked the company. One query."""
    # A guest's contacts keep the guest's id; the account that took them over may have blocked.
    people = [each for each in (contact.seeker_id, contact.person_id) if each is not None]
    if Block.objects.filter(company_id=contact.company_id or 0, person_id__in=people).exists():
        raise thread_closed()


# --- ending ---------------------------------------------------------------------------------


def conversations_of(application_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return the conversations that hear of these contacts: where they began, and their threads.

    Locked together before a contact's own row is. Two queries.
    """
    begun = Application.objects.filter(id__in=application_ids, conversation_id__isnull=False)
    threads = Thread.objects.filter(
        application_id__in=application_ids, conversation_id__isnull=False
    )
    found = [*begun.values_list("conversation_id", flat=True)]
    found += threads.values_list("conversation_id", flat=True)
    return {id_ for id_ in found if id_ is not None}


def end_threads(
    threads: QuerySet[Thread], *, state: Thread.State = Thread.State.CLOSED, now: datetime
) -> int:
    """End these threads at once for both sides; returns how many were open."""
    with transaction.atomic():
        if state == Thread.State.CLOSED:
            # Ended already, and for good now: no block taken back opens them again.
            threads.filter(state=Thread.State.BLOCKED).update(state=state)
        chosen = list(threads.filter(state=Thread.State.OPEN).select_related("seeker"))
        lock_conversation_ids(each.conversation_id for each in chosen if each.conversation_id)
        for thread in chosen:
            Thread.objects.filter(id=thread.id).update(state=state)
            thread.state = state
            if thread.conversation_id is None or thread.seeker is None:
                continue
            # Whoever has it open on the other side is rung, and finds it ended.
            with override(django_language(thread.seeker.locale)):
                words = (
                    _("You blocked this company. Neither of you can write here any more.")
                    if state == Thread.State.BLOCKED
                    else _("This conversation has ended.")
                )
                tell_in_thread(thread, words, now=now)
            tell_beside(thread, "ended", now=now)
    return len(chosen)


# --- the seeker's side ----------------------------------------------------------------------


def get_thread_for(user: User, conversation_id: uuid.UUID | str) -> Thread:
    """Return the thread of a seeker's own conversation. One query; NotFound for a stranger's."""
    try:
        wanted = uuid.UUID(str(conversation_id))
    except ValueError as error:
        raise NotFound from error
    found = (
        Thread.objects.select_related("company", "posting", "seeker", "conversation", "application")
        .filter(conversation_id=wanted, seeker=user)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def find_thread(application: Application) -> Thread | None:
    """Return the thread of a contact, None before anybody wrote in it. One query."""
    return Thread.objects.filter(application_id=application.id, conversation__isnull=False).first()


# --- the company's side ---------------------------------------------------------------------


@dataclass(frozen=True)
class ThreadPage:
    """What a company may see of a thread at this moment, oldest first."""

    thread: Thread
    frames: list[dict[str, Any]]
    head_seq: int
    epoch: str
    # Of the page before; None: there is none.
    next_before_seq: int | None
    seeker_read_seq: int
    may_write: bool
    # Why nothing can be written, in words; empty where it can.
    notice: str


def threads_of_company(company_id: int) -> QuerySet[Thread]:
    """Return the threads that a company has in view. Lazy; without those of people who left."""
    return Thread.objects.filter(
        company_id=company_id, seeker__isnull=False, conversation__isnull=False
    )


def get_thread_of(user: User, thread_id: uuid.UUID | str) -> Thread:
    """Return a thread for somebody who writes for its company. Two queries.

    NotFound for anybody else, as for one that does not exist; AppError 403 for a viewer, who
    sees that there is a thread and not what is said in it. Membership is read now.
    """
    try:
        wanted = uuid.UUID(str(thread_id))
    except ValueError as error:
        raise NotFound from error
    found = (
        Thread.objects.select_related("company", "posting", "seeker", "conversation", "application")
        .filter(id=wanted, seeker__isnull=False, conversation__isnull=False)
        .exclude(seeker=user)
        .first()
    )
    if found is None:
        raise NotFound
    try:
        require_membership(user, found.company_id, roles=WRITERS)
    except NotFound:
        log.warning("thread.foreign", user_id=str(user.id), thread_id=str(found.id))
        raise
    return found


def read_thread(
    user: User, thread_id: uuid.UUID | str, *, before_seq: int | None = None
) -> ThreadPage:
    """Return the newest page of a thread, or the one before a `seq`, for its company.

    Membership, the thread's state and the seeker's consent are read now, whoever was let in
    before. NotFound where nothing may be seen.
    """
    thread = get_thread_of(user, thread_id)
    assert thread.conversation is not None
    page = read_history_page(thread.conversation, before_seq=before_seq, limit=MOST_EVENTS)
    is_allowed = may_see_words(thread)
    frames = [shown for each in page.frames if (shown := _show(each, has_words=is_allowed))]
    notice = why_silent(thread)
    readers = thread.conversation.participants.filter(user=thread.seeker)
    return ThreadPage(
        thread=thread,
        frames=frames,
        head_seq=thread.conversation.head_seq,
        epoch=thread.conversation.epoch,
        next_before_seq=page.next_before_seq,
        seeker_read_seq=readers.values_list("last_read_seq", flat=True).first() or 0,
        may_write=not notice,
        notice=notice,
    )


@dataclass(frozen=True)
class ThreadNews:
    """What came to a thread since a company last looked, and how it stands now."""

    conversation_id: uuid.UUID
    frames: list[dict[str, Any]]
    head_seq: int
    seeker_read_seq: int
    # The seeker took back what they wrote: it is not to be shown any longer.
    is_withheld: bool
    notice: str


def read_thread_on(user: User, thread_id: uuid.UUID | str, *, after_seq: int) -> ThreadNews:
    """Return what comes next in a thread, for its company; everything is checked anew.

    At most 200 events: ask again until `head_seq` is reached.
    """
    thread = get_thread_of(user, thread_id)
    assert thread.conversation is not None
    is_allowed = may_see_words(thread)
    events = events_after(thread.conversation, after_seq)
    frames = [build_frame(each, thread.conversation) for each in events]
    readers = thread.conversation.participants.filter(user=thread.seeker)
    return ThreadNews(
        conversation_id=thread.conversation.id,
        frames=[shown for each in frames if (shown := _show(each, has_words=is_allowed))],
        head_seq=events[-1].seq if events else after_seq,
        seeker_read_seq=readers.values_list("last_read_seq", flat=True).first() or 0,
        is_withheld=not is_allowed,
        notice=why_silent(thread),
    )


def may_see_words(thread: Thread) -> bool:
    """Return whether the seeker still allows the company what they wrote. One query."""
    return has_consent(
        thread.person_id,
        company_id=thread.company_id,
        posting_id=thread.posting_id,
        scope=Consent.Scope.MESSAGE,
    )


def why_silent(thread: Thread) -> str:
    """Return why the company cannot write here now; empty where it can. One query."""
    if thread.state != Thread.State.OPEN:
        # Blocked or withdrawn: that is the seeker's to say.
        return _("This conversation has ended.")
    if is_waiting_for_answer(thread):
        return _("You have greeted this person. You can write again when they answer.")
    return ""


def is_waiting_for_answer(thread: Thread) -> bool:
    """Return whether a greeting opened this and nothing came back yet. One query."""
    return Greeting.objects.filter(thread=thread).exclude(status=Greeting.Status.ANSWERED).exists()


def _show(frame: dict[str, Any], *, has_words: bool) -> dict[str, Any] | None:
    """Return an event as a company may see it; None for what is the seeker's alone."""
    data = frame["data"]
    if data.get("erased"):
        # What was taken away while a page shows it leaves the page; else there was never anything.
        return frame if frame["type"] == "item.updated" else None
    if frame["type"] != "item.done" or data.get("audience") or data.get("kind") == "card":
        return None
    if data.get("role") == "user" and not has_words:
        return {**frame, "data": {"item_id": data["item_id"], "role": "user", "withheld": True}}
    return frame


def name_seeker(thread: Thread) -> str:
    """Return what the company may call the seeker now: a name only where contact is shared."""
    if thread.seeker is not None and has_consent(
        thread.person_id,
        company_id=thread.company_id,
        posting_id=thread.posting_id,
        scope=Consent.Scope.CONTACT,
    ):
        return thread.seeker.display_name or pseudonym_of(thread)
    return pseudonym_of(thread)


def watch_thread(user: User, thread_id: uuid.UUID | str) -> Conversation:
    """Have a recruiter's open page hear of a thread; returns its conversation."""
    thread = get_thread_of(user, thread_id)
    assert thread.conversation is not None
    join_thread(thread.conversation, user)
    return thread.conversation


def show_typing(thread: Thread, *, by: uuid.UUID, side: Side) -> None:
    """Show the other people of a thread that somebody is typing, at most once. One query.

    A company is told by its name: who of its people it is, is not the seeker's to know.
    """
    if thread.conversation_id is None:
        return
    is_company = side == Side.RECRUITER
    data = {"by": "company", "name": thread.company.name} if is_company else {"by": "seeker"}
    frame = {"type": "typing", "conversation_id": str(thread.conversation_id), "data": data}
    for other in list_hearers(thread.conversation_id):
        if other != by:
            bell.send_live(other, frame)


def notify_other_side(thread: Thread, *, side: Side, now: datetime) -> None:
    """Put a notice without content into the outbox of whoever has to answer now."""
    if thread.conversation_id is None:
        return
    if side == Side.RECRUITER:
        people: Iterable[User] = [thread.seeker] if thread.seeker is not None else []
    else:
        people = User.objects.filter(
            participations__conversation_id=thread.conversation_id,
            participations__role=Side.RECRUITER,
            memberships__company_id=thread.company_id,
            memberships__role__in=WRITERS,
            is_active=True,
        )
    for person in people:
        queue_notification(
            person,
            kind="thread.message",
            conversation_id=thread.conversation_id,
            object_id=str(thread.id),
            now=now,
        )


def seeker_language(thread: Thread) -> str:
    """Return the language in which the house speaks to the seeker."""
    return language_of(thread.seeker.locale) if thread.seeker is not None else "en"
