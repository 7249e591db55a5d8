"""Who of a company looks after which posting."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class PostingRecruiter(models.Model):
    """The recruiter of a posting: whose figures it counts for, where a contact names nobody else."""

    posting = models.OneToOneField(
        "jobs.Posting",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("posting"),
    )
    recruiter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("recruiter"),
    )

    class Meta:
        verbose_name = _("recruiter of a posting")
        verbose_name_plural = _("recruiters of postings")

    def __str__(self) -> str:
        return f"posting {self.posting_id}"
