"""What a tenant has had today, indexed while calls are made."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('providers', '0003_tenants_and_closures'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='modeluse',
            index=models.Index(condition=models.Q(('company__isnull', False)), fields=['company', 'reserved_at'], name='modeluse_company'),
        ),
    ]
