"""The roles of a confirmed résumé and the rows by which they are found."""

import hashlib
import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from jobassist.accounts.time_zones import today_for
from jobassist.language.text import Lang
from jobassist.language.titles import parse_title
from resumes.matching import roles_of
from resumes.models import Resume, ResumeReading, ResumeRole, SearchedRole
from resumes.reach import Reach, read_reach
from resumes.readings import build_reading_row


def build_roles(row: Resume, *, today: date) -> None:
    """Write a confirmed document's roles; a role whose words stand keeps its vector."""
    known = {r.content_hash: r for r in row.roles.all() if r.vector is not None}
    row.roles.all().delete()
    rows: list[ResumeRole] = []
    for order, role in enumerate(roles_of(row.confirmed_document or {}, today=today)):
        words = role.text_to_embed()
        digest = hashlib.sha256(words.encode()).hexdigest()
        old = known.get(digest)
        rows.append(
            ResumeRole(
                resume=row,
                revision=row.revision,
                order=order,
                title=role.title[:200],
                titles=list(role.titles),
                skills=list(role.skills),
                skill_keys=list(role.skill_keys),
                place=role.place[:200],
                seniority=role.seniority or "",
                years=role.years,
                content_hash=digest,
                text_to_embed=words[:600],
                model_name=old.model_name if old else "",
                vector=old.vector if old else None,
            )
        )
    ResumeRole.objects.bulk_create(rows)
    kept = build_reading_row(row, titles=[(role.title, role.titles) for role in rows])
    ResumeReading.objects.bulk_create(
        [kept],
        update_conflicts=True,
        unique_fields=["resume"],
        update_fields=["revision", "version", "text"],
    )
    list_roles(row, today=today)


def list_roles(resume: Resume, *, today: date) -> None:
    """List a résumé's roles for whoever looks for people: those that have a vector."""
    roles = [r for r in ResumeRole.objects.filter(resume_id=resume.id) if r.vector is not None]
    SearchedRole.objects.filter(resume_id=resume.id).delete()
    if not roles or resume.confirmed_document is None:
        return
    lang: Lang = "zh" if resume.lang == "zh" else "en"
    reach = read_reach(resume.confirmed_document, lang=lang, today=today)
    SearchedRole.objects.bulk_create(build_searched_role(role, reach) for role in roles)


def build_searched_role(role: ResumeRole, reach: Reach) -> SearchedRole:
    """Return the row by which a role is found."""
    parsed = parse_title(role.title)
    return SearchedRole(
        role_id=role.pk,
        resume_id=role.resume_id,
        model_name=role.model_name,
        vector=role.vector,
        family=(parsed.family or "") if parsed else "",
        place_keys=list(reach.place_keys),
        reach_keys=list(reach.reach_keys),
        years=reach.years,
        education=reach.education,
        read_on=reach.read_on,
    )


def embed_roles(resume_id: uuid.UUID | str) -> int:
    """Give each role of a résumé its vector; returns how many were written.

    Safe to repeat: only roles without a vector, and only if their words are still the same.
    """
    from jobassist.ai.embedder import get_embedder

    roles = list(ResumeRole.objects.filter(resume_id=resume_id, vector=None).order_by("order"))
    if not roles:
        return 0
    embedder = get_embedder()
    vectors = embedder.embed_queries([r.text_to_embed for r in roles])
    done = 0
    for role, vector in zip(roles, vectors, strict=True):
        done += ResumeRole.objects.filter(id=role.id, content_hash=role.content_hash).update(
            vector=vector.tolist(), model_name=embedder.model_name
        )
    with transaction.atomic():
        # Against a confirmation at the same moment.
        resume = (
            Resume.objects.select_for_update(no_key=True)
            .select_related("owner")
            .filter(id=resume_id, deleted_at=None)
            .first()
        )
        if resume is not None:
            list_roles(resume, today=today_for(resume.owner, timezone.now()))
    return done


def embed_roles_again() -> int:
    """Embed anew the roles whose vectors another model made; returns how many.

    Resumable: a role that has been done is of the model in use.
    """
    from jobassist.ai.embedder import get_embedder

    embedder = get_embedder()
    done = 0
    last: int = 0
    while True:
        roles = list(
            ResumeRole.objects.filter(vector__isnull=False, id__gt=last)
            .exclude(model_name=embedder.model_name)
            .order_by("id")[:64]
        )
        if not roles:
            return done
        last = roles[-1].id
        vectors = embedder.embed_documents([r.text_to_embed for r in roles])
        for role, vector in zip(roles, vectors, strict=True):
            done += ResumeRole.objects.filter(id=role.id, content_hash=role.content_hash).update(
                vector=vector.tolist(), model_name=embedder.model_name
            )
            SearchedRole.objects.filter(role_id=role.id).update(
                vector=vector.tolist(), model_name=embedder.model_name
            )
