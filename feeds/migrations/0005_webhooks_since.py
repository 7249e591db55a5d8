"""Webhooks keep where a reading of many pages began."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0004_webhooks'),
    ]

    operations = [
        migrations.AddField(
            model_name='webhookendpoint',
            name='since_number',
            field=models.BigIntegerField(null=True),
        ),
    ]
