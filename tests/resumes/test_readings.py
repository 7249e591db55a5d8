"""Readings of résumés that were confirmed before any were kept."""

from importlib import import_module

import pytest
from django.apps import apps

from resumes.models import ResumeReading
from tests.factories import make_resume, make_user

pytestmark = pytest.mark.django_db


def test_what_was_confirmed_before_is_read_and_kept_and_may_be_run_again():
    document = {"basics": {"name": "Mara Lind"}, "work": [{"position": "Baker"}]}
    made = [make_resume(make_user(), document=document, is_confirmed=True) for _ in range(3)]
    unfinished = make_resume(make_user(), document=document)
    before = {each.resume_id: each.text for each in ResumeReading.objects.all()}
    ResumeReading.objects.filter(resume__in=made[1:]).delete()
    migration = import_module("resumes.migrations.0006_keep_readings")
    for _again in range(2):
        migration.keep_readings(apps, None)
        kept = {each.resume_id: each.text for each in ResumeReading.objects.all()}
        assert kept.keys() == {each.id for each in made}
        assert unfinished.id not in kept
    assert before.items() <= kept.items()
