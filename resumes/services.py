"""The only writer of résumés: intake, answers, changes, undo, confirmation, files."""

from collections.abc import Iterable
from typing import Any, Literal
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from pydantic import BaseModel, ConfigDict, Field

from jobassist.accounts.models import User

from .models import Attachment, Resume


class Source(BaseModel):
    """Where words came from: a message, a file or a form, by id; `start`/`end` into its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["message", "file", "form"]
    ref: str = ""
    start: int | None = None
    end: int | None = None
    words: str = Field(default="", max_length=4000)


class Change(BaseModel):
    """One RFC 6902 operation. `path` is a JSON pointer or a dotted path.

    Without `source`, the source given to `apply_changes` stands for every leaf of `value`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal["add", "replace", "remove", "test"]
    path: str
    value: Any = None
    source: Source | None = None


class ShownChange(BaseModel):
    """A change as a preview shows it; `path` is a JSON pointer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    op: Literal["add", "replace", "remove"]
    path: str
    before: Any = None
    after: Any = None
    source: Source | None = None


class Missing(BaseModel):
    """What to ask: `path` dotted with `resume.`, as in a field prompt."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    pointer: str
    reason: Literal["missing", "doubtful", "contradictory"]
    why: str
    question: str
    answer_schema: dict[str, Any]
    examples: tuple[str, ...] = ()
    skippable: bool = True


class Preview(BaseModel):
    """What stands now and what just changed; the data of a `resume_preview` card.

    `outcome`: changed, refused, unknown ("don't know"), kept ("it's right"), or not_understood
    (nothing in the words changed anything).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    resume_id: UUID
    revision: int
    confirmed_revision: int | None
    document: dict[str, Any]
    completeness: float
    changes: tuple[ShownChange, ...]
    missing: tuple[Missing, ...]
    outcome: Literal["changed", "refused", "unknown", "kept", "not_understood"] = (
        "changed"
    )


def get_resume_for(user: User, resume_id: UUID | str) -> Resume:
    """Return the person's own résumé, or NotFound (`AppError("not_found", status=404)`)."""
    raise NotImplementedError


def current_resume(user: User) -> Resume:
    """Return the résumé being worked on; opens an empty one for a newcomer."""
    raise NotImplementedError


def list_resumes(user: User) -> list[Resume]:
    """Return the person's résumés, newest first."""
    raise NotImplementedError


def build_preview(resume: Resume, *, since_confirmed: bool = False) -> Preview:
    """Return the résumé as it stands; with `since_confirmed`, changes since the confirmation."""
    raise NotImplementedError


def intake_text(resume: Resume, *, text: str, source: Source) -> Preview:
    """Read a text about the person and merge what it says; nothing already there is lost."""
    raise NotImplementedError


def intake_attachment(resume: Resume, *, attachment: Attachment) -> Preview:
    """Read an uploaded file into the résumé."""
    raise NotImplementedError


def apply_answer(
    resume: Resume,
    *,
    path: str,
    text: str | None = None,
    value: Any = None,
    source: Source,
    revision: int | None = None,
) -> Preview:
    """Apply an answer to one question: free `text`, or a `value` the question's schema admits."""
    raise NotImplementedError


def apply_changes(
    resume: Resume,
    *,
    changes: Iterable[Change],
    source: Source,
    revision: int | None = None,
) -> Preview:
    """Apply RFC 6902 changes, all or none. `AppError("revision_moved", 409)` if it moved."""
    raise NotImplementedError


def skip_question(resume: Resume, *, path: str) -> Preview:
    """Remember that this is not to be asked again."""
    raise NotImplementedError


def undo(
    resume: Resume,
    *,
    steps: int = 1,
    path: str | None = None,
    revision: int | None = None,
) -> Preview:
    """Take back the last changes, or only the last change of one field."""
    raise NotImplementedError


def confirm_resume(resume: Resume, *, revision: int) -> Preview:
    """Make exactly this revision the one that matches; roles are read, vectors follow."""
    raise NotImplementedError


def discard_changes(resume: Resume, *, revision: int | None = None) -> Preview:
    """Go back to what was last confirmed (an empty document where nothing was)."""
    raise NotImplementedError


def delete_resume(resume: Resume) -> None:
    """Take a résumé away for good: document, history, roles."""
    raise NotImplementedError


def upload_resume(user: User, *, file: UploadedFile) -> Attachment:
    """Store a file and its text. Extraction's refusals are `AppError` with their own code."""
    raise NotImplementedError


def get_attachment_for(user: User, attachment_id: UUID | str) -> Attachment:
    """Return the person's own attachment, or NotFound."""
    raise NotImplementedError
