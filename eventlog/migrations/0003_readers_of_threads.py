"""Takes the ids of companies' people out of the read marks in seekers' threads."""

from django.db import migrations

# By the owner and not by who takes part: an erased recruiter takes part no more.
FORGET = """
UPDATE eventlog_event e SET data = (e.data - 'user_id') || '{"by": "company"}'::jsonb
FROM eventlog_conversation c
WHERE c.kind = 'thread' AND c.id = e.conversation_id
  AND e.type = 'read.marked' AND e.data->>'user_id' <> c.owner_id::text
"""


class Migration(migrations.Migration):
    """Rows of threads only; nothing that is read meanwhile waits for it."""

    dependencies = [("eventlog", "0002_outbox")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
