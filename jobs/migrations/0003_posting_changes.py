"""Notes each change of an open posting, so that readers may ask what is new since they last did."""

from django.db import migrations, models

# What a reader sees of a posting; `jobs.changes` says of each column why it is here or not.
WATCHED = (
    "status", "content_hash", "updated_at", "source_id", "external_id", "lang", "title", "family",
    "employer_id", "employment_type", "is_remote", "is_hybrid", "place_keys", "experience_min",
    "experience_max", "education", "skills", "tags", "salary_min", "salary_max",
    "salary_currency", "salary_period", "salary_months", "salary_raw", "date_posted",
    "valid_through", "url", "direct_apply", "description_html", "description_text",
)  # fmt: skip
DIFFERS = "\n       OR ".join(f"n.{column} IS DISTINCT FROM o.{column}" for column in WATCHED)

# One set-based statement for each statement that writes postings. Rows in the order of their ids,
# so that two writers cannot deadlock here.
FORWARD = f"""
CREATE FUNCTION jobs_note_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this bigint := pg_current_xact_id()::text::bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO jobs_postingchange AS c (posting_id, transaction_number, opened_number, changed_at)
    SELECT n.id, this, this, clock_timestamp() FROM new_rows n
    WHERE n.status = 'active' ORDER BY n.id
    ON CONFLICT (posting_id) DO UPDATE
    SET transaction_number = this, opened_number = this, changed_at = excluded.changed_at;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO jobs_postingchange AS c (posting_id, transaction_number, opened_number, changed_at)
    SELECT o.id, this, 0, clock_timestamp() FROM old_rows o
    WHERE o.status = 'active' ORDER BY o.id
    ON CONFLICT (posting_id) DO UPDATE
    SET transaction_number = this, changed_at = excluded.changed_at;
  ELSE
    INSERT INTO jobs_postingchange AS c (posting_id, transaction_number, opened_number, changed_at)
    SELECT n.id, this, CASE WHEN o.status = 'active' THEN 0 ELSE this END, clock_timestamp()
    FROM new_rows n JOIN old_rows o ON o.id = n.id
    WHERE (n.status = 'active' OR o.status = 'active') AND (
       {DIFFERS}
    ) ORDER BY n.id
    ON CONFLICT (posting_id) DO UPDATE
    SET transaction_number = this, changed_at = excluded.changed_at,
        opened_number = CASE WHEN excluded.opened_number > 0
                             THEN excluded.opened_number ELSE c.opened_number END;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_noted_when_new AFTER INSERT ON jobs_posting
  REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_changes();
CREATE TRIGGER posting_noted_when_changed AFTER UPDATE ON jobs_posting
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_changes();
CREATE TRIGGER posting_noted_when_deleted AFTER DELETE ON jobs_posting
  REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_changes();

-- A posting shows its employer's name.
CREATE FUNCTION jobs_note_employers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  this bigint := pg_current_xact_id()::text::bigint;
BEGIN
  INSERT INTO jobs_postingchange (posting_id, transaction_number, opened_number, changed_at)
  SELECT p.id, this, 0, clock_timestamp()
  FROM new_rows n JOIN old_rows o ON o.id = n.id JOIN jobs_posting p ON p.employer_id = n.id
  WHERE p.status = 'active'
    AND (n.name IS DISTINCT FROM o.name OR n.website IS DISTINCT FROM o.website)
  ORDER BY p.id
  ON CONFLICT (posting_id) DO UPDATE
  SET transaction_number = this, changed_at = excluded.changed_at;
  RETURN NULL;
END $$;
CREATE TRIGGER posting_noted_when_employer_changed AFTER UPDATE ON jobs_employer
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION jobs_note_employers();
"""
BACKWARD = """
DROP TRIGGER posting_noted_when_employer_changed ON jobs_employer;
DROP FUNCTION jobs_note_employers();
DROP TRIGGER posting_noted_when_deleted ON jobs_posting;
DROP TRIGGER posting_noted_when_changed ON jobs_posting;
DROP TRIGGER posting_noted_when_new ON jobs_posting;
DROP FUNCTION jobs_note_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0002_read_traits_again")]

    operations = [
        migrations.CreateModel(
            name="PostingChange",
            fields=[
                ("posting_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("transaction_number", models.BigIntegerField()),
                ("opened_number", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["transaction_number", "posting_id"], name="posting_change_order"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
