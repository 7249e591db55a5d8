"""Reads what stored postings say of themselves again: robots carry, a team meets two days a week."""

from importlib import import_module

from django.db import migrations

read_traits_again = import_module("jobs.migrations.0002_read_traits_again").read_traits_again


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0015_read_circumstances")]

    operations = [migrations.RunPython(read_traits_again, migrations.RunPython.noop)]
