"""From a confirmed résumé to roles, criteria and job hits, through `jobs.search`."""

from dataclasses import dataclass

from jobassist.language.vocab import Seniority

from .fields.types import Document


@dataclass(frozen=True, slots=True)
class Role:
    """One role the document shows: its title as written, and as employers write it."""

    title: str
    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    skill_keys: tuple[str, ...] = ()
    seniority: Seniority | None = None
    years: float | None = None
    place: str = ""


def roles_of(document: Document) -> tuple[Role, ...]:
    """Return the roles a document shows, the most recent and most practised first."""
    return ()
