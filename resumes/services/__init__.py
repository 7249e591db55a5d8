"""The only writers of résumés: intake, answers, changes, undo, confirmation, files."""

from resumes.extract_text import sniff_file

from .answers import Change, apply_answer, apply_changes, skip_question
from .confirming import confirm_resume
from .files import attachment_path, delete_attachments, get_attachment_for, upload_resume
from .intake import intake_attachment, intake_json_resume, intake_text
from .previews import Missing, Outcome, Preview, ShownChange, Source, build_preview, list_leaves
from .roles import build_searched_role, embed_roles, embed_roles_again
from .rows import (
    create_resume,
    current_resume,
    delete_resume,
    get_resume_for,
    list_resumes,
    make_current,
)
from .undoing import discard_changes, undo

__all__ = [
    "Change",
    "Missing",
    "Outcome",
    "Preview",
    "ShownChange",
    "Source",
    "apply_answer",
    "apply_changes",
    "attachment_path",
    "build_preview",
    "build_searched_role",
    "confirm_resume",
    "create_resume",
    "current_resume",
    "delete_attachments",
    "delete_resume",
    "discard_changes",
    "embed_roles",
    "embed_roles_again",
    "get_attachment_for",
    "get_resume_for",
    "intake_attachment",
    "intake_json_resume",
    "intake_text",
    "list_leaves",
    "list_resumes",
    "make_current",
    "skip_question",
    "sniff_file",
    "undo",
    "upload_resume",
]
