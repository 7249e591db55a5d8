"""Reads what stored postings say of themselves again: more that people refuse by name is known."""

from importlib import import_module

from django.db import migrations

read_traits_again = import_module("jobs.migrations.0002_read_traits_again").read_traits_again


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0012_read_agencies_again")]

    operations = [migrations.RunPython(read_traits_again, migrations.RunPython.noop)]
