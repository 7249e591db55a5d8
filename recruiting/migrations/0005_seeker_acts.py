"""Keep what seekers do with postings, and where they reached out."""

import django.db.models.deletion
from django.db import migrations, models


BACKFILL = """
INSERT INTO recruiting_seekeract (person_id, posting_id, kind, reason, round, scene, engine,
    provider, prompt_version, language, at)
SELECT seeker_id, posting_id, kind, reason, 0, '', '', '', '', '', at FROM recruiting_postingnote
ORDER BY at
"""
FORWARD = (
    "CREATE TRIGGER append_only BEFORE UPDATE ON recruiting_seekeract"
    " FOR EACH ROW EXECUTE FUNCTION recruiting_refuse_update();"
)
BACKWARD = "DROP TRIGGER append_only ON recruiting_seekeract;"


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0013_read_refusals_again'),
        ('recruiting', '0004_discovery_holds'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='engine',
            field=models.CharField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='language',
            field=models.CharField(max_length=16, null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='prompt_version',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='provider',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='application',
            name='scene',
            field=models.CharField(max_length=16, null=True),
        ),
        migrations.CreateModel(
            name='SeekerAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.UUIDField()),
                ('kind', models.CharField(choices=[('wrote', 'Wrote'), ('opened', 'Opened'), ('saved', 'Saved'), ('dismissed', 'Dismissed')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=32)),
                ('conversation_id', models.UUIDField(null=True)),
                ('round', models.PositiveIntegerField(default=0)),
                ('scene', models.CharField(blank=True, max_length=16)),
                ('engine', models.CharField(blank=True, max_length=16)),
                ('provider', models.CharField(blank=True, max_length=40)),
                ('prompt_version', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(blank=True, max_length=16)),
                ('at', models.DateTimeField()),
                ('posting', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.posting')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('posting__isnull', False)), fields=['posting', 'at'], name='act_posting'), models.Index(fields=['person_id', 'at'], name='act_person'), models.Index(fields=['at'], name='act_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'wrote'), ('posting__isnull', True)), models.Q(models.Q(('kind', 'wrote'), _negated=True), ('posting__isnull', False)), _connector='OR'), name='act_names_posting')],
            },
        ),
        # What is saved and dismissed already counts as acts; where it was done nobody knows.
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
