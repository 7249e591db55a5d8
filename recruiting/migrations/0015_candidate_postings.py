"""Gives candidates of a posting a page of their own in the admin."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0014_spans_and_tallies'),
        ('recruiting', '0014_thread_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='CandidatePosting',
            fields=[
            ],
            options={
                'verbose_name': 'candidates of a posting',
                'verbose_name_plural': 'candidates',
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('jobs.posting',),
        ),
    ]
