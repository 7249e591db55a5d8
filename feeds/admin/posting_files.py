"""Postings in and out as a file: looked at row by row before anything is stored, nothing lost."""

import base64
import binascii
import json
import zlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feeds.services import MAX_FILE_BYTES, TableRow, read_table, write_table
from jobassist.accounts import audit
from jobassist.accounts.models import Company
from jobassist.accounts.scoped_admin import user_of
from jobassist.errors import AppError, NotFound
from jobassist.numbers import read_number
from jobs.models import Posting
from jobs.own_postings import (
    RowOutcome,
    explain_error,
    find_forbidden_rows,
    read_own_row,
    write_own_rows,
)
from jobs.posting_pages import PostingPage, register_page

MAX_EXPORTED = 2_000
# Of the rows on their way from the look to the storing.
MAX_CARRIED = 2_000_000
MAX_SHOWN = 200
FORBIDDEN = _("Some words choose people by what the law forbids, and people see this posting.")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def show_import(request: HttpRequest, context: dict[str, Any], posting: object) -> HttpResponse:
    """Show what a file would bring; by a second press store it, or give back what was refused."""
    if request.method == "POST":
        try:
            company = _choose_company(request, context)
            rows = _read_rows(request)
            press = request.POST.get("do", "check")
            if press == "rejects":
                return _give_rejects(company, rows)
            if press in ("store", "publish"):
                answer = _store(request, company, rows, is_published=press == "publish")
                if answer is not None:
                    return answer
            context |= _look(company, rows)
            if press in ("store", "publish"):
                context |= {"must_answer": True, "press": press}
        except AppError as error:
            if isinstance(error, NotFound):
                raise
            messages.error(request, str(error.message))
    context["max_megabytes"] = MAX_FILE_BYTES // 1_000_000
    return TemplateResponse(request, "admin/feeds/posting_import.html", context)


def _choose_company(request: HttpRequest, context: dict[str, Any]) -> Company:
    said = request.POST.get("company", "")
    company: Company | None = context["companies"].filter(pk=read_number(said)).first()
    if company is None:
        raise NotFound
    return company


def _read_rows(request: HttpRequest) -> list[TableRow]:
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > MAX_FILE_BYTES:
            raise AppError("too_large", _("The file is too large; split it."), status=413)
        return read_table(file.read(), name=file.name or "")
    return _unpack(request.POST.get("rows", ""))


def _pack(rows: list[TableRow]) -> str:
    text = json.dumps([[r.number, r.row, list(r.problems), r.raw] for r in rows])
    packed = base64.b64encode(zlib.compress(text.encode(), 6)).decode()
    if len(packed) > MAX_CARRIED:
        raise AppError("too_large", _("The file is too large; split it."), status=413)
    return packed


def _unpack(packed: str) -> list[TableRow]:
    """Return rows that were looked at before. They are read again as any others, so trusted no more."""
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(base64.b64decode(packed, validate=True), 20_000_000)
        return [
            TableRow(int(number), dict(row), tuple(map(str, problems)), dict(raw))
            for number, row, problems, raw in json.loads(text)
        ]
    except (binascii.Error, zlib.error, ValueError, TypeError) as error:
        raise AppError("bad_table", _("Choose the file again.")) from error


def _look(company: Company, rows: list[TableRow]) -> dict[str, Any]:
    outcomes = write_own_rows(
        company, [row.row for row in rows], now=timezone.now(), is_dry_run=True
    )
    counts = {
        status: sum(each.status == status for each in outcomes)
        for status in ("created", "updated", "unchanged", "rejected")
    }
    forbidden = find_forbidden_rows(
        company, [row.row for row in rows], outcomes, now=timezone.now(), is_published=False
    )
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "outcome": outcome,
            "errors": [
                *_list_errors(row, outcome),
                *([str(FORBIDDEN)] if outcome.index in forbidden else []),
            ],
        }
        for row, outcome in zip(rows, outcomes, strict=True)
    ]
    # What needs a person first.
    shown.sort(key=lambda each: (each["outcome"].status != "rejected", not each["errors"]))
    return {
        "looked": True,
        "must_answer": bool(forbidden),
        "chosen": company.pk,
        "counts": counts,
        "shown": shown[:MAX_SHOWN],
        "hidden": max(0, len(shown) - MAX_SHOWN),
        "packed": _pack(rows),
    }


