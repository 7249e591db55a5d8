"""Reads the traits of stored postings again: agencies are told by more of the words they use."""

from importlib import import_module

from django.db import migrations

read_traits_again = import_module("jobs.migrations.0002_read_traits_again").read_traits_again


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0011_pages_asked")]

    operations = [migrations.RunPython(read_traits_again, migrations.RunPython.noop)]
