"""Recruiters of two companies for the journeys: `python -m tests.recruiting.journey_people`."""

from tests.chat.page_corpus import store_postings

# Company by language, and who works for it.
RECRUITERS = {
    "en": ("Fernhill Hospital", "ruth@fernhill.example"),
    "zh": ("青禾软件", "chen@qinghe.example"),
}
PASSWORD = "a lighthouse keeper's 9 lamps"


def store_recruiters() -> None:
    """Store the postings of the page, and an owner of each of the two companies."""
    from jobassist.accounts.companies import set_role
    from jobassist.accounts.models import Company, Membership
    from tests.factories import make_user

    store_postings()
    for lang, (name, email) in RECRUITERS.items():
        locale = "zh-CN" if lang == "zh" else "en-GB"
        user = make_user(
            email=email,
            password=PASSWORD,
            display_name=email.split("@")[0].title(),
            locale=locale,
            is_staff=True,
        )
        set_role(Company.objects.get(name=name), user=user, role=Membership.Role.OWNER)


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobassist.settings")
    django.setup()
    store_recruiters()
