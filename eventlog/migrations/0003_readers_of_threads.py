"""Takes the ids of companies' people out of the read marks in seekers' threads."""

from django.db import migrations

FORGET = """
UPDATE eventlog_event e SET data = (e.data - 'user_id') || '{"by": "company"}'::jsonb
FROM eventlog_participant p
WHERE p.role = 'recruiter' AND p.conversation_id = e.conversation_id
  AND e.type = 'read.marked' AND e.data->>'user_id' = p.user_id::text
"""


class Migration(migrations.Migration):
    """Rows of threads only; nothing that is read meanwhile waits for it."""

    dependencies = [("eventlog", "0002_outbox")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
