"""What a seeker lets a company see of one contact: read when it is shown, never kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from recruiting.models import Application, Consent
from resumes.revisions import read_document_at

_SCOPE = Consent.Scope
# Of a résumé's basics, what reaches a person.
REACHES = ("email", "phone", "url", "profiles", "location")


@dataclass(frozen=True)
class Shared:
    """A contact's message, résumé and address, each None where it is not allowed (any more)."""

    name: str | None = None
    message: str | None = None
    # JSON Resume at the revision that was shown to the seeker, without what reaches them.
    document: dict[str, Any] | None = None
    contact: dict[str, Any] = field(default_factory=dict)


def allowed_scopes(applications: Sequence[Application]) -> dict[Any, set[str]]:
    """Return, by contact, what its seeker's newest word allows. One query."""
    key = ("person_id", "company_id", "posting_id", "scope")
    # By plain lists, which one statement takes as it is: a condition for each contact took longer
    # to build than to answer. What else these people said of these postings is left out below.
    newest = (
        Consent.objects.filter(
            person_id__in={each.person_id for each in applications},
            posting_id__in={each.posting_id for each in applications},
        )
        .order_by(*key, "-id")
        .distinct(*key)
    )
    granted: dict[tuple[Any, Any, Any], set[str]] = {}
    for said in newest if applications else ():
        if said.action == Consent.Action.GRANTED:
            about = (said.person_id, said.company_id, said.posting_id)
            granted.setdefault(about, set()).add(said.scope)
    return {
        each.id: granted.get((each.person_id, each.company_id, each.posting_id), set())
        for each in applications
    }


def names_of(applications: Sequence[Application]) -> dict[Any, str]:
    """Return the names of those whose contact details the company may see. One query.

    The seekers must be loaded.
    """
    allowed = allowed_scopes(applications)
    return {
        each.id: each.seeker.display_name
        for each in applications
        if each.seeker is not None
        and each.seeker.display_name
        and _SCOPE.CONTACT in allowed[each.id]
    }


def read_shared(application: Application, *, scopes: Collection[str] | None = None) -> Shared:
    """Return what may be shown of a contact now. At most three queries."""
    if application.seeker_id is None:
        return Shared()
    allowed = allowed_scopes([application])[application.id] if scopes is None else set(scopes)
    document = None
    if (
        _SCOPE.RESUME in allowed
        and application.resume_id is not None
        and application.resume_revision is not None
    ):
        document = read_document_at(application.resume_id, revision=application.resume_revision)
    basics: dict[str, Any] = dict((document or {}).get("basics") or {})
    is_named = _SCOPE.CONTACT in allowed
    contact = {key: basics[key] for key in REACHES if is_named and basics.get(key)}
    name = (basics.get("name") or _display_name(application)) if is_named else None
    if document is not None:
        hidden = {*REACHES, "name", "image"}
        document = {
            **document,
            "basics": {key: said for key, said in basics.items() if key not in hidden},
        }
    return Shared(
        name=name,
        message=(application.message or None) if _SCOPE.MESSAGE in allowed else None,
        document=document,
        contact=contact,
    )


def _display_name(application: Application) -> str | None:
    return application.seeker.display_name or None if application.seeker else None
