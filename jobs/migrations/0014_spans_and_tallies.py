"""Notes when companies' postings open and close, and counts what sources send."""

import django.db.models.deletion
from django.db import migrations, models


# One set-based statement for each statement that writes postings, as for changes (0003), and of
# companies' own only: a feed of others' costs a look at the new rows.
FORWARD = """
CREATE FUNCTION jobs_note_spans() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO jobs_postingspan (posting_id, opened_at)
    SELECT n.id, n.created_at FROM new_rows n
    WHERE n.company_id IS NOT NULL AND n.status = 'active' ORDER BY n.id;
    RETURN NULL;
  END IF;
  UPDATE jobs_postingspan s
  SET closed_at = greatest(
    s.opened_at,
    CASE WHEN n.updated_at > o.updated_at THEN n.updated_at ELSE clock_timestamp() END
  )
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE s.posting_id = n.id AND s.closed_at IS NULL
    AND o.status = 'active' AND n.status <> 'active';
  INSERT INTO jobs_postingspan (posting_id, opened_at)
  SELECT n.id, CASE
      -- Claimed while it is open: it has been since it came.
      WHEN o.status = 'active' THEN n.created_at
      WHEN n.updated_at > o.updated_at THEN n.updated_at ELSE clock_timestamp()
    END
  FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE n.company_id IS NOT NULL AND n.status = 'active'
    AND (o.status <> 'active' OR o.company_id IS NULL)
  ORDER BY n.id
  ON CONFLICT (posting_id) WHERE closed_at IS NULL DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_span_when_new AFTER INSERT ON jobs_posting
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_spans();
CREATE TRIGGER posting_span_when_changed AFTER UPDATE ON jobs_posting
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_spans();
INSERT INTO jobs_postingspan (posting_id, opened_at, closed_at)
SELECT id, created_at, CASE WHEN status <> 'active' THEN greatest(created_at, updated_at) END
FROM jobs_posting WHERE company_id IS NOT NULL AND status <> 'draft' ORDER BY id;
"""
BACKWARD = """
DROP TRIGGER posting_span_when_changed ON jobs_posting;
DROP TRIGGER posting_span_when_new ON jobs_posting;
DROP FUNCTION jobs_note_spans();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_audit_append_only'),
        ('jobs', '0013_read_refusals_again'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('family', models.CharField(blank=True, max_length=80)),
                ('city', models.CharField(blank=True, max_length=80)),
                ('country', models.CharField(blank=True, max_length=2)),
                ('employment_type', models.CharField(blank=True, max_length=10)),
                ('received', models.PositiveIntegerField()),
                ('refused', models.PositiveIntegerField()),
                ('company', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.company')),
                ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='jobs.source')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('company__isnull', False)), fields=['company', 'at'], name='tally_company')],
                'constraints': [models.UniqueConstraint(fields=('source', 'at', 'company', 'family', 'city', 'country', 'employment_type'), name='tally_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('refused__lte', models.F('received'))), name='tally_refused_were_received')],
            },
        ),
        migrations.CreateModel(
            name='PostingSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('posting', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='jobs.posting')),
            ],
            options={
                'indexes': [models.Index(fields=['posting', 'opened_at'], name='span_posting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('posting',), name='span_one_open'), models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='span_in_order')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
