"""Asking colleagues into a company, by a link in a mail that counts once.

The only writer of invitations. The link is made where the mail is sent, so it stands in no row and
no queue: whoever invites does not see it, and cannot answer in the invited person's place.
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jobassist.errors import AppError, NotFound
from jobassist.logs import get_logger

from . import audit, companies, limits, services, tasks
from .identifiers import Identifier, normalise_email, parse_identifier
from .locales import django_language
from .models import Company, Identity, Invitation, Membership, User
from .services.sessions import hash_secret
from .services.ways_in import check_password

GOOD_FOR = timedelta(days=7)
# How long an unanswered one is kept after that; its address goes with it.
_KEPT_FOR = timedelta(days=30)
OPEN_MAX = 200

logger = get_logger(__name__)


def invite(
    company: Company, *, email: str, role: Membership.Role, by: User, now: datetime | None = None
) -> Invitation:
    """Return an invitation whose mail is on its way; a repeat renews the first.

    Says nothing of whether the address has an account. AppError "already_member" when the person
    is one, "bad_email", 429 after too many, 403 when `by` is no owner.
    """
    now = now or timezone.now()
    require_owner(by, company)
    limits.count_attempt(limits.INVITE_BY_USER, str(by.id), now=now)
    address = normalise_email(email)
    if Membership.objects.filter(company=company, user__in=_holders(address)).exists():
        raise AppError("already_member", _("This person is a member already."), status=409)
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(id=company.id)
        open_ones = Invitation.objects.filter(company=company, accepted_at__isnull=True)
        found = open_ones.filter(email=address).first()
        if found is None and open_ones.count() >= OPEN_MAX:
            raise AppError("too_many", _("Too many invitations are open."), status=409)
        fields = {
            "role": role,
            "invited_by": by,
            "token_hash": "",
            "created_at": now,
            "expires_at": now + GOOD_FOR,
        }
        invitation, _is_new = Invitation.objects.update_or_create(
            company=company, email=address, accepted_at=None, defaults=fields
        )
        audit.record_act(
            by,
            company=company,
            action="invited",
            kind="invitation",
            object_id=invitation.id,
            detail=str(role),
            now=now,
        )
        tasks.defer_invitation(invitation.id)
    return invitation


def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back; its link is good no more."""
    require_owner(by, invitation.company)
    with transaction.atomic():
        audit.record_act(
            by,
            company=invitation.company,
            action="invitation_revoked",
            kind="invitation",
            object_id=invitation.id,
        )
        Invitation.objects.filter(id=invitation.id, accepted_at__isnull=True).delete()


def send_invitation(invitation_id: uuid.UUID, *, now: datetime | None = None) -> None:
    """Make the link, store its hash in place of an older one and mail it. For the task."""
    now = now or timezone.now()
    token = secrets.token_urlsafe(32)
    stored = Invitation.objects.filter(
        id=invitation_id, accepted_at__isnull=True, expires_at__gt=now
    ).update(token_hash=hash_secret(token))
    if not stored:
        return
    invitation = Invitation.objects.select_related("company").get(id=invitation_id)
    with translation.override(django_language(invitation.company.locale)):
        # One line: what a company calls itself becomes no second header.
        name = " ".join(invitation.company.name.split())
        subject = _("Join %(company)s on JobAssist") % {"company": name}
        text = _(
            "You have been asked to join %(company)s on JobAssist as %(role)s.\n\n"
            "Open this link within seven days; it works once:\n%(link)s\n\n"
            "If you do not know %(company)s, ignore this message: nothing happens."
        ) % {
            "company": name,
            "role": invitation.get_role_display(),
            "link": settings.PUBLIC_URL + reverse("admin:join", args=[token]),
        }
    send_mail(subject, text, None, [invitation.email])
    logger.info("invitation_sent", invitation_id=str(invitation_id))


