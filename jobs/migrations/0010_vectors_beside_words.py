"""Puts a posting's vector and its places beside its words: an exact pass then reads one row each.

The rows that stand are filled in batches, each of its own, while searches and imports go on. What
is stopped is run again, and goes on from there: nothing of it minds what stands already. By the
code of before none of it is read.
"""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import pgvector.django
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

BATCH = 10_000
# The two tables apart: writers lock postings first, and would meet one that holds their words.
# Where a long transaction holds them it gives up, and may be run again: nobody waits long.
COLUMNS = """
SET LOCAL lock_timeout = '10s';
ALTER TABLE jobs_postingwords
  ADD COLUMN IF NOT EXISTS place_keys varchar(160)[] NULL,
  ADD COLUMN IF NOT EXISTS model varchar(80) NULL,
  ADD COLUMN IF NOT EXISTS vector halfvec(512) NULL;
ALTER TABLE jobs_postingwords ALTER COLUMN vector SET STORAGE PLAIN;
ALTER TABLE jobs_postingwords SET (toast_tuple_target = 4080);
"""
WITHOUT_COLUMNS = """
SET LOCAL lock_timeout = '10s';
ALTER TABLE jobs_postingwords RESET (toast_tuple_target);
ALTER TABLE jobs_postingwords
  DROP COLUMN IF EXISTS place_keys, DROP COLUMN IF EXISTS model, DROP COLUMN IF EXISTS vector;
"""
# A statement's updates alone are looked through by hash, and only what has changed is looked up.
FORWARD = """
SET LOCAL lock_timeout = '10s';
CREATE OR REPLACE FUNCTION jobs_place_words() RETURNS trigger LANGUAGE plpgsql
  SET enable_nestloop = off AS $$
DECLARE
  changed bigint[];
BEGIN
  SELECT array_agg(n.id) INTO changed FROM new_rows n JOIN old_rows o ON o.id = n.id
  WHERE (n.status = 'active') <> (o.status = 'active')
     OR n.place_keys IS DISTINCT FROM o.place_keys;
  IF changed IS NOT NULL THEN
    UPDATE jobs_postingwords w
    SET place_keys = CASE WHEN p.status = 'active' THEN p.place_keys END
    FROM jobs_posting p
    WHERE w.posting_id = ANY(changed) AND p.id = ANY(changed) AND p.id = w.posting_id;
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS posting_words_placed ON jobs_posting;
CREATE TRIGGER posting_words_placed AFTER UPDATE ON jobs_posting
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_place_words();
"""
BACKWARD = """
DROP TRIGGER IF EXISTS posting_words_placed ON jobs_posting;
DROP FUNCTION IF EXISTS jobs_place_words();
"""
# Rows that others are writing are passed over and come in another round: who holds some and waits
# for others must not meet one that does the same.
FILL = """
UPDATE jobs_postingwords w
SET place_keys = coalesce(w.place_keys, CASE WHEN p.status = 'active' THEN p.place_keys END),
    model = e.model, vector = e.vector
FROM (SELECT posting_id FROM jobs_postingwords WHERE posting_id > %s AND posting_id <= %s
      FOR NO KEY UPDATE SKIP LOCKED) l
JOIN jobs_posting p ON p.id = l.posting_id
LEFT JOIN jobs_postingembedding e ON e.posting_id = p.id AND e.model = coalesce(
    (SELECT name FROM jobs_vectormodel WHERE state = 'in_use'),
    (SELECT model FROM jobs_postingembedding LIMIT 1))
WHERE w.posting_id = l.posting_id
  AND (p.status = 'active' AND w.place_keys IS NULL OR e.model IS DISTINCT FROM w.model)
"""
ROUNDS = 3


def fill(_apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(posting_id), 1), max(posting_id) FROM jobs_postingwords")
        first, last = cursor.fetchone()
        for _round in range(ROUNDS):
            filled = 0
            for start in range(first - 1, last or 0, BATCH):
                cursor.execute(FILL, [start, start + BATCH])
                filled += cursor.rowcount
            if filled == 0:
                return


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0009_write_postings_faster")]

    operations = [
        migrations.RunSQL(
            COLUMNS,
            WITHOUT_COLUMNS,
            state_operations=[
                migrations.AddField(
                    model_name="postingwords",
                    name="place_keys",
                    field=django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=160), null=True, size=None
                    ),
                ),
                migrations.AddField(
                    model_name="postingwords",
                    name="model",
                    field=models.CharField(max_length=80, null=True),
                ),
                migrations.AddField(
                    model_name="postingwords",
                    name="vector",
                    field=pgvector.django.HalfVectorField(dimensions=512, null=True),
                ),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(fill, migrations.RunPython.noop),
        # One that was stopped half way is there, and of no use.
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS words_places", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="postingwords",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("place_keys__isnull", False)),
                fields=["place_keys"],
                name="words_places",
            ),
        ),
    ]
