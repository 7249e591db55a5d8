"""The accounts' own part of a person's data, and of a merge."""

from typing import Any

from django.db.models import Q

from . import audit, invitations, merging, personal_data, second_factor, services
from .models import Device, Identity, SignIn, User

# What one file gives of what a recruiter did; the company keeps the rest.
_MOST_ACTS = 5000


def register_hooks() -> None:
    """Take part in export, erasure and merging. Called once, when the app is ready."""
    personal_data.register("accounts", export=export_own, erase=erase_own)
    merging.register(services.move_devices)


def export_own(user: User) -> dict[str, Any]:
    """Return the profile, ways in, devices, sign-ins and companies of a person."""
    return {
        "profile": {
            "is_guest": user.is_guest,
            "display_name": user.display_name,
            "locale": user.locale,
            "time_zone": user.time_zone,
            "retention_days": user.retention_days,
            "created_at": user.created_at.isoformat(),
            "last_seen_at": user.last_seen_at.isoformat() if user.last_seen_at else None,
        },
        "identities": [
            {
                "kind": found.kind,
                "value": found.value,
                "verified_at": found.verified_at.isoformat() if found.verified_at else None,
                "created_at": found.created_at.isoformat(),
            }
            for found in user.identities.order_by("created_at")
        ],
        "devices": [
            {
                "kind": found.kind,
                "name": found.name,
                "locale": found.locale,
                "gets_notifications": found.push_token is not None,
                "created_at": found.created_at.isoformat(),
            }
            for found in user.devices.order_by("created_at")
        ],
        "sign_ins": [
            {
                "device_name": found.device_name,
                "created_at": found.created_at.isoformat(),
                "last_used_at": found.last_used_at.isoformat(),
                "ended_at": found.ended_at.isoformat() if found.ended_at else None,
            }
            # Those of a guest who became this person stay the guest's, but are about them.
            for found in SignIn.objects.filter(Q(user=user) | Q(user__merged_into=user)).order_by(
                "created_at"
            )
        ],
        "companies": [
            {"name": company.name, "role": str(role)}
            for company, role in services.companies_and_roles(user)
        ],
        "has_second_factor": second_factor.find_factor(user) is not None,
        "acts": [
            {"at": found.at.isoformat(), "action": found.action, "of": found.kind}
            for found in audit.list_acts(user)[:_MOST_ACTS]
        ],
    }


def erase_own(user: User) -> None:
    """Delete ways in (their codes with them), devices and sign-ins (their tickets with them).

    The audit log keeps the id, which names nobody any more.
    """
    invitations.forget_address_of(user)
    second_factor.remove_factor(user, by=user)
    Identity.objects.filter(user=user).delete()
    Device.objects.filter(user=user).delete()
    SignIn.objects.filter(user=user).delete()
