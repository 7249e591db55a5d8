"""manage.py read_feed: what a feed would bring, read without a database."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from feeds.connectors import (
    CONNECTORS,
    MAPPING,
    Mapping,
    PulledItem,
    UnreadableFeed,
    detect_format,
    draft_mapping,
    fill_defaults,
    merge_detail,
    parse_mapping,
    read_page,
)
from feeds.connectors.documents import load_csv, load_json, load_json_lines, load_xml, xml_to_json
from feeds.pulled_rows import CheckedItem, check_item, report_items
from feeds.pulling import MAX_BYTES, PullPlan, pull
from jobassist.fetch import FetchFailed, unpack_file

SHOWN = (
    "id",
    "title",
    "company",
    "city",
    "remote",
    "employment_type",
    "posted_at",
    "valid_through",
)


class Command(BaseCommand):
    help = (
        "Reads a feed and prints the postings it would bring, what each does not say, and what "
        "would be refused and why. Nothing is stored and no database is needed. Formats: auto, "
        f"{', '.join(CONNECTORS)}, {MAPPING} (with --mapping). See docs/feeds.md."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", metavar="FILE|URL", help="a file, - for standard input, or an address"
        )
        parser.add_argument(
            "--format", default="auto", choices=["auto", *CONNECTORS, MAPPING], help="default: auto"
        )
        parser.add_argument(
            "--mapping", type=Path, help="a declared mapping (JSON), for any format"
        )
        parser.add_argument("--url", default="", help="the address a file came from")
        parser.add_argument(
            "--detail", action="append", type=Path, default=[],
            help="the answer of a posting's own page, to complete the first item without a text",
        )  # fmt: skip
        parser.add_argument(
            "--default", action="append", default=[], metavar="FIELD=TEXT",
            help="what holds for all postings of the source where they say nothing",
        )  # fmt: skip
        parser.add_argument("--pages", type=int, default=1, help="pages of an address to read (1)")
        parser.add_argument(
            "--draft", action="store_true", help="print a first mapping to look over"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except (UnreadableFeed, FetchFailed) as error:
            if options["json"]:
                self.stdout.write(
                    json.dumps(
                        {"error": {"code": error.code, "detail": error.detail}}, ensure_ascii=False
                    )
                )
            raise CommandError(f"{error.code}: {error.detail}") from error

    def _run(self, options: dict[str, Any]) -> None:
        mapping = self._load_mapping(options["mapping"])
        if options["format"] == MAPPING and mapping is None:
            raise CommandError("--format mapping needs --mapping FILE; --draft prints a first one.")
        defaults = self._parse_defaults(options["default"])
        source: str = options["source"]
        head: dict[str, Any] = {"source": source}
        if urlsplit(source).scheme in ("http", "https"):
            found = pull(
                PullPlan(
                    connector=options["format"],
                    urls=(source,),
                    mapping=mapping,
                    defaults=defaults,
                    max_pages=max(1, options["pages"]),
                    max_details=5,
                )
            )
            if found.outcome in ("failed", "told_to_wait"):
                raise FetchFailed(found.error_code, found.error)
            items, problems = found.items, found.problems
            head |= {"format": found.connector, "outcome": found.outcome, "total": found.total}
            head |= {"stopped_by": found.error_code or None, "requests": found.requests}
        else:
            data = unpack_file(self._read(source), max_bytes=MAX_BYTES)
            if options["draft"]:
                self._print_draft(data)
                return
            name = MAPPING if mapping else options["format"]
            if name == "auto":
                name = detect_format(data)
            page = read_page(data, connector=name, mapping=mapping, url=options["url"])
            items, problems = list(page.items), list(page.problems)
            items = self._merge_details(items, name, options["detail"])
            items = [fill_defaults(item, defaults) for item in items]
            head |= {"format": name, "total": page.total}
            head["next"] = (page.next.url or dict(page.next.parameters)) if page.next else None
        today = timezone.now().date()
        checked = [check_item(item, today=today) for item in items]
        head |= report_items(checked)
        head["problems"] = [_problem(p) for p in problems]
        if options["json"]:
            head["rows"] = [_as_json(each) for each in checked]
            self.stdout.write(json.dumps(head, ensure_ascii=False))
        else:
            self._print(head, checked)

    def _read(self, source: str) -> bytes:
        if source == "-":
            import sys

            return sys.stdin.buffer.read(MAX_BYTES)
        path = Path(source)
        if not path.is_file():
            raise CommandError(f"{source}: no such file, and no http(s) address")
        if path.stat().st_size > MAX_BYTES:
            raise CommandError(f"{source}: larger than {MAX_BYTES // 2**20} MB")
        return path.read_bytes()

    def _load_mapping(self, path: Path | None) -> Mapping | None:
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}") from error
        return parse_mapping(load_json(data))

    def _parse_defaults(self, texts: list[str]) -> dict[str, Any]:
        pairs = [text.partition("=") for text in texts]
        if any(not mark for _, mark, _ in pairs):
            raise CommandError("--default is FIELD=TEXT, for example --default company=Example")
        return {name: value for name, _, value in pairs}

    def _merge_details(
        self, items: list[PulledItem], name: str, paths: list[Path]
    ) -> list[PulledItem]:
        for path in paths:
            detail = read_page(path.read_bytes(), connector=name)
            said = detail.items[0].row.get("id") if detail.items else None
            for n, item in enumerate(items):
                if (said == item.row.get("id")) if said else "description" not in item.row:
                    items[n] = merge_detail(item, detail)
                    break
        return items

    def _print_draft(self, data: bytes) -> None:
        head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        form = "json"
        if head == b"<":
            form, document = "xml", xml_to_json(load_xml(data))
        elif head in (b"{", b"["):
            try:
                document = load_json(data)
            except UnreadableFeed:
                form, document = "ndjson", load_json_lines(data)
        else:
            form, document = "csv", load_csv(data)
        draft = draft_mapping(document, form=form)
        if draft is None:
            raise CommandError(
                "no list of objects with a title was found; write the mapping by hand"
            )
        self.stdout.write(json.dumps(draft, ensure_ascii=False, indent=2))

    def _print(self, head: dict[str, Any], checked: list[CheckedItem]) -> None:
        for each in checked:
            row = each.item.row
            mark = "taken" if each.refusal is None else f"REFUSED {each.refusal.code}"
            self.stdout.write(f"{each.item.pointer or '/'}: {mark}")
            if each.refusal:
                self.stdout.write(f"  {each.refusal.pointer} {each.refusal.detail}")
            for key in SHOWN:
                if key in row:
                    self.stdout.write(f"  {key}: {row[key]}")
            pay = {k: row[k] for k in row if k.startswith("salary")}
            if pay:
                self.stdout.write(f"  pay: {pay}")
            others = {
                k: v
                for k, v in row.items()
                if k not in SHOWN and k not in pay and k != "description"
            }
            for key, value in others.items():
                self.stdout.write(f"  {key}: {value}")
            if "description" in row:
                text = " ".join(str(row["description"]).split())
                self.stdout.write(
                    f"  description: {len(row['description'])} characters: {text[:120]}…"
                )
            self.stdout.write(f"  missing: {', '.join(each.item.missing) or 'nothing'}")
            for problem in each.item.problems:
                self.stdout.write(
                    f"  warning {problem.code} {problem.pointer} {problem.field}: {problem.detail}"
                )
        for problem in head["problems"]:
            self.stdout.write(f"document: {problem['code']}: {problem['detail']}")
        missing = ", ".join(f"{name} {n}" for name, n in head["missing_by_field"].items())
        refused = ", ".join(f"{name} {n}" for name, n in head["rejected_by_code"].items())
        self.stdout.write(
            f"{head['format']}: {head['items']} items, {head['taken']} would be taken"
            + (f"; refused: {refused}" if refused else "")
            + (f"; missing: {missing}" if missing else "")
            + (f"; the list goes on: {head['next']}" if head.get("next") else "")
        )


def _problem(problem: Any) -> dict[str, str]:
    return {
        "code": problem.code,
        "pointer": problem.pointer,
        "field": problem.field,
        "detail": problem.detail,
    }


def _as_json(each: CheckedItem) -> dict[str, Any]:
    refusal = each.refusal
    return {
        "index": each.item.index,
        "pointer": each.item.pointer,
        "row": each.item.row,
        "missing": list(each.item.missing),
        "warnings": [_problem(p) for p in each.item.problems],
        "reject": None
        if refusal is None
        else {"code": refusal.code, "pointer": refusal.pointer, "detail": refusal.detail},
    }
