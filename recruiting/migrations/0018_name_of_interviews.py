"""Names interviews."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('recruiting', '0017_names_of_records'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='interviewslot',
            options={'verbose_name': 'interview', 'verbose_name_plural': 'interviews'},
        ),
    ]
