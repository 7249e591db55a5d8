"""What people say of their groups to a company, stored apart from who they are."""

import csv
import hashlib
import hmac
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from jobassist.accounts import audit
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from recruiting.models import Application, GroupAnswer, GroupCollection
from recruiting.models.fairness import AgeBand, Race, Sex

MAX_BASIS = 300
MAX_ROWS = 20_000
MAX_BYTES = 4 * 2**20
COLUMNS = ("application_id", "sex", "race", "age")
_KNOWN = {"sex": set(Sex.values), "race": set(Race.values), "age": set(AgeBand.values)}
_MOST_ERRORS = 20


@dataclass(frozen=True, slots=True)
class Groups:
    """What somebody says of themselves; nothing where they would rather not."""

    sex: str = ""
    race: str = ""
    age: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return not (self.sex or self.race or self.age)


def build_subject(company_id: int, person_id: uuid.UUID) -> str:
    """Return the name under which a person's answer to a company is kept: a keyed hash."""
    text = f"fairness\x00{company_id}\x00{person_id}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def find_collection(company: Company) -> GroupCollection | None:
    """Return whether and why a company asks for groups; None where it never did. One query."""
    return GroupCollection.objects.filter(company=company).first()


def set_collection(
    company: Company, *, is_on: bool, basis: str, by: User, now: datetime
) -> GroupCollection:
    """Begin or stop to ask people for their groups. AppError "basis_needed" without a right to."""
    words = " ".join(basis.split())[:MAX_BASIS]
    if is_on and not words:
        raise AppError(
            "basis_needed", _("Say which law or consent lets your company ask for this.")
        )
    with transaction.atomic():
        row, _created = GroupCollection.objects.update_or_create(
            company=company, defaults={"is_on": is_on, "basis": words, "by": by, "at": now}
        )
        audit.record_act(
            by,
            company=company,
            action="changed",
            kind="group_collection",
            object_id=company.id,
            detail="on" if is_on else "off",
            now=now,
        )
    return row


def get_own_groups(user: User, company_id: int) -> tuple[Company, Groups]:
    """Return what a person said to a company that they reached out to, and that asks.

    NotFound for any other company.
    """
    company = _asking_company(user, company_id)
    row = GroupAnswer.objects.filter(
        company=company, subject=build_subject(company.id, user.id)
    ).first()
    return company, Groups(row.sex, row.race, row.age) if row else Groups()


def set_own_groups(user: User, company_id: int, groups: Groups, *, now: datetime) -> None:
    """Keep what a person says of themselves; nothing said takes back what was."""
    company = _asking_company(user, company_id)
    _check(groups)
    store_groups(company, [(user.id, groups)], source=GroupAnswer.Source.SELF, now=now)


def _asking_company(user: User, company_id: int) -> Company:
    is_known = Application.objects.filter(seeker=user, company_id=company_id).exclude(
        kind=Application.Kind.OUTBOUND
    )
    company = Company.objects.filter(
        id=company_id,
        is_active=True,
        id__in=GroupCollection.objects.filter(is_on=True).values("company_id"),
    ).first()
    if company is None or not is_known.exists():
        raise NotFound
    return company


def _check(groups: Groups) -> None:
    for name, known in _KNOWN.items():
        said = getattr(groups, name)
        if said and said not in known:
            raise AppError("unknown_group", _("There is no such group."), name=name)


def store_groups(
    company: Company,
    answers: Iterable[tuple[uuid.UUID, Groups]],
    *,
    source: str,
    now: datetime,
) -> int:
    """Store what is said of people, by hash; who says nothing has no row. Returns how many."""
    rows: dict[str, GroupAnswer] = {}
    empty: list[str] = []
    for person_id, groups in answers:
        subject = build_subject(company.id, person_id)
        if groups.is_empty:
            empty.append(subject)
            rows.pop(subject, None)
            continue
        rows[subject] = GroupAnswer(
            company=company,
            subject=subject,
            sex=groups.sex,
            race=groups.race,
            age=groups.age,
            source=source,
            at=now,
        )
    with transaction.atomic():
        if empty:
            gone = GroupAnswer.objects.filter(company=company, subject__in=empty)
            if source == GroupAnswer.Source.UPLOAD:
                gone = gone.exclude(source=GroupAnswer.Source.SELF)
            gone.delete()
        if source == GroupAnswer.Source.UPLOAD:
            # What people say of themselves is theirs: no file changes it.
            own = GroupAnswer.objects.filter(
                company=company, subject__in=rows, source=GroupAnswer.Source.SELF
            )
            for subject in own.values_list("subject", flat=True):
                rows.pop(subject)
        GroupAnswer.objects.bulk_create(
            rows.values(),
            update_conflicts=True,
            unique_fields=["company", "subject"],
            update_fields=["sex", "race", "age", "source", "at"],
        )
    return len(rows)


