"""Indexes of the pipeline's list and board, made while applications come in."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('recruiting', '0006_pipeline'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(fields=['company', 'stage', '-created_at'], name='application_stage'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(fields=['posting', 'stage', '-created_at'], name='application_posting'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('assigned_to__isnull', False)), fields=['assigned_to', '-created_at'], name='application_assigned'),
        ),
        AddIndexConcurrently(
            model_name='application',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='application_merged'),
        ),
    ]
