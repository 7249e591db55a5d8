"""Somebody who runs the installation, for the walk: `python -m tests.jobassist.walk_operator`."""

from tests.recruiting.journey_people import PASSWORD


def store_operator() -> None:
    """Store a superuser who reads English."""
    from jobassist.accounts.models import User

    User.objects.create_superuser(
        email="ops@walk.example", password=PASSWORD, display_name="Operator"
    )


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()
    store_operator()
