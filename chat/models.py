"""Turns, the frames that asked for them, the dialogue's state, and memory."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField

from eventlog.models import Conversation
from jobassist.ai.embedder import DIMENSIONS


class Turn(models.Model):
    """One answer of the assistant, from claim to outcome.

    queued -> running -> finished; queued -> finished (cancelled before it began).
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        FINISHED = "finished"

    class Outcome(models.TextChoices):
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        FAILED = "failed"
        BUSY = "busy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    # Whose words it answers; object permissions of its tools are this person's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turns"
    )
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    # Not before this moment: what a burst says is gathered into one answer.
    start_after = models.DateTimeField()
    # The runner renews it; a turn whose lease ran out is ended by anybody.
    lease_until = models.DateTimeField(null=True, blank=True)
    # Grows at each claim. A writer holding an older number writes nothing.
    fence = models.PositiveIntegerField(default=0)
    # How often what it answers has been begun: a process may die, or stop, in the middle.
    attempt = models.PositiveSmallIntegerField(default=1, db_default=1)
    cancel_reason = models.CharField(max_length=40, blank=True)
    # True once a tool has changed anything: such a turn is finished, not interrupted.
    has_written = models.BooleanField(default=False)
    # The text of the message being streamed, for a device that comes back in mid-answer.
    item_id = models.UUIDField(null=True, blank=True)
    text_so_far = models.TextField(blank=True)
    engine = models.CharField(max_length=16, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    model_name = models.CharField(max_length=80, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    model_calls = models.PositiveSmallIntegerField(default=0)
    # How often a server was asked, failures with it; and why another had to be.
    model_attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    failover_reason = models.CharField(max_length=20, blank=True, default="", db_default="")
    # From asking to the first word or tool call of the first answer; None: none came.
    first_text_ms = models.PositiveIntegerField(null=True, blank=True)
    input_tokens = models.PositiveIntegerField(default=0, db_default=0)
    output_tokens = models.PositiveIntegerField(default=0, db_default=0)
    # Why a model was asked or not, as `RoutedBy` names it; after a colon why one gave no answer.
    routed_by = models.CharField(max_length=40, blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # One answer at a time, whichever process runs it.
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="running"), name="turn_one_running"
            ),
            # What is said meanwhile is gathered by one waiting turn.
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(state="queued"), name="turn_one_queued"
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="turn_running_has_lease",
            ),
        ]
        indexes = [
            # The sweep for leases that ran out and turns nobody claimed.
            models.Index(fields=["lease_until"], name="turn_leases", condition=Q(state="running")),
            models.Index(fields=["start_after"], name="turn_waiting", condition=Q(state="queued")),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class ClientFrame(models.Model):
    """A frame that had an effect: its id is the idempotency key, kept for seven days."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_frames"
    )
    frame_id = models.UUIDField()
    type = models.CharField(max_length=32)
    body_hash = models.CharField(max_length=64)
    # A deleted conversation does not free the ids that were used in it.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="client_frames"
    )
    # The first event this frame caused; every repeat's ack names it again.
    seq = models.BigIntegerField(null=True)
    # Set for frames that a turn answers: what the turn needs beside the logged text.
    needs_turn = models.BooleanField(default=False)
    data = models.JSONField(null=True)
    turn = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="frames")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "frame_id"], name="frame_once_per_person"),
        ]
        indexes = [
            # What the next turn of a conversation has to answer, oldest first.
            models.Index(
                fields=["conversation", "id"],
                name="frame_unanswered",
                condition=Q(needs_turn=True, turn__isnull=True),
            ),
            # The purge of keys older than seven days.
            models.Index(fields=["created_at"], name="frame_age"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.frame_id}"


class DialogueState(models.Model):
    """What the assistant keeps in mind in one conversation; shape in chat/state.py."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="dialogue_state"
    )
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"state of {self.conversation_id}"


