"""Résumés as JSON Resume documents, each value with the words it came from."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from pgvector.django import HalfVectorField, HnswIndex


class Resume(models.Model):
    """One person's résumé; `document` is always the fold of its revisions' patches."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resumes"
    )
    title = models.CharField(max_length=200, blank=True)
    lang = models.CharField(max_length=2, choices=[("zh", "zh"), ("en", "en")], default="en")
    # JSON Resume; holds only what the person gave.
    document = models.JSONField(default=dict)
    # JSON pointer of each leaf -> {kind, ref, start, end, words}.
    sources = models.JSONField(default=dict)
    # [{paths, kind, why}] seen in what was said and not yet settled.
    doubts = models.JSONField(default=list)
    # JSON pointer -> refused | unknown | kept: never asked again.
    asked = models.JSONField(default=dict)
    # Counts changes; every writer compares and sets it, so no answer overwrites another.
    revision = models.PositiveIntegerField(default=0)
    confirmed_revision = models.PositiveIntegerField(null=True, blank=True)
    # What matching reads. A later, unconfirmed change does not reach it.
    confirmed_document = models.JSONField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The one the assistant works on.
    is_current = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # GET /resumes: a person's own, newest first.
            models.Index(
                fields=["owner", "-updated_at"],
                name="resume_owner_recent",
                condition=Q(deleted_at__isnull=True),
            ),
        ]
        constraints = [
            # Two messages at once must not open two drafts for one newcomer.
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(is_current=True, deleted_at__isnull=True),
                name="resume_one_current_per_owner",
            ),
            # A confirmation is of a revision that exists.
            models.CheckConstraint(
                condition=Q(confirmed_revision__isnull=True)
                | Q(confirmed_revision__lte=F("revision")),
                name="resume_confirmed_not_ahead",
            ),
            # What matches and the number it was confirmed at come and go together.
            models.CheckConstraint(
                condition=Q(confirmed_revision__isnull=True, confirmed_document__isnull=True)
                | Q(confirmed_revision__isnull=False, confirmed_document__isnull=False),
                name="resume_confirmed_both_or_neither",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ResumeRevision(models.Model):
    """One change: the RFC 6902 patch that made it and the one that takes it back."""

    class Origin(models.TextChoices):
        INTAKE = "intake"
        ANSWER = "answer"
        EDIT = "edit"
        UNDO = "undo"
        DISCARD = "discard"

    resume = models.ForeignKey(Resume, on_delete=models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    # Operations carry `sources` {relative pointer: source} beside RFC 6902's members.
    patch = models.JSONField()
    inverse = models.JSONField()
    origin = models.CharField(max_length=8, choices=Origin)
    # The revision that this one takes back whole; null for all others.
    undoes = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["resume_id", "revision"]
        constraints = [
            # The history has no fork.
            models.UniqueConstraint(
                fields=["resume", "revision"], name="resumerevision_number_once"
            ),
            # A change is taken back once.
            models.UniqueConstraint(
                fields=["resume", "undoes"],
                condition=Q(undoes__isnull=False),
                name="resumerevision_undone_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resume_id} r{self.revision}"


class ResumeRole(models.Model):
    """One role a confirmed résumé shows, read for matching; never the whole résumé."""

    resume = models.ForeignKey(Resume, on_delete=models.CASCADE, related_name="roles")
    revision = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    # The same role as employers of both languages write it.
    titles = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    skill_keys = models.JSONField(default=list)
    place = models.CharField(max_length=200, blank=True)
    seniority = models.CharField(max_length=16, blank=True)
    years = models.FloatField(null=True, blank=True)
    # The words that the vector is of (a title and skills: no name, no employer), and their hash.
    text_to_embed = models.CharField(max_length=600)
    content_hash = models.CharField(max_length=64)
    # Vectors of two models are never compared.
    model_name = models.CharField(max_length=100, blank=True)
    vector = HalfVectorField(dimensions=512, null=True, blank=True)

    class Meta:
        ordering = ["resume_id", "order"]
        constraints = [
            models.UniqueConstraint(fields=["resume", "order"], name="resumerole_order_once"),
            # A vector without its model's name could be compared with another's.
            models.CheckConstraint(
                condition=Q(vector__isnull=True) | ~Q(model_name=""),
                name="resumerole_vector_has_model",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resume_id} #{self.order}"


class SearchedRole(models.Model):
    """What `resumes.reverse` reads to find people: a role's vector, and what it filters by.

    Narrow, so that the vector stands in the row itself; made anew with the roles of a résumé.
    Whether somebody may be found does not stand here: that is read when one looks.
    """

    role = models.OneToOneField(
        ResumeRole, on_delete=models.CASCADE, primary_key=True, related_name="searched"
    )
    # The role's, without a foreign key of its own.
    resume_id = models.UUIDField()
    # Vectors of two models are never compared.
    model_name = models.CharField(max_length=100)
    vector = HalfVectorField(dimensions=512)
    # The occupation in both languages, empty where the lexicon does not know it.
    family = models.CharField(max_length=64, blank=True)
    # See resumes.reach.Reach.
    place_keys = ArrayField(models.CharField(max_length=160), default=list)
    reach_keys = ArrayField(models.CharField(max_length=160), default=list)
    years = models.FloatField(null=True)
    education = models.SmallIntegerField(null=True)
    # The day on which the years were counted.
    read_on = models.DateField()

    class Meta:
        indexes = [
            # Where many pass: the nearest ones.
            HnswIndex(
                fields=["vector"],
                name="searchedrole_hnsw",
                m=24,
                ef_construction=128,
                opclasses=["halfvec_cosine_ops"],
            ),
            # Where few pass: those of a place.
            GinIndex(fields=["place_keys"], name="searchedrole_places", fastupdate=False),
            GinIndex(fields=["reach_keys"], name="searchedrole_reach", fastupdate=False),
            # The same occupation, in whatever language.
            models.Index(fields=["family"], name="searchedrole_family", condition=~Q(family="")),
            # A résumé's, made anew.
            models.Index(fields=["resume_id"], name="searchedrole_resume"),
        ]

    def __str__(self) -> str:
        return f"role {self.role_id}"


class ResumeReading(models.Model):
    """A confirmed résumé as postings are held against it, read once; see jobs.search.readings."""

    resume = models.OneToOneField(
        Resume, on_delete=models.CASCADE, primary_key=True, related_name="reading"
    )
    # Of which confirmed revision, and by which readers: one of another is not looked at.
    revision = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.resume_id} r{self.revision}"


class Attachment(models.Model):
    """A file a person gave; its bytes stand under DATA_DIR/uploads, named by this row's id."""

    class Kind(models.TextChoices):
        PDF = "pdf"
        DOCX = "docx"
        TXT = "txt"
        MD = "md"
        HTML = "html"
        JSON_RESUME = "json_resume"
        # A photograph, made anew; `text` is what a model read in it, `json_resume` its values.
        PICTURE = "picture"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attachments"
    )
    filename = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(blank=True)
    # The JSON Resume document, for a file of that kind or a picture.
    json_resume = models.JSONField(null=True, blank=True)
    warnings = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # The retention task: oldest first.
            models.Index(fields=["created_at"], name="attachment_created"),
        ]

    def __str__(self) -> str:
        return str(self.id)
