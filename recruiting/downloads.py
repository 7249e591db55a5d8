"""A stored file as an answer: saved by whoever asks, never shown as a page of ours."""

from pathlib import Path

from django.http import FileResponse


def attach_file(place: Path, *, name: str, type_: str | None) -> FileResponse:
    """Return a file to be saved under a name; what a browser might make of it is switched off."""
    answer = FileResponse(
        place.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=type_ or "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