class Memory(models.Model):
    """One fact about the person, from something they said or confirmed.

    Superseded, never overwritten: the newest valid row of a key is what is believed.
    """

    class Kind(models.TextChoices):
        CRITERION = "criterion"
        PREFERENCE = "preference"
        # What somebody cannot or must; and how things stand with them.
        CONSTRAINT = "constraint"
        CIRCUMSTANCE = "circumstance"
        NOTE = "note"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memories"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=60)
    value = models.JSONField()
    # The words it came from, for "because you told me…".
    words = models.TextField(blank=True)
    # What it is about, as chat/memory/concepts.py names it: how a question finds it.
    concepts = ArrayField(models.CharField(max_length=30), default=list, db_default=[])
    conversation_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    confidence = models.FloatField(default=1.0)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="supersedes"
    )

    class Meta:
        constraints = [
            # One belief a key; notes share the key "note" and may be many.
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(valid_to__isnull=True) & ~Q(kind="note"),
                name="memory_one_current_per_key",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-valid_from"],
                name="memory_current",
                condition=Q(valid_to__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class MemoryVector(models.Model):
    """The vector of a fact's words by one model; goes with its fact.

    Read a person at a time, and a person has some hundreds at most: an exact scan of theirs,
    found by the fact, beats an index over everybody's.
    """

    memory = models.OneToOneField(
        Memory, on_delete=models.CASCADE, primary_key=True, related_name="vector_row"
    )
    # Vectors of two models are never compared; another model's are made anew.
    model = models.CharField(max_length=80)
    vector = HalfVectorField(dimensions=DIMENSIONS)

    def __str__(self) -> str:
        return f"{self.memory_id} by {self.model}"


class MemoryReading(models.Model):
    """How far a model has read a conversation for what is worth remembering."""

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, primary_key=True, related_name="memory_reading"
    )
    read_seq = models.BigIntegerField(default=0)
    # In a row, of the part after `read_seq`; after some it is passed over.
    failures = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.conversation_id} to {self.read_seq}"


