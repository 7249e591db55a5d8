"""A colleague asked to join a company."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Company, Membership


class Invitation(models.Model):
    """An address asked to join a company in a role, by a link that counts once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("company")
    )
    # Emptied when it is answered: from then on the member's own address is what counts.
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    # Of the newest mail; empty until it is sent. The link itself stands nowhere but in the mail.
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("invited"), editable=False)
    expires_at = models.DateTimeField(_("good until"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            # A second invitation to an address renews the first.
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=Q(accepted_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                name="invitation_accepted_is_nameless",
                condition=(Q(accepted_at__isnull=True) & ~Q(email=""))
                | Q(accepted_at__isnull=False, email="", token_hash=""),
            ),
            models.CheckConstraint(
                name="invitation_role_known", condition=Q(role__in=["owner", "recruiter", "viewer"])
            ),
        ]
        indexes = [
            # Whoever comes with a link.
            models.Index(
                fields=["token_hash"], name="invitation_token", condition=~Q(token_hash="")
            ),
        ]

    def __str__(self) -> str:
        # No address: the admin's history keeps this text.
        return f"{self.role} {str(self.id)[:8]}"
