"""People, their ways in, the companies they act for, and what was done."""

from .audit import AuditEntry
from .people import (
    RETENTION_DAYS_MAX,
    AttemptCount,
    Company,
    Device,
    Identity,
    Membership,
    OneTimeCode,
    SignIn,
    SocketTicket,
    User,
    UserManager,
)

__all__ = [
    "RETENTION_DAYS_MAX",
    "AttemptCount",
    "AuditEntry",
    "Company",
    "Device",
    "Identity",
    "Membership",
    "OneTimeCode",
    "SignIn",
    "SocketTicket",
    "User",
    "UserManager",
]
