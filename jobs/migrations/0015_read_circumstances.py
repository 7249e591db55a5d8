"""Reads what stored postings say of themselves again: heavy work, driving, days a week are known."""

from importlib import import_module

from django.db import migrations

read_traits_again = import_module("jobs.migrations.0002_read_traits_again").read_traits_again


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0014_spans_and_tallies")]

    operations = [migrations.RunPython(read_traits_again, migrations.RunPython.noop)]
