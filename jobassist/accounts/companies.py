"""Who acts for which company: every look at a company's rows starts here."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jobassist.errors import AppError, NotFound

from . import audit, second_factor, services
from .models import Company, Membership, User

Role = Membership.Role
ANY_ROLE = frozenset(Role)
WRITERS = frozenset({Role.OWNER, Role.RECRUITER})
OWNERS = frozenset({Role.OWNER})


def companies_of(user: User, *, roles: Collection[Role] = ANY_ROLE) -> QuerySet[Company]:
    """Return the open companies that the user acts for in one of `roles`. Lazy: a filter."""
    return Company.objects.filter(
        is_active=True,
        id__in=Membership.objects.filter(user=user, role__in=roles).values("company_id"),
    )


def require_membership(
    user: User, company_id: int, *, roles: Collection[Role] = ANY_ROLE
) -> Membership:
    """Return the user's membership, its company loaded. One query.

    A stranger gets NotFound, as for a company that does not exist; a member whose role
    is not in `roles` gets AppError 403 "not_allowed".
    """
    membership = (
        Membership.objects.select_related("company")
        .filter(user=user, company_id=company_id, company__is_active=True)
        .first()
    )
    if membership is None or not user.is_active:
        raise NotFound
    if second_factor.is_required(user) and second_factor.find_factor(user) is None:
        raise AppError(
            "second_factor_needed",
            _("Set up two-factor login in the admin site first."),
            status=403,
        )
    if membership.role not in roles:
        raise AppError("not_allowed", _("Your role does not allow this."), status=403)
    return membership


def create_company(*, name: str, owner: User, time_zone: str = "UTC") -> Company:
    """Return a new company with its first owner."""
    with transaction.atomic():
        company = Company(name=name.strip(), time_zone=time_zone, locale=owner.locale)
        company.full_clean()
        company.save()
        set_role(company, user=owner, role=Role.OWNER)
    return company


def set_role(company: Company, *, user: User, role: Role, by: User | None = None) -> Membership:
    """Make the user act for the company in `role`; what they hold open starts anew if it changed.

    `by` is who gave the role, for the audit log; None is the system.

    AppError 409 "last_owner" when nobody would own the company.
    """
    if user.is_guest:
        raise AppError("not_registered", _("Only a person with an account can join."), status=409)
    # Invitations stand on this.
    from . import invitations

    with transaction.atomic():
        # One change of a company's members at a time: two owners may not demote each other.
        Company.objects.select_for_update(no_key=True).get(id=company.id)
        membership = Membership.objects.filter(company=company, user=user).first()
        if membership is not None and membership.role == role:
            return membership
        before = ""
        if membership is None:
            membership = Membership.objects.create(company=company, user=user, role=role)
        else:
            _keep_an_owner(membership)
            before = str(membership.role)
            membership.role = role
            membership.save(update_fields=["role"])
            if role != Role.OWNER:
                invitations.revoke_sent_by(user, company)
        audit.record_act(
            by,
            company=company,
            action="role_set",
            kind="account",
            object_id=user.id,
            detail=f"{before}>{role}",
        )
        services.raise_session_version(user)
    return membership


def remove_member(membership: Membership, *, by: User | None = None) -> None:
    """End a membership at once; AppError 409 "last_owner" when nobody would own the company."""
    # Invitations stand on this.
    from . import invitations

    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(id=membership.company_id)
        _keep_an_owner(membership)
        audit.record_act(
            by,
            company=membership.company,
            action="member_removed",
            kind="account",
            object_id=membership.user_id,
            detail=str(membership.role),
        )
        membership.delete()
        invitations.revoke_sent_by(membership.user, membership.company)
        services.raise_session_version(membership.user)


def leave_company(membership: Membership) -> None:
    """Take an erased person out of a company, which closes when nobody is left.

    AppError 409 "last_owner" while others would be left without an owner.
    """
    # Invitations stand on this.
    from . import invitations

    with transaction.atomic():
        company = Company.objects.select_for_update(no_key=True).get(id=membership.company_id)
        is_alone = not company.memberships.exclude(id=membership.id).exists()
        if is_alone:
            Company.objects.filter(id=company.id).update(is_active=False)
        else:
            _keep_an_owner(membership)
        membership.delete()
        invitations.revoke_sent_by(membership.user, company)


def _keep_an_owner(membership: Membership) -> None:
    """Raise when `membership` is the company's only owner. The caller locks the company."""
    others = Membership.objects.filter(
        company_id=membership.company_id, role=Role.OWNER, user__is_active=True
    ).exclude(id=membership.id)
    if membership.role == Role.OWNER and not others.exists():
        raise AppError(
            "last_owner", _("Make somebody else an owner of the company first."), status=409
        )
