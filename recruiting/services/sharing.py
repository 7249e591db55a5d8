"""What a seeker shares later, inside a thread: asked for, previewed, confirmed, and taken back."""

import copy
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from jobassist.errors import AppError
from recruiting.models import Application, Consent, Side, Thread, ThreadPost
from recruiting.thread_texts import find_asked
from resumes.models import Resume

from .consents import SHARING_WORDING, withdraw_consents
from .shared import REACHES, allowed_scopes, read_shared
from .threads import may_see_words, thread_closed

What = Literal["resume", "contact"]
_SCOPES = {"resume": Consent.Scope.RESUME, "contact": Consent.Scope.CONTACT}
# A place from the door outwards, a profile from the site to the address.
_PARTS = ("address", "city", "region", "postalCode", "countryCode", "network", "username", "url")


@dataclass(frozen=True)
class Sharing:
    """What would go to the company, in words: the seeker says yes to just this."""

    what: What
    resume_id: uuid.UUID | None
    revision: int | None
    lines: tuple[str, ...]


def list_shared(thread: Thread) -> set[str]:
    """Return what beside words the seeker of a thread lets the company see now. One query."""
    if thread.application is None:
        return set()
    allowed = allowed_scopes([thread.application])[thread.application.id]
    return {what for what, scope in _SCOPES.items() if scope in allowed}


def list_asked(thread: Thread, *, text: str) -> tuple[What, ...]:
    """Return what the company's words ask for that it does not see yet, and that there is."""
    asked = find_asked(text)
    if not asked or thread.application is None or not may_see_words(thread):
        return ()
    shared = list_shared(thread)
    return tuple(
        what
        for what in asked
        if what not in shared and prepare_sharing(thread, what=what) is not None
    )


def prepare_sharing(thread: Thread, *, what: What) -> Sharing | None:
    """Return what sharing would show as things are; None where there is nothing to share."""
    if thread.seeker is None or thread.application is None:
        return None
    allowed = allowed_scopes([thread.application])[thread.application.id]
    if what == "contact":
        lines = _list_revealed(thread.application, allowed=allowed, what=what)
        return Sharing(what, None, None, lines) if lines else None
    resume = _find_resume(thread)
    if resume is None:
        return None
    basics = (resume.confirmed_document or {}).get("basics") or {}
    title = resume.title or basics.get("label") or ""
    first = _("Your confirmed résumé: %(title)s") % {"title": title} if title else ""
    hidden = _("Not your name and contact details, unless you share these as well")
    revealed = _list_revealed(thread.application, allowed=allowed, what=what, resume=resume)
    lines = (
        first or _("Your confirmed résumé"),
        *(revealed if Consent.Scope.CONTACT in allowed else (hidden,)),
    )
    return Sharing(what, resume.id, resume.confirmed_revision, lines)


def share(
    thread: Thread,
    *,
    what: What,
    lines: list[str],
    resume_id: str | None,
    revision: int | None,
    now: datetime,
) -> None:
    """Let the company of a thread see what was previewed, inside the caller's transaction.

    The conversation is locked. AppError 409 "thread_closed", or "changed_meanwhile" where it is
    no longer what the seeker looked at.
    """
    application = thread.application
    if application is None or thread.state != Thread.State.OPEN:
        raise thread_closed()
    now_shared = prepare_sharing(thread, what=what)
    looked_at = (lines, resume_id, revision)
    if now_shared is None or _compared(now_shared) != looked_at:
        raise AppError(
            "changed_meanwhile", _("It has changed meanwhile. Look at it again."), status=409
        )
    if now_shared.resume_id is not None:
        Application.objects.filter(id=application.id).update(
            resume_id=now_shared.resume_id, resume_revision=now_shared.revision
        )
    Consent.objects.create(
        person_id=application.person_id,
        company_id=thread.company_id,
        posting_id=thread.posting_id,
        scope=_SCOPES[what],
        action=Consent.Action.GRANTED,
        resume_id=now_shared.resume_id,
        resume_revision=now_shared.revision,
        wording_version=SHARING_WORDING,
        conversation_id=thread.conversation_id,
        at=now,
    )


def stop_sharing(thread: Thread, *, now: datetime) -> None:
    """Take back résumé and contact, and leave the conversation. Two statements."""
    application = thread.application
    if application is not None:
        chosen = Consent.objects.filter(
            person_id=application.person_id,
            company_id=thread.company_id,
            posting_id=thread.posting_id,
            scope__in=list(_SCOPES.values()),
        )
        withdraw_consents(chosen, now=now)


def last_words_of_company(thread: Thread) -> str:
    """Return what the company wrote last, where nothing came after it. Two queries."""
    from eventlog.services import item_events

    last = ThreadPost.objects.filter(thread=thread).order_by("-id").first()
    if last is None or last.side != Side.RECRUITER or thread.conversation is None:
        return ""
    logged = item_events(thread.conversation, last.item_id)
    return str((logged[0].data or {}).get("text") or "") if logged else ""


def _find_resume(thread: Thread) -> Resume | None:
    """Return the résumé that the seeker confirmed and works on."""
    return (
        Resume.objects.filter(
            owner_id=thread.seeker_id, deleted_at=None, confirmed_document__isnull=False
        )
        .order_by("-is_current", "-updated_at")
        .first()
    )


def _compared(sharing: Sharing) -> tuple[list[str], str | None, int | None]:
    """Return what the yes is compared by, as the card holds it."""
    resume_id = str(sharing.resume_id) if sharing.resume_id else None
    return list(sharing.lines), resume_id, sharing.revision


def _list_revealed(
    application: Application,
    *,
    allowed: Collection[str],
    what: What,
    resume: Resume | None = None,
) -> tuple[str, ...]:
    """Return what name and contact details the company would read that it does not read yet.

    Name and contact details lie in the résumé: either of the two may bring them, after the other.
    """
    after = application
    if resume is not None:
        after = copy.copy(application)
        after.resume_id = resume.id
        after.resume_revision = resume.confirmed_revision
    now = read_shared(application, scopes=allowed)
    then = read_shared(after, scopes={*allowed, _SCOPES[what]})
    lines = []
    if then.name and then.name != now.name:
        lines.append(_("Your name: %(name)s") % {"name": then.name})
    for key in REACHES:
        known = _words_of(now.contact.get(key))
        lines += [each for each in _words_of(then.contact.get(key)) if each not in known]
    return tuple(lines)


def _words_of(said: Any) -> list[str]:
    """Return a contact detail as lines: one each for several of a kind."""
    if isinstance(said, list):
        return [line for each in said for line in _words_of(each)]
    if isinstance(said, dict):
        keys = [*(key for key in _PARTS if key in said), *sorted(set(said) - set(_PARTS))]
        line = ", ".join(word for key in keys for word in _words_of(said[key]))
        return [line] if line else []
    return [str(said)] if said else []
