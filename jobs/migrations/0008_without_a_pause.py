"""What would stop writers of postings for as long as it takes, done beside them."""

from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0007_lift_titles")]

    operations = [
        # Undated postings last, as the search reads them: by the other order it sorted them all.
        AddIndexConcurrently(
            model_name="posting",
            index=models.Index(
                models.F("family"),
                models.OrderBy(models.F("date_posted"), descending=True, nulls_last=True),
                condition=models.Q(("status", "active")),
                name="posting_family_newest",
            ),
        ),
        RemoveIndexConcurrently(model_name="posting", name="posting_family"),
        ValidateConstraint(model_name="posting", name="posting_known_status"),
    ]
