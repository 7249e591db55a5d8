"""Refuse updates of what figures and audits are counted from."""

from django.db import migrations

TABLES = ("recruiting_impression", "recruiting_consent", "recruiting_decisionrecord")

FORWARD = """
CREATE FUNCTION recruiting_refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
""" + "\n".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION recruiting_refuse_update();"
    for table in TABLES
)

BACKWARD = (
    "\n".join(f"DROP TRIGGER append_only ON {table};" for table in TABLES)
    + "DROP FUNCTION recruiting_refuse_update();"
)


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
