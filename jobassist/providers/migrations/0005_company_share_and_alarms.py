"""What companies have had of a minute, and alarms of their budgets. Online: columns without values."""

import django.db.models.deletion
from django.db import migrations, models


def drop_companies_alarms(apps, schema_editor):
    """Going back, one alarm a period may stand: the installation's."""
    apps.get_model("providers", "BudgetAlarm").objects.filter(company__isnull=False).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_second_factor"),
        ("providers", "0004_company_index"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="budgetalarm",
            name="budgetalarm_once",
        ),
        migrations.AddField(
            model_name="budgetalarm",
            name="company",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="budget_alarms",
                to="accounts.company",
                verbose_name="company",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_companies_alarms),
        migrations.AddField(
            model_name="modeluse",
            name="company_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="queueplace",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="queue_places",
                to="accounts.company",
            ),
        ),
        migrations.AddField(
            model_name="queueplace",
            name="company_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="budgetalarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("company__isnull", True)),
                fields=("period", "unit", "begins", "percent"),
                name="budgetalarm_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetalarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("company__isnull", False)),
                fields=("company", "period", "unit", "begins", "percent"),
                name="budgetalarm_once_a_company",
            ),
        ),
    ]
