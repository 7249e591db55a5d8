"""What somebody has besides a password: an app that shows codes, and codes on paper."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SecondFactor(models.Model):
    """The secret that somebody's app makes codes from, sealed by the secret key."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor"
    )
    # Empty until the first code has come back.
    sealed_secret = models.CharField(max_length=200, blank=True)
    # Shown as a picture, and not yet proved to be in an app.
    pending_secret = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    # The half minute of the last code taken: none counts twice.
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            models.CheckConstraint(
                name="second_factor_confirmed_has_secret",
                condition=Q(confirmed_at__isnull=True, sealed_secret="")
                | (Q(confirmed_at__isnull=False) & ~Q(sealed_secret="")),
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class BackupCode(models.Model):
    """A code for the day the phone is gone: good once, shown once, kept as a keyed hash."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="backup_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factor", "code_hash"], name="backup_code_once"),
        ]

    def __str__(self) -> str:
        return f"backup code of {self.factor_id}"
