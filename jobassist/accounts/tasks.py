"""Background work about people; arguments are ids only."""

import uuid
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .models import OneTimeCode, User

# After a merge or an erasure: when the longest turn or task that was under way has ended.
SECOND_PASS_SECONDS = 120
_PEOPLE_A_RUN = 500


def defer_code(identity_id: uuid.UUID | None, purpose: str) -> None:
    """Have a code sent once the transaction commits; None does as much work for nobody."""
    send_one_time_code.defer(
        identity_id=str(identity_id) if identity_id else None, purpose=str(purpose)
    )


def defer_invitation(invitation_id: uuid.UUID) -> None:
    """Have an invitation's mail sent once the transaction commits."""
    send_invitation.defer(invitation_id=str(invitation_id))


def defer_second_merge(guest_id: uuid.UUID) -> None:
    """Run the merge's hooks once more, for what was being written meanwhile."""
    merge_again.configure(schedule_in={"seconds": SECOND_PASS_SECONDS}).defer(
        guest_id=str(guest_id)
    )


def defer_second_erasure(user_id: uuid.UUID) -> None:
    """Run the erasure once more, for what was being written meanwhile."""
    erase_again.configure(schedule_in={"seconds": SECOND_PASS_SECONDS}).defer(user_id=str(user_id))


@app.task(
    name="accounts.send_one_time_code",
    retry=RetryStrategy(max_attempts=3, exponential_wait=5),
)
def send_one_time_code(identity_id: str | None, purpose: str) -> None:
    """Make and send a code; nothing when the address is gone by now."""
    from . import codes

    if identity_id is not None:
        codes.send_code(uuid.UUID(identity_id), purpose=OneTimeCode.Purpose(purpose))


@app.task(
    name="accounts.send_invitation",
    retry=RetryStrategy(max_attempts=5, exponential_wait=5),
)
def send_invitation(invitation_id: str) -> None:
    """Make an invitation's link and mail it; nothing when it is answered or gone by now."""
    from . import invitations

    invitations.send_invitation(uuid.UUID(invitation_id))


@app.task(name="accounts.merge_again", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def merge_again(guest_id: str) -> None:
    """Move to the account what a guest's last requests wrote while being merged."""
    from django.db import transaction

    from . import merging, personal_data

    with transaction.atomic():
        guest = (
            User.objects.select_for_update(no_key=True, of=("self",))
            .select_related("merged_into")
            .filter(id=guest_id, merged_into__isnull=False)
            .first()
        )
        if guest is None or guest.merged_into is None:
            return
        if guest.merged_into.erased_at is not None:
            personal_data.run_erasure(guest)
        else:
            merging.run_merge_hooks(guest, guest.merged_into)


@app.task(name="accounts.erase_again", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def erase_again(user_id: str) -> None:
    """Erase what an erased person's last requests wrote while being erased."""
    from . import personal_data

    user = User.objects.filter(id=user_id, erased_at__isnull=False).first()
    if user is not None:
        personal_data.run_erasure(user)
        for guest in user.merged_guests.all():
            personal_data.run_erasure(guest)


@app.periodic(cron="17 3 * * *")
@app.task(name="accounts.purge", queueing_lock="accounts.purge")
def purge(timestamp: int) -> None:
    """Let go of what is kept no longer: old conversations, unreachable guests, spent tickets."""
    purge_due(now=datetime.fromtimestamp(timestamp, tz=UTC))


def purge_due(*, now: datetime | None = None) -> dict[str, int]:
    """Remove what is due, one person at a time; returns how many of each."""
    from . import audit, invitations, personal_data, services

    now = now or timezone.now()
    purged = 0
    for user in User.objects.filter(retention_days__isnull=False).order_by("id").iterator():
        before = now - timedelta(days=user.retention_days or 0)
        purged += personal_data.purge_person(user, before=before)
    guests = list(services.unreachable_guests(now=now)[:_PEOPLE_A_RUN])
    for guest in guests:
        personal_data.erase_person(guest, now=now)
    return {
        "conversations": purged,
        "guests": len(guests),
        "leftovers": services.purge_sign_in_leftovers(now=now),
        "invitations": invitations.purge_invitations(now=now),
        "audit": audit.purge_entries(now=now),
    }
