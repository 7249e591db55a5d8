"""Postings and what they are found by: places, pay, words and vectors."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from pgvector.django import HalfVectorField, SparseVectorField

from .criteria import EDUCATION_LEVELS, EMPLOYMENT_TYPES, SALARY_PERIODS
from .figure_models import FeedTally as FeedTally
from .figure_models import PostingSpan as PostingSpan
from .inventory.models import PostingHold as PostingHold
from .inventory.models import PostingPrint as PostingPrint
from .lexical import TERM_SPACE
from .vector_models import EMBEDDING_DIMENSIONS as EMBEDDING_DIMENSIONS
from .vector_models import PostingEmbedding as PostingEmbedding
from .vector_models import TitleEmbedding as TitleEmbedding
from .vector_models import VectorModel as VectorModel


class Employer(models.Model):
    """Who a source's postings say is hiring: a name shown, not a tenant.

    Employers of one name in two sources may be two firms, so each source has its own;
    only a verified claim links one to a company.
    """

    source = models.ForeignKey(
        "jobs.Source",
        on_delete=models.PROTECT,
        related_name="employers",
        db_index=False,
        verbose_name=_("source"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_normalised = models.CharField(max_length=200)
    website = models.URLField(_("website"), max_length=500, blank=True)
    industry = models.CharField(_("industry"), max_length=120, blank=True)
    size = models.CharField(_("size"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("employer")
        verbose_name_plural = _("employers")
        constraints = [
            # Import finds the employer of a row by its normalised name within the source.
            models.UniqueConstraint(
                fields=["source", "name_normalised"], name="employer_once_per_source"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerClaim(models.Model):
    """A company's claim to be an employer. Only a verified one links them, never a name."""

    class Status(models.TextChoices):
        PENDING = "pending", _("pending")
        VERIFIED = "verified", _("verified")
        REJECTED = "rejected", _("rejected")

    employer = models.ForeignKey(
        Employer, on_delete=models.CASCADE, related_name="claims", verbose_name=_("employer")
    )
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        related_name="employer_claims",
        verbose_name=_("company"),
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PENDING)
    evidence = models.TextField(_("evidence"), max_length=2000, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("claim of an employer")
        verbose_name_plural = _("claims of employers")
        constraints = [
            # An employer belongs to one company at most.
            models.UniqueConstraint(
                fields=["employer"],
                condition=Q(status="verified"),
                name="claim_one_verified",
            ),
            # A company asks once; after a rejection it may ask again.
            models.UniqueConstraint(
                fields=["employer", "company"],
                condition=~Q(status="rejected"),
                name="claim_one_open_per_company",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="claim_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} as {self.employer_id}: {self.status}"


class Source(models.Model):
    """Where postings come from. External ids are unique within one source only."""

    class Kind(models.TextChoices):
        IMPORT = "import", _("imported")
        PARTNER = "partner", _("partner")
        COMPANY = "company", _("company")
        PULL = "pull", _("pulled")

    key = models.SlugField(_("key"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.IMPORT)
    name = models.CharField(_("name"), max_length=200, blank=True)
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("company"),
    )
    is_active = models.BooleanField(_("active"), default=True)
    # After so many days without any sign its postings end; 0: never; empty: by kind.
    max_silent_days = models.PositiveSmallIntegerField(
        _("days of silence until a posting ends"), null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            # A company's own source names its company; no other source speaks for one.
            models.CheckConstraint(
                condition=Q(kind="company", company__isnull=False)
                | (~Q(kind="company") & Q(company__isnull=True)),
                name="source_company_iff_own",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One opening as its source states it, with what search filters and ranks by.

    The long texts are kept out of the row (see the migration), so that filters scan narrow
    rows; vectors and words have tables of their own.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        HELD = "held", _("held back")
        EXPIRED = "expired", _("expired")
        REMOVED = "removed", _("removed")

    class EndedBy(models.TextChoices):
        TIME = "time", _("its time")
        SOURCE = "source", _("its source")
        PERSON = "person", _("a person")

    # No index of its own: the identity below opens with it.
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="postings",
        db_index=False,
        verbose_name=_("source"),
    )
    external_id = models.CharField(_("id at the source"), max_length=200)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.ACTIVE)
    lang = models.CharField(_("language"), max_length=2, choices=[("zh", "zh"), ("en", "en")])

    title = models.CharField(_("title"), max_length=300)
    # The title without brackets, level and filler: what equal openings share.
    title_key = models.CharField(max_length=300)
    # The occupation, its field and its level as jobassist.language reads the title.
    family = models.CharField(_("occupation"), max_length=80, blank=True)
    group = models.CharField(max_length=40, blank=True)
    seniority = models.CharField(_("level"), max_length=10, blank=True)
    description_html = models.TextField(blank=True)
    description_text = models.TextField(blank=True)

    # PROTECT: an employer or a company with postings is not deleted, its postings are removed.
    employer = models.ForeignKey(
        Employer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("employer"),
    )
    # The tenant. Set only by a company's own source or a verified claim.
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        db_index=False,
        verbose_name=_("company"),
    )

    employment_type = models.CharField(
        _("kind of employment"),
        max_length=10,
        choices=[(t, t) for t in EMPLOYMENT_TYPES],
        null=True,
        blank=True,
    )
    is_remote = models.BooleanField(_("remote"), default=False)
    is_hybrid = models.BooleanField(_("partly remote"), default=False)
    # ISO 3166 alpha-2; empty: not said.
    eligible_countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    # Canonical keys of all locations and all they lie in: cn, cn/广东, cn/广东/深圳.
    # Places nobody knows are kept as raw/<their text>.
    place_keys = ArrayField(models.CharField(max_length=160), default=list, blank=True)

    experience_min = models.FloatField(null=True, blank=True)
    experience_max = models.FloatField(null=True, blank=True)
    experience_raw = models.CharField(_("experience"), max_length=120, blank=True)
    education = models.CharField(
        max_length=11, choices=[(e, e) for e in EDUCATION_LEVELS], null=True, blank=True
    )
    education_raw = models.CharField(_("education"), max_length=120, blank=True)
    # As posted, and the canonical keys of these and of those the text names.
    skills = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("skills")
    )
    skill_keys = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    tags = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name=_("tags")
    )
    # What people refuse by name: outsourcing, agency, night_shift … (jobs/traits.py).
    traits = ArrayField(
        models.CharField(max_length=24), default=list, blank=True, verbose_name=_("traits")
    )
    # What the description demands, with spans into it, as jobs/requirements.py stores them.
    requirements = models.JSONField(default=list, blank=True)
    # Title, employer, tags and place in one lower-case string: excluded words are looked for here.
    head_text = models.TextField(blank=True)

    # As stated, per `salary_period`, never multiplied by `salary_months`.
    salary_min = models.FloatField(null=True, blank=True)
    salary_max = models.FloatField(null=True, blank=True)
    salary_currency = models.CharField(max_length=3, null=True, blank=True)
    salary_period = models.CharField(
        max_length=5, choices=[(p, p) for p in SALARY_PERIODS], null=True, blank=True
    )
    salary_months = models.PositiveSmallIntegerField(null=True, blank=True)
    salary_raw = models.CharField(max_length=200, blank=True)
    # Comparable within one currency: a year of the period's pay, bonus months ignored.
    salary_yearly_min = models.FloatField(null=True, blank=True)
    salary_yearly_max = models.FloatField(null=True, blank=True)

    date_posted = models.DateField(_("posted"), null=True, blank=True)
    valid_through = models.DateTimeField(_("open until"), null=True, blank=True)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    direct_apply = models.BooleanField(default=False)
    # What the source gave beyond this schema (industry, company size …), bounded by feed.py.
    extra = models.JSONField(default=dict, blank=True)

    # Who ended it: what a person ended does not live again when its source sends it again.
    ended_by = models.CharField(max_length=6, choices=EndedBy, blank=True, default="")
    # Of the bytes that the source sent: the same again are not even parsed.
    raw_hash = models.CharField(max_length=32, blank=True, default="")
    # Of the source's row: an unchanged row writes nothing.
    content_hash = models.CharField(max_length=32)
    # Of the text to embed: a changed one is embedded again.
    embedding_hash = models.CharField(max_length=32)
    liveness_checked_at = models.DateTimeField(_("seen open"), null=True, blank=True)
    # Its own page was asked then, whatever that answered.
    page_checked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("since"))
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            # The identity of an opening: a source's own id, unique within that source.
            models.UniqueConstraint(fields=["source", "external_id"], name="posting_identity"),
            models.CheckConstraint(condition=~Q(external_id=""), name="posting_has_external_id"),
            models.CheckConstraint(condition=~Q(title=""), name="posting_has_title"),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "paused", "held", "expired", "removed"]),
                name="posting_known_status",
            ),
            # Pay is a range in its own order, and its yearly value exists with a currency only.
            models.CheckConstraint(
                condition=Q(salary_min__isnull=True)
                | Q(salary_max__isnull=True)
                | Q(salary_min__lte=F("salary_max")),
                name="posting_salary_in_order",
            ),
            models.CheckConstraint(
                condition=Q(salary_yearly_min__isnull=True, salary_yearly_max__isnull=True)
                | Q(salary_currency__isnull=False),
                name="posting_comparable_pay_has_currency",
            ),
            models.CheckConstraint(
                condition=Q(experience_min__isnull=True)
                | Q(experience_max__isnull=True)
                | Q(experience_min__lte=F("experience_max")),
                name="posting_experience_in_order",
            ),
        ]
        indexes = [
            # search_jobs: postings in a city, district or province.
            GinIndex(
                fields=["place_keys"],
                name="posting_places",
                condition=Q(status="active"),
            ),
            # search_jobs: an occupation's postings; facets of it.
            models.Index(
                F("family"),
                F("date_posted").desc(nulls_last=True),
                name="posting_family_newest",
                condition=Q(status="active"),
            ),
            # search_jobs: a pay floor where no place narrows the search.
            models.Index(
                fields=["salary_currency", "salary_yearly_max"],
                name="posting_pay",
                condition=Q(status="active"),
            ),
            # GET /api/v1/postings: newest first, by keyset.
            models.Index(fields=["-id"], name="posting_recent", condition=Q(status="active")),
            # expire_postings: what ran out.
            models.Index(
                fields=["valid_through"],
                name="posting_running_out",
                condition=Q(status="active", valid_through__isnull=False),
            ),
            # A company's own postings in the admin and on the recruiter's pages.
            models.Index(
                fields=["company", "-id"],
                name="posting_of_company",
                condition=Q(company__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def job_location_type(self) -> str | None:
        """schema.org's word for work that is fully remote, else None."""
        return "TELECOMMUTE" if self.is_remote else None


# What is written with a posting and only so, while its row is locked: a check of each row against
# the posting would find nothing and took half the time of a bulk write. That no part outlives its
# posting is a trigger's work, one statement for each that deletes postings.
PARTS = ("jobs_postinglocation", "jobs_sentrow", "jobs_postingwords", "jobs_postingterm")


class PostingLocation(models.Model):
    """One place of work, first the one named first. Unknown places keep their raw text only."""

    # No check of its own: see PARTS. No index of its own: the constraint below opens with it.
    posting = models.ForeignKey(
        Posting,
        on_delete=models.CASCADE,
        related_name="locations",
        db_constraint=False,
        db_index=False,
    )
    ordinal = models.PositiveSmallIntegerField(default=0)
    raw = models.CharField(_("as written"), max_length=200)
    place_key = models.CharField(max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    district = models.CharField(_("district"), max_length=80, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("place of work")
        verbose_name_plural = _("places of work")
        ordering = ["ordinal"]
        constraints = [
            # Also the index by which a posting's locations are read in order.
            models.UniqueConstraint(fields=["posting", "ordinal"], name="location_ordinal_once"),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="location_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.raw


class SentRow(models.Model):
    """What a partner sent of a posting, to the letter: given back, and what a change is merged into."""

    # No check of its own: see PARTS.
    posting = models.OneToOneField(
        Posting,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="sent",
        db_constraint=False,
    )
    row = models.TextField()

    def __str__(self) -> str:
        return f"row of {self.posting_id}"


class PostingWords(models.Model):
    """What an exact pass scores of a posting, in one row: its words, its vector and its places.

    Words are all index terms with their BM25 impact, idf left out (jobs/lexical.py). Beside the
    vectors' own table there is no vector index to grow, so a change of these costs little.
    """

    # No check of its own: see PARTS.
    posting = models.OneToOneField(
        Posting,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="words",
        db_constraint=False,
    )
    terms = SparseVectorField(dimensions=TERM_SPACE)
    # The posting's, while it is active, else empty: a trigger's work (see the migration).
    place_keys = ArrayField(models.CharField(max_length=160), null=True)
    # A copy of the vector by the model in use. One that is missing, or another model's, is no
    # error: what searches finds it in the vectors' own table.
    model = models.CharField(max_length=80, null=True)
    vector = HalfVectorField(dimensions=EMBEDDING_DIMENSIONS, null=True)

    class Meta:
        indexes = [
            # search_jobs: all that is open in a place, a row to read for each.
            GinIndex(
                fields=["place_keys"],
                name="words_places",
                condition=Q(place_keys__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"words of {self.posting_id}"


class PostingTerm(models.Model):
    """The telling terms of a posting (title, occupation, skills, tags), best impact first.

    Bounds the lexical leg: it reads the head of a term's list, never every match.
    """

    pk = models.CompositePrimaryKey("posting_id", "term")
    # No check of its own: see PARTS.
    posting = models.ForeignKey(
        Posting,
        on_delete=models.CASCADE,
        related_name="terms",
        db_constraint=False,
        db_index=False,
    )
    term = models.IntegerField()
    impact = models.FloatField()

    class Meta:
        indexes = [
            # search_jobs, the lexical leg where many postings match: a term's best, newest first.
            models.Index(fields=["term", "-impact", "-posting"], name="posting_term_best"),
        ]

    def __str__(self) -> str:
        return f"{self.term} in {self.posting_id}"


class TermCount(models.Model):
    """In how many postings a term stands: its idf. Counted again after imports and at night."""

    term = models.IntegerField(primary_key=True)
    postings = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.term}: {self.postings}"


class PostingChange(models.Model):
    """That a posting which is or was open has changed; one row a posting, its newest change.

    Written by triggers on the postings, whatever statement changes them; read and pruned by
    `jobs.changes`. It names a posting by its id alone, which outlives the posting.
    """

    posting_id = models.BigIntegerField(primary_key=True)
    # The writing transaction's number: commits come in another order than numbers, see
    # `jobs.changes`.
    transaction_number = models.BigIntegerField()
    # The transaction that opened it last; 0: open since before this row.
    opened_number = models.BigIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            # read_changes: what came after a position, a page at a time.
            models.Index(fields=["transaction_number", "posting_id"], name="posting_change_order"),
        ]

    def __str__(self) -> str:
        return f"posting {self.posting_id} in {self.transaction_number}"
