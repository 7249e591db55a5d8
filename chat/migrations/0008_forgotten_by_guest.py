"""Words that a guest had forgotten stay forgotten in the account they sign in to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("chat", "0007_turn_routed_by")]

    operations = [
        migrations.AddField(
            model_name="forgottenfact",
            name="hashed_for",
            field=models.UUIDField(null=True),
        ),
    ]
