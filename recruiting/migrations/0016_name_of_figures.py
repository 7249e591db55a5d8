"""Names the page of figures."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('recruiting', '0015_candidate_postings'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='seekeract',
            options={'verbose_name': 'figure', 'verbose_name_plural': 'figures'},
        ),
    ]
