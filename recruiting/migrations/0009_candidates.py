"""How candidates are weighed for a posting, and what a company's people say of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_audit_append_only'),
        ('jobs', '0013_read_refusals_again'),
        ('recruiting', '0008_first_stages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PostingWeights',
            fields=[
                ('posting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='jobs.posting')),
                ('factors', models.JSONField(default=dict)),
                ('must_haves', models.JSONField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.company')),
            ],
            options={
                'verbose_name_plural': 'posting weights',
            },
        ),
        migrations.CreateModel(
            name='CandidateMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.UUIDField()),
                ('kind', models.CharField(choices=[('pinned', 'Pinned'), ('shortlisted', 'Shortlisted'), ('not_now', 'Not Now'), ('cleared', 'Cleared')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.company')),
                ('posting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='jobs.posting')),
            ],
            options={
                'indexes': [models.Index(fields=['posting', 'person_id', '-id'], name='candidatemark_state'), models.Index(fields=['person_id'], name='candidatemark_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'not_now'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='candidatemark_aside_has_note')],
            },
        ),
    ]
