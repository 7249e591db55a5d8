"""Writes batches of postings without a check of every row of their parts.

A check costs 20 microseconds a row, eleven rows a posting. What a check would find cannot be: the
parts are written with their posting, whose row is locked then. What it would hinder, that parts
outlive their posting, a trigger does away with, by one statement for each that deletes postings.

And the note of changes joins its two tables of rows by hash. Its plan is made once for a session,
mostly on a small statement; by nested loops a batch of 1,000 was a million comparisons.
"""

import django.db.models.deletion
from django.db import migrations, models

PARTS = ("jobs_postinglocation", "jobs_sentrow", "jobs_postingwords", "jobs_postingterm")
DELETES = "\n".join(
    f"  DELETE FROM {table} x USING old_rows o WHERE x.posting_id = o.id;" for table in PARTS
)
FORWARD = f"""
ALTER FUNCTION jobs_note_changes() SET enable_nestloop = off;
CREATE FUNCTION jobs_delete_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{DELETES}
  RETURN NULL;
END $$;
CREATE TRIGGER posting_parts_deleted AFTER DELETE ON jobs_posting
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_delete_parts();
"""
BACKWARD = """
DROP TRIGGER posting_parts_deleted ON jobs_posting;
DROP FUNCTION jobs_delete_parts();
ALTER FUNCTION jobs_note_changes() RESET enable_nestloop;
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0008_without_a_pause")]

    operations = [
        # Dropping a check locks both tables for a moment: in the writers' order, postings first.
        # Where a long transaction holds them it gives up, and may be run again: nobody waits long.
        migrations.RunSQL("SET LOCAL lock_timeout = '10s'", migrations.RunSQL.noop),
        migrations.RunSQL(
            "LOCK TABLE jobs_posting IN ACCESS EXCLUSIVE MODE", migrations.RunSQL.noop
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AlterField(
            model_name="postinglocation",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="locations",
                to="jobs.posting",
            ),
        ),
        migrations.AlterField(
            model_name="sentrow",
            name="posting",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="sent",
                serialize=False,
                to="jobs.posting",
            ),
        ),
        migrations.AlterField(
            model_name="postingwords",
            name="posting",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="words",
                serialize=False,
                to="jobs.posting",
            ),
        ),
        migrations.AlterField(
            model_name="postingterm",
            name="posting",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="terms",
                to="jobs.posting",
            ),
        ),
    ]