class ForgottenFact(models.Model):
    """A fact the person asked to forget, as a hash: it is not learned from old messages again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="forgotten_facts"
    )
    key = models.CharField(max_length=60)
    value_hash = models.CharField(max_length=64)
    # Its words one by one, hashed for this person alone: other words for the same are known by it.
    terms = ArrayField(models.CharField(max_length=16), default=list, db_default=[])
    # Whose hashes they are where that is not `user`: the guest who had it forgotten.
    hashed_for = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key", "value_hash"], name="forgotten_fact_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def whose(self) -> uuid.UUID:
        """Return for whom its hashes were made: the person, or the guest they were before."""
        return self.hashed_for or self.user_id


class ItemFeedback(models.Model):
    """A thumb on one item of a conversation, with the reason given."""

    class Rating(models.TextChoices):
        UP = "up"
        DOWN = "down"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="item_feedback"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="feedback"
    )
    item_id = models.UUIDField()
    rating = models.CharField(max_length=4, choices=Rating)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "item_id"], name="feedback_once_per_item"),
        ]

    def __str__(self) -> str:
        return self.rating


class Alert(models.Model):
    """A standing search: what to look for, when, and where what is new is shown."""

    class State(models.TextChoices):
        ACTIVE = "active"
        PAUSED = "paused"

    class Frequency(models.TextChoices):
        INSTANT = "instant"
        DAILY = "daily"
        WEEKDAYS = "weekdays"
        WEEKLY = "weekly"
        BIWEEKLY = "biweekly"
        MONTHLY = "monthly"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts"
    )
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    # Where it was asked for; deleted, the person's newest chat takes its place.
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="alerts"
    )
    lang = models.CharField(max_length=2, choices=[("zh", "zh"), ("en", "en")])
    criteria = models.JSONField()
    # Of the criteria: the same search stands once.
    criteria_hash = models.CharField(max_length=64)
    frequency = models.CharField(max_length=8, choices=Frequency)
    # 0 is Monday.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    # Beyond a month's end it is the last.
    day = models.PositiveSmallIntegerField(null=True)
    # On the wall clock of the person's time zone.
    hour = models.PositiveSmallIntegerField(null=True)
    minute = models.PositiveSmallIntegerField(null=True)
    starts_on = models.DateField(null=True)
    # The person's when `next_run_at` was reckoned; reckoned anew when they have moved.
    time_zone = models.CharField(max_length=64)
    next_run_at = models.DateTimeField(null=True)
    # What was stored before this has been looked through.
    looked_until = models.DateTimeField()
    last_run_at = models.DateTimeField(null=True)
    last_found = models.PositiveIntegerField(null=True)
    # Whoever runs it holds it until then; grows at each claim, so that a late one writes nothing.
    lease_until = models.DateTimeField(null=True)
    fence = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    # The newest card that shows it, which is kept true.
    card_conversation_id = models.UUIDField(null=True)
    card_item_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Asked for again, it is the one there is.
            models.UniqueConstraint(fields=["user", "criteria_hash"], name="alert_once_per_search"),
            models.CheckConstraint(
                condition=Q(state="active", next_run_at__isnull=False)
                | Q(state="paused", next_run_at__isnull=True),
                name="alert_active_has_next_run",
            ),
            # A time of day unless it runs at once, and one that clocks have.
            models.CheckConstraint(
                condition=Q(frequency="instant", hour__isnull=True, minute__isnull=True)
                | (
                    ~Q(frequency="instant")
                    & Q(hour__isnull=False, minute__isnull=False, hour__lte=23, minute__lte=59)
                ),
                name="alert_time_fits_frequency",
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=["weekly", "biweekly"], weekdays__len__gt=0)
                | (~Q(frequency__in=["weekly", "biweekly"]) & Q(weekdays__len=0)),
                name="alert_weekdays_fit_frequency",
            ),
            models.CheckConstraint(
                condition=Q(frequency="monthly", day__isnull=False, day__gte=1, day__lte=31)
                | (~Q(frequency="monthly") & Q(day__isnull=True)),
                name="alert_day_fits_frequency",
            ),
        ]
        indexes = [
            # The scan: the longest due first.
            models.Index(fields=["next_run_at"], name="alert_due", condition=Q(state="active")),
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.state}"


class Experiment(models.Model):
    """A comparison of servers, models or wordings: each person keeps to one arm of it."""

    key = models.SlugField(max_length=15, unique=True)
    name = models.CharField(max_length=120)
    is_running = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Two at once would blur each other.
            models.UniqueConstraint(
                fields=["is_running"], condition=Q(is_running=True), name="experiment_one_runs"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class ExperimentArm(models.Model):
    """One way of answering in an experiment. What is left empty is as it is without one."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    key = models.SlugField(max_length=15)
    # How many people come to it, beside the others' weights.
    weight = models.PositiveSmallIntegerField(default=1)
    # The key of a server's row; others answer while it cannot.
    provider = models.SlugField(max_length=40, blank=True)
    # Of that server, for talk, in its usual one's place.
    model_name = models.CharField(max_length=80, blank=True)
    # Added to the instructions, which stay.
    wording = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["experiment", "key"], name="experiment_arm_once_per_experiment"
            ),
            # A model's name means something at one server only.
            models.CheckConstraint(
                condition=Q(model_name="") | ~Q(provider=""),
                name="experiment_arm_model_of_provider",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ExperimentPerson(models.Model):
    """Whom an experiment has put into which arm, from when on."""

    pk = models.CompositePrimaryKey("experiment_id", "user_id")
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    arm = models.ForeignKey(ExperimentArm, on_delete=models.CASCADE, related_name="people")
    assigned_at = models.DateTimeField()

    class Meta:
        indexes = [
            # What became of an arm's people, and whom an erasure takes out.
            models.Index(fields=["arm", "user"], name="experiment_person_arm"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.arm_id}"
