"""Who may be shown to a company: who lets it find them, and who applied. Lazy queries."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from jobassist.accounts.models import User
from recruiting.models import Application, Block, Consent
from resumes.models import Resume


def discoverable_people(company_id: int) -> QuerySet[User]:
    """Return who allows, by their newest word, that this company finds them. Lazy.

    Nobody who blocked it, whatever they allowed.
    """
    said = Consent.objects.filter(
        person_id=OuterRef("id"), scope=Consent.Scope.DISCOVERY, posting=None
    ).order_by("-id")
    return (
        User.objects.filter(is_active=True, is_guest=False)
        .alias(
            to_all=Subquery(said.filter(company=None).values("action")[:1]),
            to_this=Subquery(said.filter(company_id=company_id).values("action")[:1]),
        )
        .filter(to_all=Consent.Action.GRANTED)
        .filter(Q(to_this=None) | Q(to_this=Consent.Action.GRANTED))
        .filter(~Exists(Block.objects.filter(person_id=OuterRef("id"), company_id=company_id)))
    )


def people_who_applied(company_id: int, posting_id: int) -> QuerySet[Application]:
    """Return open contacts about a posting whose résumé the company may see now. Lazy.

    Consent is the newest word of that person to this company about this posting. It is of one
    résumé at one revision (`resume_id`, `shared_revision`): nothing later was allowed, whatever
    has been confirmed since (`confirmed_now`).
    """
    said = Consent.objects.filter(
        person_id=OuterRef("person_id"),
        company_id=company_id,
        posting_id=posting_id,
        scope=Consent.Scope.RESUME,
    ).order_by("-id")
    ended = (Application.Status.WITHDRAWN, Application.Status.CLOSED)
    return (
        Application.objects.filter(company_id=company_id, posting_id=posting_id)
        .exclude(kind=Application.Kind.OUTBOUND)
        .exclude(status__in=ended)
        .filter(Exists(User.objects.filter(id=OuterRef("seeker_id"), is_active=True)))
        .alias(
            said=Subquery(said.values("action")[:1]),
            said_of=Subquery(said.values("resume_id")[:1]),
        )
        .annotate(
            shared_revision=Subquery(said.values("resume_revision")[:1]),
            confirmed_now=Subquery(
                Resume.objects.filter(id=OuterRef("resume_id")).values("confirmed_revision")[:1]
            ),
        )
        .filter(said=Consent.Action.GRANTED, said_of=F("resume_id"), shared_revision__isnull=False)
        .filter(
            ~Exists(Block.objects.filter(person_id=OuterRef("person_id"), company_id=company_id))
        )
        .select_related("seeker")
    )


def revision_of(application: Application) -> int:
    """Return the revision of the résumé that was shared, of a row of `people_who_applied`."""
    revision: int = application.shared_revision  # type: ignore[attr-defined]
    return revision


def has_changed(application: Application) -> bool:
    """Return whether another revision than the shared one is confirmed now, of such a row."""
    now: int | None = application.confirmed_now  # type: ignore[attr-defined]
    return now != revision_of(application)
