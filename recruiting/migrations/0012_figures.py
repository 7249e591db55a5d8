"""Who looks after which posting, and an index for figures of the installation."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    # The index is made while cards are shown.
    atomic = False

    dependencies = [
        ('jobs', '0014_spans_and_tallies'),
        ('recruiting', '0011_slots_declined'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PostingRecruiter',
            fields=[
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='jobs.posting', verbose_name='posting')),
                ('recruiter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recruiter')),
            ],
            options={
                'verbose_name': 'recruiter of a posting',
                'verbose_name_plural': 'recruiters of postings',
            },
        ),
        AddIndexConcurrently(
            model_name='impression',
            index=models.Index(fields=['shown_at'], name='impression_shown_at'),
        ),
    ]
