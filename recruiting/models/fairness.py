"""What a company knows of groups, apart from everything else, and scores that people contest."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Sex(models.TextChoices):
    """As people say it of themselves."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("another")


class Race(models.TextChoices):
    """Race and ethnicity as audits of hiring tools ask for them (EEO-1 Component 1)."""

    HISPANIC = "hispanic", _("Hispanic or Latino")
    WHITE = "white", _("White")
    BLACK = "black", _("Black or African American")
    PACIFIC = "pacific", _("Native Hawaiian or Pacific Islander")
    ASIAN = "asian", _("Asian")
    NATIVE = "native", _("Native American or Alaska Native")
    SEVERAL = "several", _("two or more races")


class AgeBand(models.TextChoices):
    """Ages in years; forty is where laws begin to protect."""

    UNDER_25 = "under_25", _("under 25")
    FROM_25 = "25_39", "25–39"
    FROM_40 = "40_54", "40–54"
    FROM_55 = "55_plus", _("55 and older")


class GroupCollection(models.Model):
    """Whether a company asks people for their groups, and by which right. No row: it does not."""

    company = models.OneToOneField(
        "accounts.Company", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    is_on = models.BooleanField(default=False)
    # The law or the consent on which it rests, in the owner's words.
    basis = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("fairness of rankings")
        verbose_name_plural = _("fairness of rankings")
        constraints = [
            # Nobody is asked without a right to ask.
            models.CheckConstraint(
                name="groupcollection_on_has_basis", condition=Q(is_on=False) | ~Q(basis="")
            ),
        ]

    def __str__(self) -> str:
        return f"groups of company {self.company_id}"


class GroupAnswer(models.Model):
    """What one person said of their groups to one company, of their own free will.

    Stands apart: `subject` is a keyed hash of company and person, so that no join from a person,
    an application or a posting leads here. Read for counts alone, never for a ranking.
    """

    class Source(models.TextChoices):
        SELF = "self"
        UPLOAD = "upload"

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=64)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    race = models.CharField(max_length=12, choices=Race, blank=True)
    age = models.CharField(max_length=12, choices=AgeBand, blank=True)
    source = models.CharField(max_length=8, choices=Source)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "subject"], name="groupanswer_once"),
            # Who wants to say nothing has no row.
            models.CheckConstraint(
                name="groupanswer_says_something",
                condition=~Q(sex="") | ~Q(race="") | ~Q(age=""),
            ),
        ]

    def __str__(self) -> str:
        return f"answer to company {self.company_id}"


class ScoreContest(models.Model):
    """A person says that a score of theirs is wrong; a person answers."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")

    class Outcome(models.TextChoices):
        STANDS = "stands", _("the score stands")
        CORRECTED = "corrected", _("it was wrong, and is looked at without it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seeker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="score_contests"
    )
    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.PROTECT, related_name="+", verbose_name=_("posting")
    )
    # Null: the posting is of no company here, and operators answer.
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("company"),
    )
    conversation_id = models.UUIDField(null=True)
    text = models.TextField(_("what they say"))
    # The score and what counted, as they were shown.
    inputs = models.JSONField(_("what counted"), default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    answer = models.TextField(_("your answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    created_at = models.DateTimeField(pgettext_lazy("a contest", "since"))

    class Meta:
        verbose_name = _("contested score")
        verbose_name_plural = _("contested scores")
        constraints = [
            # One at a time about a posting: a second while it waits is the first.
            models.UniqueConstraint(
                fields=["seeker", "posting"],
                condition=Q(state="open"),
                name="scorecontest_one_open",
            ),
            # An answer is a person's, has words and an outcome.
            models.CheckConstraint(
                name="scorecontest_answer_whole",
                condition=Q(state="open", answer="", outcome="", answered_at__isnull=True)
                | (Q(state="answered", answered_at__isnull=False) & ~Q(answer="") & ~Q(outcome="")),
            ),
        ]
        indexes = [
            # A company's open ones, the longest waiting first.
            models.Index(fields=["company", "state", "created_at"], name="scorecontest_waiting"),
        ]

    def __str__(self) -> str:
        return f"contest {str(self.id)[:8]}"
