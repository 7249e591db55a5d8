"""Put the contacts that are there into stages: where their status says."""

from django.db import migrations

KINDS = ("applied", "answered", "interview", "offer", "hired", "rejected", "withdrawn")
NAMES = {
    "en": ("New applications", "In conversation", "Interview", "Offer made", "Hired", "Turned down", "Withdrawn"),
    "zh": ("新申请", "沟通中", "面试", "已发录用", "已录用", "不合适", "已撤回"),
}
STANDS = {
    "sent": "applied",
    "read": "applied",
    "answered": "answered",
    "withdrawn": "withdrawn",
    "closed": "withdrawn",
}


def place(apps, schema_editor):
    """Give companies that were written to their stages, one company at a time."""
    Application = apps.get_model("recruiting", "Application")
    Company = apps.get_model("accounts", "Company")
    Stage = apps.get_model("recruiting", "Stage")
    waiting = Application.objects.filter(company__isnull=False, stage__isnull=True)
    for company in Company.objects.filter(id__in=waiting.values("company")):
        names = NAMES["zh" if company.locale.lower().startswith("zh") else "en"]
        if not Stage.objects.filter(company=company).exists():
            Stage.objects.bulk_create(
                Stage(company=company, kind=kind, name=name, position=number * 10)
                for number, (kind, name) in enumerate(zip(KINDS, names, strict=True), start=1)
            )
        stages = {each.kind: each for each in Stage.objects.filter(company=company)}
        for status, kind in STANDS.items():
            rows = waiting.filter(company=company, status=status)
            rows.update(stage=stages[kind])


class Migration(migrations.Migration):

    # A company at a time: no row is held for longer.
    atomic = False

    dependencies = [
        ('recruiting', '0007_pipeline_indexes'),
    ]

    operations = [migrations.RunPython(place, migrations.RunPython.noop, elidable=True)]
