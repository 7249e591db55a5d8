"""Rows to test with: plain functions, each taking what should differ. Invented people only."""

import itertools
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Identity, Membership, User
from jobassist.providers.models import Provider

if TYPE_CHECKING:
    from jobs.models import Employer, Posting, Source
    from resumes.models import Resume

_numbers = itertools.count(1)

PASSWORD = "correct horse 7 battery"


def make_user(
    *, email: str | None = None, password: str = PASSWORD, is_verified: bool = True, **changes: Any
) -> User:
    """Return a person with an account, who logs in by a verified e-mail address."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "is_guest": False,
        "display_name": f"Person {number}",
        "last_seen_at": timezone.now(),
        **changes,
    }
    user = User.objects.create_user(password=password, **fields)
    address = email or f"person{number}@example.com"
    Identity.objects.create(
        user=user,
        kind=Identity.Kind.EMAIL,
        value=address,
        value_normalised=address.lower(),
        verified_at=timezone.now() if is_verified else None,
    )
    return user


def make_guest(**changes: Any) -> User:
    """Return somebody who has just come."""
    return User.objects.create_user(**{"last_seen_at": timezone.now(), **changes})


def make_company(*, owner: User | None = None, name: str = "", **changes: Any) -> Company:
    """Return a company; with an owner when one is given."""
    company = Company.objects.create(name=name or f"Company {next(_numbers)}", **changes)
    if owner is not None:
        set_role(company, user=owner, role=Membership.Role.OWNER)
    return company


# --- jobs -------------------------------------------------------------------------------------


def make_source(key: str = "test-feed", **changes: Any) -> "Source":
    """Return a source of postings; a company's own when `company` is given."""
    from jobs.models import Source

    kind = Source.Kind.COMPANY if changes.get("company") else Source.Kind.IMPORT
    source, _created = Source.objects.get_or_create(key=key, defaults={"kind": kind, **changes})
    return source


def make_employer(name: str = "Acme", *, source: "Source | None" = None) -> "Employer":
    """Return an employer as a source's postings would bring it."""
    from jobs.models import Employer

    return Employer.objects.create(
        source=source or make_source(), name=name, name_normalised=name.casefold()
    )


def build_row(**changes: Any) -> dict[str, Any]:
    """Return a row of a feed: an ordinary posting, with what should differ."""
    row: dict[str, Any] = {
        "id": f"row-{next(_numbers)}",
        "lang": "en",
        "title": "Backend Developer",
        "company": "Acme",
        "city": "London",
        "description": "You build services.\n\nRequirements:\n- Python\n- 2 years of experience",
    }
    return {**row, **changes}


def make_postings(
    rows: "list[dict[str, Any]]",
    *,
    source: "Source | None" = None,
    is_embedded: bool = True,
    now: Any = None,
) -> "list[Posting]":
    """Return postings stored as a feed stores them, with their words and vectors, in order."""
    from jobs import embedding, services
    from jobs.feed import ParsedRow, parse_row
    from jobs.models import Posting

    parsed = [parse_row(row) for row in rows]
    good = [row for row in parsed if isinstance(row, ParsedRow)]
    assert len(good) == len(parsed), parsed
    results = services.upsert_postings(
        source or make_source(), good, now=now or timezone.now(), embed="not"
    )
    ids = [result.posting_id for result in results]
    assert all(ids), results
    services.recount_terms()
    if is_embedded:
        embedding.embed_postings([i for i in ids if i], is_here=True)
    found = Posting.objects.select_related("employer", "source").in_bulk([i for i in ids if i])
    return [found[i] for i in ids if i]


def make_posting(
    *,
    source: "Source | None" = None,
    is_embedded: bool = True,
    now: Any = None,
    **changes: Any,
) -> "Posting":
    """Return one posting stored as a feed stores it; `changes` are keys of the row."""
    return make_postings([build_row(**changes)], source=source, is_embedded=is_embedded, now=now)[0]


# --- résumés ----------------------------------------------------------------------------------


def make_resume(
    owner: User, *, document: dict[str, Any] | None = None, is_confirmed: bool = False
) -> "Resume":
    """Return a person's current résumé, its document written through the service."""
    from resumes import services

    resume = services.current_resume(owner)
    if document:
        services.intake_json_resume(
            resume, document=document, source=services.Source(kind="form", ref="test")
        )
    if is_confirmed:
        services.confirm_resume(resume, revision=resume.revision)
    return resume


def rebuild_vector_index() -> None:
    """Have the index hold the living postings alone.

    What earlier tests rolled back stays in the graph until a vacuum: thousands of copies of the
    same few vectors, in which the living ones are no longer found.
    """
    from jobassist.ai.embedder import get_embedder
    from jobs import vectors

    model = get_embedder().model_name
    vectors.drop_vector_index(model)
    vectors.ensure_vector_index(model)


def make_provider(slug: str = "north", **changes: Any) -> Provider:
    """Return a model server; nobody answers at its address."""
    given: dict[str, Any] = {
        "name": slug.title(),
        "base_url": "http://127.0.0.1:9/v1",
        "large_model": f"{slug}-1",
    }
    return Provider.objects.create(slug=slug, **(given | changes))
