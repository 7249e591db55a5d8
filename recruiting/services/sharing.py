"""What a seeker shares later, inside a thread: asked for, previewed, confirmed, and taken back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.utils.translation import gettext as _

from jobassist.errors import AppError
from recruiting.models import Application, Consent, Side, Thread, ThreadPost
from recruiting.thread_texts import find_asked
from resumes.models import Resume

from .consents import SHARING_WORDING, withdraw_consents
from .shared import allowed_scopes
from .threads import may_see_words, thread_closed

What = Literal["resume", "contact"]
_SCOPES = {"resume": Consent.Scope.RESUME, "contact": Consent.Scope.CONTACT}


@dataclass(frozen=True)
class Sharing:
    """What would go to the company, in words: the seeker says yes to just this."""

    what: What
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
    resume = _find_resume(thread)
    if what == "resume":
        if resume is None:
            return None
        basics = (resume.confirmed_document or {}).get("basics") or {}
        title = resume.title or basics.get("label") or ""
        first = _("Your confirmed résumé: %(title)s") % {"title": title} if title else ""
        return Sharing(
            what,
            resume.confirmed_revision,
            (
                first or _("Your confirmed résumé"),
                _("Not your name and contact details, unless you share these as well"),
            ),
        )
    shown = _read_basics(thread.application)
    name = shown.get("name") or thread.seeker.display_name
    lines = [
        _("Your name: %(name)s") % {"name": name} if name else "",
        *(str(shown[key]) for key in ("email", "phone") if shown.get(key)),
    ]
    kept = tuple(each for each in lines if each)
    return Sharing(what, None, kept) if kept else None


def share(
    thread: Thread, *, what: What, lines: list[str], revision: int | None, now: datetime
) -> None:
    """Let the company of a thread see what was previewed, inside the caller's transaction.

    The conversation is locked. AppError 409 "thread_closed", or "changed_meanwhile" where it is
    no longer what the seeker looked at.
    """
    application = thread.application
    if application is None or thread.state != Thread.State.OPEN:
        raise thread_closed()
    now_shared = prepare_sharing(thread, what=what)
    if now_shared is None or (list(now_shared.lines), now_shared.revision) != (lines, revision):
        raise AppError(
            "changed_meanwhile", _("It has changed meanwhile. Look at it again."), status=409
        )
    resume = _find_resume(thread) if what == "resume" else None
    if resume is not None:
        Application.objects.filter(id=application.id).update(
            resume_id=resume.id, resume_revision=resume.confirmed_revision
        )
    Consent.objects.create(
        person_id=application.person_id,
        company_id=thread.company_id,
        posting_id=thread.posting_id,
        scope=_SCOPES[what],
        action=Consent.Action.GRANTED,
        resume_id=resume.id if resume else None,
        resume_revision=resume.confirmed_revision if resume else None,
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


def _read_basics(application: Application) -> dict[str, Any]:
    """Return what name and contact details would be seen beside what is shared already."""
    from .shared import read_shared

    allowed = allowed_scopes([application])[application.id]
    seen = read_shared(application, scopes={*allowed, Consent.Scope.CONTACT})
    return {**seen.contact, "name": seen.name}
