"""`manage.py read_resume FILE…`: what the files say, and what is to be asked."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from resumes.extract_text import DEFAULT, ExtractError, extract_text
from resumes.fields import find_doubts, missing_questions, parse_fields
from resumes.fields.json_resume import read_json_resume


class Command(BaseCommand):
    """Reads files without storing anything."""

    help = "Read résumé files: JSON Resume document, sources, missing questions, doubts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take files, a form of output, and the language of the questions."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object a file, a line each"
        )
        parser.add_argument(
            "--lang", choices=["zh", "en"], help="of the questions; else the file's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read each file; the exit code is 1 when one of them could not be read."""
        failed = 0
        for path in options["files"]:
            try:
                found = self._read(path, options["lang"])
            except (ExtractError, OSError) as error:
                failed += 1
                self._show_error(path, error, is_json=options["json"])
                continue
            if options["json"]:
                self.stdout.write(json.dumps(found, ensure_ascii=False))
            else:
                self._show(found)
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files could not be read.")

    def _read(self, path: Path, lang: str | None) -> dict[str, Any]:
        if path.stat().st_size > DEFAULT.max_bytes:
            raise ExtractError("too_large", "This file is too large.")
        text = extract_text(path.read_bytes(), filename=path.name)
        today = timezone.localdate()
        if text.json_resume is not None:
            parsed, words = read_json_resume(text.json_resume)
            doubts = find_doubts(parsed.document, today=today)
        else:
            parsed, words = parse_fields(text.text, today=today), text.text
            doubts = parsed.doubts
        with translation.override("zh-hans" if (lang or parsed.lang) == "zh" else "en"):
            questions = missing_questions(parsed.document, doubts, today=today)
            return {
                "file": str(path),
                "kind": text.kind,
                "pages": text.pages,
                "lang": parsed.lang,
                "warnings": list(text.warnings),
                "document": parsed.document,
                "sources": {
                    p: {"start": s.start, "end": s.end, "words": words[s.start : s.end]}
                    for p, s in parsed.sources.items()
                },
                "missing": [
                    {"path": q.path, "reason": q.reason, "why": q.why, "question": q.question}
                    for q in questions
                ],
                "doubts": [{"paths": list(d.paths), "kind": d.kind, "why": d.why} for d in doubts],
            }

    def _show(self, found: dict[str, Any]) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(found["file"]))
        self.stdout.write(json.dumps(found["document"], ensure_ascii=False, indent=2))
        for doubt in found["doubts"]:
            self.stdout.write(f"  ? {doubt['why']}: {', '.join(doubt['paths'])}")
        for question in found["missing"]:
            self.stdout.write(f"  - {question['question']}  ({question['path']})")
        self.stdout.write("")

    def _show_error(self, path: Path, error: Exception, *, is_json: bool) -> None:
        code = error.code if isinstance(error, ExtractError) else "unreadable"
        detail = str(error.message) if isinstance(error, ExtractError) else "Cannot be opened."
        if is_json:
            problem = {"file": str(path), "error": {"code": code, "detail": detail}}
            self.stdout.write(json.dumps(problem, ensure_ascii=False))
        else:
            self.stderr.write(f"{path}: {detail} ({code})")
