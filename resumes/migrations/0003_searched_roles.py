"""Sets what people are found by apart from their roles: narrow rows, with places and years."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgvector.django.halfvec
import pgvector.django.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.utils import timezone

BATCH = 200


def list_roles(apps, _schema_editor):
    from resumes.reach import read_reach
    from resumes.services import build_searched_role

    resume = apps.get_model("resumes", "Resume")
    searched = apps.get_model("resumes", "SearchedRole")
    names = [field.attname for field in searched._meta.concrete_fields]
    rows = resume.objects.filter(deleted_at=None, confirmed_document__isnull=False)
    rows = rows.filter(roles__vector__isnull=False).distinct().order_by("id")
    today = timezone.now().date()
    last = None
    while batch := list((rows.filter(id__gt=last) if last else rows)[:BATCH]):
        last = batch[-1].id
        made = []
        for each in batch:
            reach = read_reach(each.confirmed_document, lang=each.lang, today=today)
            for role in each.roles.filter(vector__isnull=False):
                row = build_searched_role(role, reach)
                made.append(searched(**{name: getattr(row, name) for name in names}))
        # Somebody may confirm theirs at this moment, and it is listed then.
        searched.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    # Writes go on while the rows are written and the indexes built.
    atomic = False

    dependencies = [("resumes", "0002_find_roles")]

    operations = [
        migrations.CreateModel(
            name="SearchedRole",
            fields=[
                (
                    "role",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="searched",
                        serialize=False,
                        to="resumes.resumerole",
                    ),
                ),
                ("resume_id", models.UUIDField()),
                ("model_name", models.CharField(max_length=100)),
                ("vector", pgvector.django.halfvec.HalfVectorField(dimensions=512)),
                ("family", models.CharField(blank=True, max_length=64)),
                (
                    "place_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
                (
                    "reach_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), default=list, size=None
                    ),
                ),
                ("years", models.FloatField(null=True)),
                ("education", models.SmallIntegerField(null=True)),
                ("read_on", models.DateField()),
            ],
        ),
        migrations.RunPython(list_roles, migrations.RunPython.noop),
        AddIndexConcurrently(
            "searchedrole",
            pgvector.django.indexes.HnswIndex(
                ef_construction=128,
                fields=["vector"],
                m=24,
                name="searchedrole_hnsw",
                opclasses=["halfvec_cosine_ops"],
            ),
        ),
        AddIndexConcurrently(
            "searchedrole",
            django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["place_keys"], name="searchedrole_places"
            ),
        ),
        AddIndexConcurrently(
            "searchedrole",
            django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["reach_keys"], name="searchedrole_reach"
            ),
        ),
        AddIndexConcurrently(
            "searchedrole",
            models.Index(
                condition=models.Q(("family", ""), _negated=True),
                fields=["family"],
                name="searchedrole_family",
            ),
        ),
        AddIndexConcurrently(
            "searchedrole", models.Index(fields=["resume_id"], name="searchedrole_resume")
        ),
        RemoveIndexConcurrently("resumerole", "resumerole_hnsw"),
        RemoveIndexConcurrently("resumerole", "resumerole_titles"),
    ]
