"""A company's stages and its reasons for moves: made at first need, changed by owners."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company
from jobassist.errors import AppError, NotFound
from recruiting.models import Application, MoveReason, Stage

MAX_STAGES = 30
MAX_REASONS = 60
# The code, in English and Chinese: the seeker may read another language than the recruiter.
_REASONS = (
    ("other_person", "Somebody else was chosen", "已选择其他候选人"),
    ("filled", "The position has been filled", "岗位已招满"),
    ("experience", "The position asks for other experience", "经验与岗位要求不同"),
    ("skills", "A skill or certificate that is needed is missing", "缺少岗位必需的技能或证书"),
    ("place", "The place of work does not fit", "工作地点不合适"),
    ("pay", "The pay that was wished for does not fit", "薪资期望与岗位不符"),
    ("not_reached", "No answer could be got", "多次联系未得到回复"),
    ("other", "Another reason", "其他原因"),
)


def list_stages(company_id: int, *, with_retired: bool = False) -> list[Stage]:
    """Return a company's stages in their order; made now if there are none. One query."""
    rows = Stage.objects.filter(company_id=company_id).order_by("position", "id")
    stages = list(rows)
    if not stages:
        ensure_stages(company_id)
        stages = list(rows.all())
    return stages if with_retired else [each for each in stages if each.is_active]


def get_stage_of(company_id: int, stage_id: int) -> Stage:
    """Return a company's own stage that is in use; NotFound for any other."""
    stage = Stage.objects.filter(company_id=company_id, id=stage_id, is_active=True).first()
    if stage is None:
        raise NotFound
    return stage


def stage_of_kind(company_id: int, kind: str) -> Stage:
    """Return the first of a company's stages of this kind. One query once there are stages."""
    rows = Stage.objects.filter(company_id=company_id, kind=kind, is_active=True)
    stage = rows.order_by("position", "id").first()
    if stage is None:
        ensure_stages(company_id)
        stage = rows.order_by("position", "id").first()
    if stage is None:
        # Cannot be: the last of a kind is not retired.
        raise NotFound
    return stage


def ensure_stages(company_id: int) -> None:
    """Give a company what it has none of: a stage of each kind, and the reasons."""
    with transaction.atomic():
        company = Company.objects.select_for_update(no_key=True).get(id=company_id)
        there = set(
            Stage.objects.filter(company=company, is_active=True).values_list("kind", flat=True)
        )
        locale = "zh-hans" if company.locale.lower().startswith("zh") else "en"
        with translation.override(locale):
            names = {
                Stage.Kind.APPLIED: _("New applications"),
                Stage.Kind.ANSWERED: _("In conversation"),
                Stage.Kind.INTERVIEW: _("Interview"),
                Stage.Kind.OFFER: _("Offer made"),
                Stage.Kind.HIRED: _("Hired"),
                Stage.Kind.REJECTED: _("Turned down"),
                Stage.Kind.WITHDRAWN: _("Withdrawn"),
            }
        taken = set(
            Stage.objects.filter(company=company, is_active=True).values_list("name", flat=True)
        )
        Stage.objects.bulk_create(
            [
                Stage(
                    company=company,
                    kind=kind,
                    name=name if name not in taken else f"{name} ({kind})",
                    position=position * 10,
                )
                for position, (kind, name) in enumerate(names.items(), start=1)
                if kind not in there
            ]
        )
        if not MoveReason.objects.filter(company=company).exists():
            MoveReason.objects.bulk_create(
                [
                    MoveReason(company=company, code=code, label_en=en, label_zh=zh)
                    for code, en, zh in _REASONS
                ]
            )


def add_stage(company_id: int, *, name: str, kind: str) -> Stage:
    """Return a new stage at the end of those of its kind, or of all."""
    list_stages(company_id)
    with transaction.atomic():
        _lock(company_id)
        rows = Stage.objects.filter(company_id=company_id, is_active=True)
        if rows.count() >= MAX_STAGES:
            raise AppError(
                "too_many_stages",
                _("At most %(limit)d stages can be in use.") % {"limit": MAX_STAGES},
                status=409,
            )
        last = rows.filter(kind=kind).aggregate(last=Max("position"))["last"]
        last = last or rows.aggregate(last=Max("position"))["last"] or 0
        stage = Stage(company_id=company_id, name=_clean_name(name), kind=kind, position=last + 1)
        _store(stage)
    return stage