def find_invitation(token_hash: str, *, now: datetime | None = None) -> Invitation:
    """Return the open invitation of a link, its company loaded; NotFound when it is none."""
    if not token_hash:
        raise NotFound
    found = (
        Invitation.objects.select_related("company")
        .filter(
            _is_good(now or timezone.now()),
            token_hash=token_hash,
        )
        .first()
    )
    if found is None:
        raise NotFound
    return found


def identify(invitation: Invitation) -> Identifier:
    """Return the invited address."""
    return parse_identifier(email=invitation.email)


def find_invited(invitation: Invitation) -> User | None:
    """Return who has verified the invited address; None when nobody has."""
    return User.objects.filter(id__in=_holders(invitation.email), is_active=True).first()


def accept_as_new(
    invitation: Invitation, *, display_name: str, password: str, now: datetime | None = None
) -> User:
    """Return the new account of whoever came with the link: it proved that the address is theirs.

    ValidationError when the password will not do; NotFound when the link has been used.
    """
    if find_invited(invitation) is not None:
        raise AppError("identity_taken", _("Log in with your account."), status=409)
    identifier = identify(invitation)
    check_password(password, display_name=display_name, identifier=identifier)
    with transaction.atomic():
        user = services.create_account(
            identifier,
            password=password,
            display_name=display_name,
            locale=invitation.company.locale,
            time_zone=invitation.company.time_zone,
        )
        accept(invitation, user=user, now=now)
    return user


def accept(invitation: Invitation, *, user: User, now: datetime | None = None) -> Membership:
    """Return the membership of whoever came with the link and logged in with the address's account.

    NotFound when the link has been used, of two that come at once one is let in; or is good no
    more: too old, its company closed, or whoever sent it may invite nobody now.
    """
    now = now or timezone.now()
    with transaction.atomic():
        used = Invitation.objects.filter(
            _is_good(now), id=invitation.id, token_hash=invitation.token_hash
        ).update(accepted_at=now, email="", token_hash="")
        if not used:
            raise NotFound
        membership = Membership.objects.filter(company=invitation.company, user=user).first()
        if membership is None:
            membership = companies.set_role(
                invitation.company, user=user, role=Membership.Role(invitation.role), by=user
            )
        audit.record_act(
            user,
            company=invitation.company,
            action="joined",
            kind="invitation",
            object_id=invitation.id,
            detail=invitation.role,
            now=now,
        )
    return membership


def purge_invitations(*, now: datetime) -> int:
    """Delete what nobody answered, its address with it; returns how many."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, expires_at__lt=now - _KEPT_FOR
    ).delete()[0]


def forget_address_of(user: User) -> None:
    """Delete open invitations to the addresses of somebody who is being erased."""
    addresses = Identity.objects.filter(user=user, kind=Identity.Kind.EMAIL)
    Invitation.objects.filter(email__in=addresses.values("value_normalised")).delete()


def require_owner(user: User, company: Company) -> None:
    """Raise unless the person owns the company, or may do everything."""
    if user.is_superuser and user.is_active:
        return
    companies.require_membership(user, company.id, roles=companies.OWNERS)


def revoke_sent_by(user: User, company: Company) -> None:
    """Take back what somebody sent who does not own the company any more."""
    Invitation.objects.filter(company=company, invited_by=user, accepted_at__isnull=True).delete()


def _is_good(now: datetime) -> Q:
    """Return what an invitation must be to let somebody in, as things stand now."""
    owns = Membership.objects.filter(
        company=OuterRef("company"), user=OuterRef("invited_by"), role=Membership.Role.OWNER
    )
    active = User.objects.filter(is_active=True)
    may_invite = Exists(owns) & Q(invited_by__in=active)
    return (
        Q(accepted_at__isnull=True, expires_at__gt=now)
        & Q(company__in=Company.objects.filter(is_active=True))
        & (may_invite | Q(invited_by__in=active.filter(is_superuser=True)))
    )


def _holders(address: str) -> "QuerySet[Identity, Any]":
    return Identity.objects.filter(
        kind=Identity.Kind.EMAIL, value_normalised=address, verified_at__isnull=False
    ).values("user_id")
