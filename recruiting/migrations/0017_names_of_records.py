"""Names applications and decision records."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('recruiting', '0016_name_of_figures'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='application',
            options={'verbose_name': 'application', 'verbose_name_plural': 'applications'},
        ),
        migrations.AlterModelOptions(
            name='decisionrecord',
            options={'verbose_name': 'decision record', 'verbose_name_plural': 'decision records'},
        ),
    ]