def _list_errors(row: TableRow, outcome: RowOutcome) -> list[str]:
    return [*row.problems, *(explain_error(each) for each in outcome.errors)]


def _store(
    request: HttpRequest, company: Company, rows: list[TableRow], *, is_published: bool
) -> HttpResponse | None:
    """Store rows; None, and nothing is, where people would see words nobody has answered for."""
    now, sent = timezone.now(), [row.row for row in rows]
    foreseen = write_own_rows(company, sent, now=now, is_dry_run=True)
    forbidden = find_forbidden_rows(company, sent, foreseen, now=now, is_published=is_published)
    if forbidden and not request.POST.get("is_lawful"):
        text = ngettext(
            "Nothing was stored. People would see %(count)d posting that chooses by what the law "
            "forbids: change it, or say that the work itself needs it.",
            "Nothing was stored. People would see %(count)d postings that choose by what the law "
            "forbids: change them, or say that the work itself needs it.",
            len(forbidden),
        )
        messages.error(request, text % {"count": len(forbidden)})
        return None
    outcomes = write_own_rows(company, sent, now=now, is_published=is_published)
    for index, code in forbidden.items():
        audit.record_act(
            user_of(request), company=company, action="answered_for", kind="posting",
            object_id=outcomes[index].posting_id or "", detail=code,
        )  # fmt: skip
    written = [each for each in outcomes if each.status in ("created", "updated")]
    audit.record_act(
        user_of(request), company=company, action="imported", kind="posting",
        detail=str(len(written)),
    )  # fmt: skip
    text = ngettext("%(count)d posting stored.", "%(count)d postings stored.", len(written))
    messages.success(request, text % {"count": len(written)})
    refused = len([each for each in outcomes if each.status == "rejected"])
    if refused:
        text = ngettext("%(count)d row was refused.", "%(count)d rows were refused.", refused)
        messages.warning(request, text % {"count": refused})
    return HttpResponseRedirect(reverse("admin:jobs_posting_changelist"))


def _give_rejects(company: Company, rows: list[TableRow]) -> HttpResponse:
    """Return the refused rows as they came, each with what is wrong: to mend and to send again."""
    outcomes = write_own_rows(
        company, [row.row for row in rows], now=timezone.now(), is_dry_run=True
    )
    bad = [
        {**row.raw, "what is wrong": " | ".join(_list_errors(row, outcome))}
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.status == "rejected"
    ]
    columns = list(dict.fromkeys(key for row in bad for key in row))
    return _answer(write_table(bad, form="csv", columns=columns), "csv", "refused-rows")


def show_export(request: HttpRequest, context: dict[str, Any], posting: object) -> HttpResponse:
    """Return a company's postings as a file that can be read in again."""
    form = request.GET.get("form", "")
    if form not in _TYPES:
        return TemplateResponse(request, "admin/feeds/posting_export.html", context)
    rows = (
        context["rows"]
        .exclude(status=Posting.Status.REMOVED)
        .defer(None)
        .select_related("source", "employer", "sent", "company")
        .order_by("-id")[:MAX_EXPORTED]
    )
    found = list(rows)
    for company in {each.company for each in found if each.company}:
        audit.record_act(
            user_of(request), company=company, action="exported", kind="posting",
            detail=str(len(found)),
        )  # fmt: skip
    data = write_table([read_own_row(each) for each in found], form=form)  # type: ignore[arg-type]
    return _answer(data, form, "postings")


def _answer(data: bytes, form: str, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=_TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{form}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


register_page(PostingPage("import", _("Import"), "upload_file", show_import))
register_page(PostingPage("export", _("Export"), "download", show_export, writers_only=False))