def change_stage(stage: Stage, *, name: str | None = None, kind: str | None = None) -> Stage:
    """Rename a stage, or have it counted as another kind from now on."""
    with transaction.atomic():
        _lock(stage.company_id)
        if kind is not None and kind != stage.kind:
            _keep_one_of_kind(stage)
            if Application.objects.filter(stage=stage).exists():
                raise AppError(
                    "stage_in_use",
                    _("Applications stand here. Move them first, or add another stage."),
                    status=409,
                )
            stage.kind = kind
        if name is not None:
            stage.name = _clean_name(name)
        _store(stage)
    return stage


def retire_stage(stage: Stage) -> None:
    """Take an empty stage out of use; its past moves stay counted."""
    with transaction.atomic():
        _lock(stage.company_id)
        _keep_one_of_kind(stage)
        if Application.objects.filter(stage=stage).exists():
            raise AppError(
                "stage_in_use",
                _("Applications stand here. Move them first, or add another stage."),
                status=409,
            )
        Stage.objects.filter(id=stage.id).update(is_active=False)
        stage.is_active = False


def take_stage_back(stage: Stage) -> None:
    """Use a retired stage again."""
    with transaction.atomic():
        _lock(stage.company_id)
        stage.is_active = True
        _store(stage)


def order_stages(company_id: int, stage_ids: Sequence[int]) -> None:
    """Put a company's stages into this order; those not named follow."""
    with transaction.atomic():
        _lock(company_id)
        place = {stage_id: number for number, stage_id in enumerate(stage_ids)}
        stages = list_stages(company_id)
        stages.sort(key=lambda each: (place.get(each.id, len(place)), each.position))
        for number, stage in enumerate(stages, start=1):
            stage.position = number * 10
        Stage.objects.bulk_update(stages, ["position"])


def move_stage(stage: Stage, *, step: int) -> None:
    """Put a stage one place to the left (-1) or to the right (1)."""
    stages = list_stages(stage.company_id)
    ids = [each.id for each in stages]
    if stage.id not in ids:
        return
    here = ids.index(stage.id)
    there = min(max(here + step, 0), len(ids) - 1)
    ids.insert(there, ids.pop(here))
    order_stages(stage.company_id, ids)


def list_reasons(company_id: int) -> list[MoveReason]:
    """Return a company's reasons that are in use. One query, once there are stages."""
    return list(MoveReason.objects.filter(company_id=company_id, is_active=True).order_by("id"))


def add_reason(company_id: int, *, label_en: str, label_zh: str, code: str = "") -> MoveReason:
    """Return a new reason of a company's; its code is made of the English words."""
    if MoveReason.objects.filter(company_id=company_id).count() >= MAX_REASONS:
        raise AppError(
            "too_many_reasons",
            _("At most %(limit)d reasons can be kept.") % {"limit": MAX_REASONS},
            status=409,
        )
    code = slugify(code or label_en)[:40].replace("-", "_") or "reason"
    reason = MoveReason(company_id=company_id, code=code, label_en=label_en, label_zh=label_zh)
    try:
        with transaction.atomic():
            reason.save(force_insert=True)
    except IntegrityError:
        raise AppError("reason_exists", _("There is such a reason already."), status=409) from None
    return reason


def change_reason(reason: MoveReason) -> None:
    """Store a reason's words and whether it is in use; its code stays."""
    MoveReason.objects.filter(id=reason.id).update(
        label_en=reason.label_en, label_zh=reason.label_zh, is_active=reason.is_active
    )


def words_of_reason(company_id: int, code: str) -> tuple[str, str] | None:
    """Return a reason in English and Chinese; None for a code that the company does not have."""
    row = MoveReason.objects.filter(company_id=company_id, code=code).first()
    return None if row is None else (row.label_en, row.label_zh)


def _lock(company_id: int) -> None:
    """One change of a company's stages at a time."""
    Company.objects.select_for_update(no_key=True).get(id=company_id)


def _keep_one_of_kind(stage: Stage) -> None:
    others = Stage.objects.filter(company_id=stage.company_id, kind=stage.kind, is_active=True)
    if not others.exclude(id=stage.id).exists():
        raise AppError(
            "last_of_kind",
            _("This is the only stage that is counted as “%(kind)s”. Add another one first.")
            % {"kind": Stage.Kind(stage.kind).label},
            status=409,
        )


def _clean_name(name: str) -> str:
    cleaned = " ".join(name.split())[:60]
    if not cleaned:
        raise AppError("name_missing", _("Give the stage a name."))
    return cleaned


def _store(stage: Stage) -> None:
    try:
        with transaction.atomic():
            stage.save()
    except IntegrityError:
        raise AppError(
            "stage_exists", _("There is a stage of this name already."), status=409
        ) from None
