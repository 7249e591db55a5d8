"""Feeds that we pull, how often, and what came of each time."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feeds.connectors import CONNECTORS, MAPPING

CONNECTOR_CHOICES = [
    *((c.name, c.label) for c in CONNECTORS.values()),
    (MAPPING, _("a format of one's own, by a declared mapping")),
]


class PullSource(models.Model):
    """A feed of somebody else's that is read every so often. A source has one writer."""

    source = models.OneToOneField(
        "jobs.Source",
        on_delete=models.PROTECT,
        related_name="pulled_by",
        verbose_name=_("source"),
    )
    name = models.CharField(_("name"), max_length=200)
    connector = models.CharField(_("format"), max_length=20, choices=CONNECTOR_CHOICES)
    # Whose list it is, where the format has boards; else addresses.
    board = models.CharField(_("board"), max_length=200, blank=True)
    urls = ArrayField(
        models.CharField(max_length=2000),
        default=list,
        blank=True,
        verbose_name=_("addresses"),
    )
    mapping = models.JSONField(_("mapping"), null=True, blank=True)
    # Row fields that hold for all of it where an item says nothing: the company of a board.
    defaults = models.JSONField(_("what holds for all"), default=dict, blank=True)
    # What is missing from a whole list has ended; a window on the newest says no such thing.
    is_whole_list = models.BooleanField(_("lists all there is"), default=False)
    every_minutes = models.PositiveIntegerField(
        _("minutes between pulls"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(7 * 24 * 60)],
    )
    seconds_between = models.FloatField(
        _("seconds between requests"),
        default=1.0,
        validators=[MinValueValidator(0.2), MaxValueValidator(60)],
    )
    obeys_robots = models.BooleanField(_("obeys robots.txt on web pages"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_at = models.DateTimeField(_("next pull"), null=True, blank=True)
    # In a row; each doubles the wait.
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("pulled feed")
        verbose_name_plural = _("pulled feeds")
        constraints = [
            # A mapping where it is used, and nowhere else.
            models.CheckConstraint(
                condition=Q(connector=MAPPING, mapping__isnull=False)
                | (~Q(connector=MAPPING) & Q(mapping__isnull=True)),
                name="pull_mapping_iff_declared",
            ),
            models.CheckConstraint(
                condition=~Q(board="") | Q(urls__len__gt=0), name="pull_has_address"
            ),
            models.CheckConstraint(
                condition=Q(every_minutes__gte=5, seconds_between__gte=0), name="pull_is_polite"
            ),
        ]
        indexes = [
            # defer_due_pulls, every minute.
            models.Index(fields=["next_at"], name="pull_due", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name


class PullRun(models.Model):
    """One pull and what came of it."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        NOT_MODIFIED = "not_modified", _("nothing new")
        PARTIAL = "partial", _("in part")
        HELD = "held", _("waits for a person")
        TOLD_TO_WAIT = "told_to_wait", _("asked to wait")
        FAILED = "failed", _("failed")

    pull = models.ForeignKey(
        PullSource,
        on_delete=models.CASCADE,
        related_name="runs",
        db_index=False,
        verbose_name=_("pulled feed"),
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    requests = models.PositiveIntegerField(_("requests"), default=0)
    bytes = models.PositiveBigIntegerField(_("bytes"), default=0)
    # What the source says there are.
    total = models.PositiveIntegerField(_("stated total"), null=True, blank=True)
    seen = models.PositiveIntegerField(_("items"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(pgettext_lazy("items", "changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(pgettext_lazy("items", "rejected"), default=0)
    expired = models.PositiveIntegerField(_("ended"), default=0)
    rejected_by_code = models.JSONField(_("rejected by code"), default=dict)
    warnings_by_code = models.JSONField(_("warnings by code"), default=dict)
    # How many of the items taken state each field: what drifts when a source changes its format.
    fields = models.JSONField(_("fields stated"), default=dict)
    # Postings missing from a list that shrank suddenly, until a person has looked.
    held_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    notes = models.JSONField(_("notes"), default=list)
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("pull")
        verbose_name_plural = _("pulls")
        constraints = [
            # One run of a feed at a time.
            models.UniqueConstraint(
                fields=["pull"], condition=Q(status="running"), name="pull_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(status="running", ended_at__isnull=True)
                | (~Q(status="running") & Q(ended_at__isnull=False)),
                name="pull_run_ended_has_time",
            ),
        ]
        indexes = [
            # The last runs of a feed.
            models.Index(fields=["pull", "-started_at"], name="pull_run_latest"),
            # prune_runs.
            models.Index(fields=["started_at"], name="pull_run_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pull_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def taken(self) -> int:
        """How many items became or stayed postings."""
        return self.created + self.updated + self.unchanged


class PulledReject(models.Model):
    """An item that was not taken, as it came, and why."""

    run = models.ForeignKey(
        PullRun, on_delete=models.CASCADE, related_name="rejects", verbose_name=_("pull")
    )
    index = models.PositiveIntegerField(_("place in the list"))
    external_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    code = models.CharField(_("code"), max_length=40)
    pointer = models.CharField(_("where"), max_length=300, blank=True)
    detail = models.CharField(_("why"), max_length=300, blank=True)
    # Untrusted: shown as text only.
    raw = models.TextField(_("the item as it came"), blank=True)

    class Meta:
        verbose_name = _("rejected item")
        verbose_name_plural = _("rejected items")

    def __str__(self) -> str:
        return f"{self.code} {self.pointer}"
