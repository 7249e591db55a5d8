"""The section of projects."""

from .borders import split_entries
from .entries import fill_body, fill_header
from .lines import read_lines
from .reading import Draft, Entry, Reading

MAX_PROJECTS = 30


def read_projects(reading: Reading, draft: Draft, start: int, end: int) -> None:
    """Read projects: a name, when, the part taken, what was done."""
    lines = read_lines(reading, start, end)
    for head, body in split_entries(reading, lines):
        entry = Entry()
        if head:
            fill_header(reading, entry, head, name_key="name")
            role = entry.one.pop("position", None)
            if role is not None:
                entry.add("roles", role)
            place = entry.one.pop("location", None)
            if "name" not in entry.one and (place or role):
                piece = reading.piece(head[0].start, head[0].end)
                entry.put("name", piece)
        fill_body(reading, entry, body, name_key="name")
        entry.one.pop("position", None)
        if "name" in entry.one and len(draft.of("projects")) < MAX_PROJECTS:
            draft.of("projects").append(entry)
        elif draft.of("projects"):
            for p in entry.many.get("highlights", ()):
                draft.of("projects")[-1].add("highlights", p)
        else:
            # No headers: each statement is a project of its own.
            for p in entry.many.get("highlights", ())[:MAX_PROJECTS]:
                draft.add_named("projects", p)
