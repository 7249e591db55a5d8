"""People, their ways in, the companies they act for, and what was done."""

from .audit import AuditEntry
from .invitations import Invitation
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
from .second_factor import BackupCode, SecondFactor

__all__ = [
    "RETENTION_DAYS_MAX",
    "AttemptCount",
    "AuditEntry",
    "BackupCode",
    "Company",
    "Device",
    "Identity",
    "Invitation",
    "Membership",
    "OneTimeCode",
    "SecondFactor",
    "SignIn",
    "SocketTicket",
    "User",
    "UserManager",
]
