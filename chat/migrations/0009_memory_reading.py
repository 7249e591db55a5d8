"""How far a model has read each conversation for what is worth remembering."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0008_forgotten_by_guest"), ("eventlog", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MemoryReading",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="memory_reading",
                        serialize=False,
                        to="eventlog.conversation",
                    ),
                ),
                ("read_seq", models.BigIntegerField(default=0)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("read_at", models.DateTimeField()),
            ],
        ),
    ]