def import_groups(company: Company, data: bytes, *, by: User, now: datetime) -> int:
    """Store a company's own records of groups from a CSV; returns how many people.

    All or nothing: AppError "bad_file" with the lines that cannot be read. Another company's
    application and one that does not exist look alike.
    """
    collection = find_collection(company)
    if collection is None or not collection.is_on:
        raise AppError("basis_needed", _("Say first which law or consent lets you keep this."))
    lines = _read_lines(data)
    ids = {line["application_id"] for _number, line in lines}
    people = {
        str(id_): person_id
        for id_, person_id in Application.objects.filter(
            company=company, id__in=[each for each in ids if _is_uuid(each)]
        ).values_list("id", "person_id")
    }
    errors, answers = [], []
    for number, line in lines:
        bad = [name for name, known in _KNOWN.items() if line[name] and line[name] not in known]
        person_id = people.get(line["application_id"])
        if person_id is None:
            bad.insert(0, "application_id")
        if bad:
            errors.append(_("line %(line)d: %(what)s") % {"line": number, "what": ", ".join(bad)})
        elif person_id is not None:
            answers.append((person_id, Groups(line["sex"], line["race"], line["age"])))
    if errors:
        raise AppError("bad_file", "; ".join(errors[:_MOST_ERRORS]), status=422)
    with transaction.atomic():
        count = store_groups(company, answers, source=GroupAnswer.Source.UPLOAD, now=now)
        audit.record_act(
            by,
            company=company,
            action="imported",
            kind="group_answers",
            object_id=company.id,
            detail=str(count),
            now=now,
        )
    return count


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _read_lines(data: bytes) -> list[tuple[int, dict[str, str]]]:
    if len(data) > MAX_BYTES:
        raise AppError("bad_file", _("The file is too large."), status=413)
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if not set(COLUMNS) <= set(reader.fieldnames or ()):
            raise AppError(
                "bad_file",
                _("The first line names the columns: %(columns)s.")
                % {"columns": ", ".join(COLUMNS)},
                status=422,
            )
        lines: list[tuple[int, dict[str, str]]] = []
        for line in reader:
            if len(lines) >= MAX_ROWS:
                raise AppError("bad_file", _("The file has too many lines."), status=413)
            lines.append(
                (reader.line_num, {name: (line[name] or "").strip().lower() for name in COLUMNS})
            )
    except (UnicodeDecodeError, csv.Error) as error:
        raise AppError("bad_file", _("The file is no CSV in UTF-8."), status=422) from error
    return lines


def forget_groups(people: Iterable[uuid.UUID]) -> None:
    """Delete what these people said of their groups, to whichever company."""
    ids = list(people)
    subjects = [
        build_subject(company_id, person_id)
        for company_id in GroupCollection.objects.values_list("company_id", flat=True)
        for person_id in ids
    ]
    GroupAnswer.objects.filter(subject__in=subjects).delete()


def list_own_groups(people: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    """Return what these people said of their groups, for a copy of everything."""
    ids = list(people)
    subjects = [
        build_subject(company_id, person_id)
        for company_id in GroupCollection.objects.values_list("company_id", flat=True)
        for person_id in ids
    ]
    names = ("company_id", "sex", "race", "age", "source", "at")
    rows = GroupAnswer.objects.filter(subject__in=subjects).values_list(*names)
    return [dict(zip(names, row, strict=True)) for row in rows]
