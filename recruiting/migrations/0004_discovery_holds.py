"""Holds the rule of the migration before against the rows that were there."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0003_discovery")]

    operations = [ValidateConstraint(model_name="consent", name="consent_names_company")]
