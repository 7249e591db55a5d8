"""Who looked at what and who did what. Append-only; a trigger refuses changes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .people import Company


class AuditEntry(models.Model):
    """Somebody saw or did something, at a company's page or about somebody's account.

    Ids and codes only: no name, address or word of anybody's. The person is an id without a
    foreign key, so that the row stays as it was written when they are erased.
    """

    at = models.DateTimeField(_("when"), editable=False)
    # None: the system, or somebody who did not get in.
    actor_id = models.UUIDField(_("who"), null=True, editable=False)
    # None: no company's affair, such as an operator's log-in.
    company = models.ForeignKey(
        Company,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("company"),
    )
    # Codes, as the code that writes them names them: "looked", "candidate", "role_changed".
    action = models.CharField(_("what"), max_length=40, editable=False)
    kind = models.CharField(_("of"), max_length=40, editable=False)
    object_id = models.CharField(_("which"), max_length=64, blank=True, editable=False)
    # What changed, in codes: "viewer>owner".
    detail = models.CharField(_("detail"), max_length=80, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit log")
        constraints = [
            # Codes and ids: no address, no name and no sentence gets in by mistake.
            models.CheckConstraint(
                name="audit_codes_only",
                condition=Q(action__regex=r"^[a-z][a-z0-9_.]*$")
                & Q(kind__regex=r"^[a-z][a-z0-9_.]*$")
                & Q(object_id__regex=r"^[0-9A-Za-z:._-]*$")
                & Q(detail__regex=r"^[0-9a-z:._,=>-]*$"),
            ),
        ]
        indexes = [
            # A company's log, newest first; and operators' own.
            models.Index(fields=["company", "-id"], name="audit_of_company"),
            # Everything that one person did.
            models.Index(fields=["actor_id", "-id"], name="audit_of_actor"),
            # Who saw one thing.
            models.Index(fields=["kind", "object_id", "-id"], name="audit_of_object"),
            # The purge of what is kept no longer.
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
