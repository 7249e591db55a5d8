"""Résumés are written by one service: sources kept, changes undone, only what is confirmed matches."""

import datetime
import json
import threading
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from resumes import services
from resumes.models import Attachment, Resume, ResumeRole
from resumes.patches import State, fold
from resumes.pointers import leaves_of
from resumes.services import Change, Source
from tests.factories import make_guest, make_resume, make_user

TODAY = datetime.date(2026, 11, 2)
MESSAGE = Source(kind="message", ref="m1")
FORM = Source(kind="form", ref="f1")
SENTENCE = "Ann Marsh, staff nurse at Elm Ward Hospital since March 2019. 07700 900412"


@pytest.fixture
def alice(db: None) -> User:
    return make_user(time_zone="Europe/London")


@pytest.fixture
def bob(db: None) -> User:
    return make_user()


def edit(resume: Resume, op: str, path: str, value: Any = None) -> services.Preview:
    return services.apply_changes(
        resume, changes=[Change(op=op, path=path, value=value)], source=FORM
    )


def is_consistent(resume: Resume) -> bool:
    """Whether the row is the fold of its history and every leaf has a source."""
    resume.refresh_from_db()
    operations = [op for r in resume.revisions.order_by("revision") for op in r.patch]
    leaves = {p for p, _v in leaves_of(resume.document)}
    return fold(operations) == State(resume.document, resume.sources) and leaves == set(
        resume.sources
    )


def test_a_newcomer_has_one_current_resume(alice: User) -> None:
    first = services.current_resume(alice)
    assert services.current_resume(alice) == first
    second = services.create_resume(alice, title="For shops")
    assert services.current_resume(alice) == second
    assert services.list_resumes(alice) == [second, first]


def test_a_strangers_resume_is_not_found(alice: User, bob: User) -> None:
    resume = make_resume(alice)
    with pytest.raises(NotFound):
        services.get_resume_for(bob, resume.id)
    with pytest.raises(NotFound):
        services.get_resume_for(bob, "no-id")
    assert services.get_resume_for(alice, str(resume.id)) == resume


def test_intake_quotes_the_words_of_every_value(alice: User) -> None:
    resume = services.current_resume(alice)
    preview = services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    assert preview.outcome == "changed"
    assert preview.revision == 1
    assert resume.document["work"][0]["name"] == "Elm Ward Hospital"
    assert resume.document["work"][0]["startDate"] == "2019-03"
    for pointer, source in resume.sources.items():
        assert source["kind"] == "message", pointer
        assert source["ref"] == "m1"
        assert SENTENCE[source["start"] : source["end"]] == source["words"]
    shown = {c.path: c for c in preview.changes}
    assert shown["/work/0/name"].source is not None
    assert shown["/work/0/name"].source.words == "Elm Ward Hospital"
    assert is_consistent(resume)


def test_the_same_text_again_changes_nothing(alice: User) -> None:
    resume = services.current_resume(alice)
    services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    again = services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    assert again.outcome == "unchanged"
    assert again.revision == 1
    assert again.changes == ()


def test_a_later_text_adds_and_loses_nothing(alice: User) -> None:
    resume = services.current_resume(alice)
    services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    before = dict(leaves_of(resume.document))
    services.intake_text(
        resume,
        text="Before that I was a healthcare assistant at Rowan House from 2015 to 2019.",
        source=Source(kind="message", ref="m2"),
        today=TODAY,
    )
    after = set(dict(leaves_of(resume.document)).values())
    assert set(before.values()) <= after
    assert {e.get("name") for e in resume.document["work"]} == {"Elm Ward Hospital", "Rowan House"}
    assert is_consistent(resume)


def test_words_about_nothing_are_not_understood(alice: User) -> None:
    resume = services.current_resume(alice)
    preview = services.intake_text(resume, text="hm", source=MESSAGE, today=TODAY)
    assert preview.outcome == "not_understood"
    assert resume.document == {}


def test_an_answer_fills_the_field_and_cites_itself(alice: User) -> None:
    resume = services.current_resume(alice)
    services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    answer = Source(kind="message", ref="m2")
    preview = services.apply_answer(
        resume,
        path="resume.basics.location.city",
        text="I live in Leeds",
        source=answer,
        today=TODAY,
    )
    assert preview.outcome == "changed"
    assert resume.document["basics"]["location"]["city"] == "Leeds"
    assert resume.sources["/basics/location/city"] == {
        "kind": "message",
        "ref": "m2",
        "start": 10,
        "end": 15,
        "words": "Leeds",
    }


@pytest.mark.parametrize(
    ("text", "outcome"), [("rather not say", "refused"), ("不知道", "unknown"), ("skip", "refused")]
)
def test_what_was_declined_is_not_asked_again(alice: User, text: str, outcome: str) -> None:
    resume = services.current_resume(alice)
    services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    asked = services.build_preview(resume, today=TODAY).missing[0].path
    preview = services.apply_answer(resume, path=asked, text=text, source=MESSAGE, today=TODAY)
    assert preview.outcome == outcome
    assert asked not in [m.path for m in preview.missing]
    assert preview.revision == 1


def test_what_was_declined_stays_with_its_entry(alice: User) -> None:
    resume = make_resume(alice, document={"work": [{"position": "baker", "name": "Crumb"}]})
    services.skip_question(resume, path="work[0].startDate")
    edit(resume, "add", "/work/0", {"name": "Roastworks", "position": "barista"})
    resume.refresh_from_db()
    assert resume.asked == {"/work/1/startDate": "refused"}
    asked = [m.path for m in services.build_preview(resume).missing]
    assert "resume.work[0].startDate" in asked
    assert "resume.work[1].startDate" not in asked


def test_a_value_given_after_all_is_no_longer_declined(alice: User) -> None:
    resume = make_resume(alice, document={"work": [{"position": "baker"}]})
    services.skip_question(resume, path="basics.phone")
    services.intake_text(resume, text="my phone is 07700 900412", source=MESSAGE, today=TODAY)
    assert resume.document["basics"]["phone"]
    assert resume.asked == {}


def test_it_is_right_settles_a_doubt(alice: User) -> None:
    document = {"work": [{"name": "Elm", "startDate": "2021-01", "endDate": "2020-12"}]}
    resume = make_resume(alice, document=document)
    first = services.build_preview(resume, today=TODAY).missing[0]
    assert (first.path, first.reason) == ("resume.work[0].endDate", "contradictory")
    preview = services.apply_answer(
        resume, path=first.path, text="it's right", source=MESSAGE, today=TODAY
    )
    assert preview.outcome == "kept"
    assert "resume.work[0].endDate" not in [m.path for m in preview.missing]


def test_a_value_must_have_the_form_the_question_asked_for(alice: User) -> None:
    resume = make_resume(alice, document={"work": [{"position": "baker"}]})
    with pytest.raises(AppError) as refused:
        services.apply_answer(resume, path="work[0].startDate", value="spring", source=FORM)
    assert refused.value.code == "bad_answer"
    services.apply_answer(resume, path="work[0].startDate", value="2020-04", source=FORM)
    assert resume.document["work"][0]["startDate"] == "2020-04"
    assert resume.sources["/work/0/startDate"]["words"] == "2020-04"


def test_changes_are_applied_all_or_none(alice: User) -> None:
    resume = make_resume(alice, document={"work": [{"position": "baker"}]})
    with pytest.raises(AppError):
        services.apply_changes(
            resume,
            changes=[
                Change(op="add", path="basics.name", value="Ann"),
                Change(op="remove", path="basics.phone"),
            ],
            source=FORM,
        )
    resume.refresh_from_db()
    assert resume.document == {"work": [{"position": "baker"}]}
    assert resume.revision == 1


@pytest.mark.parametrize("path", ["", "/owner", "/x/y", "/work/0/a/b/c/d/e"])
def test_a_place_that_no_resume_has_is_refused(alice: User, path: str) -> None:
    resume = make_resume(alice)
    with pytest.raises(AppError) as refused:
        edit(resume, "add", path, "x")
    assert refused.value.code == "bad_change"


def test_too_much_is_refused(alice: User) -> None:
    resume = make_resume(alice)
    with pytest.raises(AppError) as refused:
        edit(resume, "add", "/basics/summary", "x" * 10_000)
    assert refused.value.code == "too_large"
    with pytest.raises(AppError):
        edit(resume, "add", "/skills", [{"name": str(n)} for n in range(4_000)])


def test_a_change_to_a_revision_that_has_moved_is_refused(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    stale = Resume.objects.get(id=resume.id)
    edit(resume, "replace", "/basics/name", "Anna")
    with pytest.raises(AppError) as refused:
        services.apply_changes(
            stale,
            changes=[Change(op="replace", path="/basics/name", value="Anne")],
            source=FORM,
            revision=1,
        )
    assert refused.value.code == "revision_moved"
    assert refused.value.extra["revision"] == 2
    with pytest.raises(AppError) as not_confirmed:
        services.confirm_resume(stale, revision=1)
    assert not_confirmed.value.code == "revision_moved"


def test_undo_goes_back_step_by_step_and_says_when_nothing_is_left(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    edit(resume, "replace", "/basics/name", "Anna")
    edit(resume, "add", "/basics/phone", "07700 900412")
    preview = services.undo(resume)
    assert "phone" not in resume.document["basics"]
    assert [(c.op, c.path, c.before) for c in preview.changes] == [
        ("remove", "/basics/phone", "07700 900412")
    ]
    services.undo(resume)
    assert resume.document["basics"] == {"name": "Ann"}
    services.undo(resume)
    assert resume.document == {}
    with pytest.raises(AppError) as refused:
        services.undo(resume)
    assert refused.value.code == "nothing_to_undo"
    assert is_consistent(resume)


def test_undo_of_several_steps_stops_at_the_beginning(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    edit(resume, "replace", "/basics/name", "Anna")
    services.undo(resume, steps=9)
    assert resume.document == {}
    assert is_consistent(resume)


def test_after_an_undo_a_new_change_is_undone_first(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    edit(resume, "replace", "/basics/name", "Anna")
    services.undo(resume)
    edit(resume, "replace", "/basics/name", "Anne")
    services.undo(resume)
    assert resume.document["basics"]["name"] == "Ann"


def test_one_field_goes_back_and_the_rest_stays(alice: User) -> None:
    resume = make_resume(alice, document={"work": [{"name": "Elm", "endDate": "2020"}]})
    edit(resume, "replace", "/work/0/endDate", "2021")
    edit(resume, "add", "/basics/phone", "07700 900412")
    # An entry put before: the field is followed to where it stands now.
    edit(resume, "add", "/work/0", {"name": "Oak"})
    services.undo(resume, path="resume.work[1].endDate")
    assert resume.document["work"] == [{"name": "Oak"}, {"name": "Elm", "endDate": "2020"}]
    assert resume.document["basics"]["phone"] == "07700 900412"
    assert resume.sources["/work/1/endDate"]["words"] == "2020"
    assert is_consistent(resume)


def test_a_removed_field_comes_back_with_its_source(alice: User) -> None:
    resume = services.current_resume(alice)
    services.intake_text(resume, text=SENTENCE, source=MESSAGE, today=TODAY)
    source = resume.sources["/basics/phone"]
    edit(resume, "remove", "/basics/phone")
    edit(resume, "add", "/basics/url", "https://example.com")
    services.undo(resume, path="basics.phone")
    assert resume.document["basics"]["phone"]
    assert resume.sources["/basics/phone"] == source


def test_a_field_that_was_never_changed_has_nothing_to_undo(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    with pytest.raises(AppError) as refused:
        services.undo(resume, path="basics.phone")
    assert refused.value.code == "nothing_to_undo"


def test_undo_of_a_field_that_was_added_takes_it_out(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}})
    edit(resume, "add", "/basics/phone", "07700 900412")
    services.undo(resume, path="basics.phone")
    assert resume.document == {"basics": {"name": "Ann"}}


def test_discard_goes_back_to_what_was_confirmed(alice: User) -> None:
    resume = make_resume(alice, document={"basics": {"name": "Ann"}}, is_confirmed=True)
    edit(resume, "replace", "/basics/name", "Anna")
    edit(resume, "add", "/basics/phone", "07700 900412")
    assert [c.path for c in services.build_preview(resume).changes] == [
        "/basics/name",
        "/basics/phone",
    ]
    services.discard_changes(resume)
    assert resume.document == {"basics": {"name": "Ann"}}
    assert services.build_preview(resume).changes == ()
    assert is_consistent(resume)


DOCUMENT = {
    "basics": {"name": "Ann Marsh", "email": "ann@example.com", "location": {"city": "Leeds"}},
    "work": [
        {"name": "Elm Ward", "position": "staff nurse", "startDate": "2019-03"},
        {
            "name": "Rowan House",
            "position": "healthcare assistant",
            "startDate": "2015",
            "endDate": "2019",
        },
    ],
    "skills": [{"name": "phlebotomy"}],
}


def test_confirming_reads_roles_and_gives_each_a_vector(alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT, is_confirmed=True)
    roles = list(resume.roles.all())
    assert [r.title for r in roles] == ["staff nurse", "healthcare assistant"]
    assert all(r.place == "Leeds" for r in roles)
    assert all(r.vector is None for r in roles)
    assert services.embed_roles(resume.id) == 2
    assert services.embed_roles(resume.id) == 0
    vectors = [list(r.vector or []) for r in resume.roles.all()]
    assert len(vectors[0]) == 512
    assert vectors[0] != vectors[1]
    for role in resume.roles.all():
        for secret in ("Ann", "Elm", "example.com"):
            assert secret not in role.text_to_embed


def test_confirming_again_keeps_the_vector_of_a_role_that_stands(alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT, is_confirmed=True)
    services.embed_roles(resume.id)
    edit(resume, "replace", "/basics/name", "Anna Marsh")
    services.confirm_resume(resume, revision=resume.revision)
    assert not ResumeRole.objects.filter(resume=resume, vector=None).exists()


def test_an_unconfirmed_change_does_not_match(alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT, is_confirmed=True)
    edit(resume, "replace", "/work/0/position", "ward manager")
    resume.refresh_from_db()
    assert resume.confirmed_document is not None
    assert resume.confirmed_document["work"][0]["position"] == "staff nurse"
    assert "ward manager" not in [r.title for r in resume.roles.all()]


def test_an_empty_resume_cannot_be_confirmed(alice: User) -> None:
    resume = services.current_resume(alice)
    with pytest.raises(AppError) as refused:
        services.confirm_resume(resume, revision=0)
    assert refused.value.code == "empty_resume"


def test_confirming_defers_a_task_with_an_id_and_no_words(alice: User) -> None:
    resume = make_resume(alice, document=DOCUMENT, is_confirmed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'resumes.embed_roles'"
            " AND args->>'resume_id' = %s",
            [str(resume.id)],
        )
        rows = cursor.fetchall()
    assert len(rows) == 1
    arguments = json.loads(rows[0][0]) if isinstance(rows[0][0], str) else rows[0][0]
    assert set(arguments) == {"resume_id"}


@pytest.mark.parametrize(
    ("read", "count"),
    [
        (lambda u, r: services.current_resume(u), 1),
        (lambda u, r: services.get_resume_for(u, r.id), 1),
        (lambda u, r: services.list_resumes(u), 1),
        (lambda u, r: services.build_preview(r), 1),
    ],
)
def test_reading_takes_one_query(
    alice: User, read: Any, count: int, django_assert_num_queries: Any
) -> None:
    resume = make_resume(alice, document=DOCUMENT)
    make = services.create_resume(alice)
    services.make_current(resume)
    del make
    with django_assert_num_queries(count):
        read(alice, resume)


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["text", "answer", "edit", "remove", "undo", "undo_field", "discard", "confirm"]
        ),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)
TEXTS = [
    SENTENCE,
    "我叫李雷,在杭州云杉科技有限公司做后端开发,2019.3至今",
    "baker at Crumb and Co from 2015 to 2018, can do: sourdough, pastry",
    "phone 07700 900733, I live in Leeds",
    "2012.9-2016.6 山东大学 会计 本科",
    "Tesco 2010-2012",
]
PATHS = [
    "basics.name",
    "basics.phone",
    "work[0].endDate",
    "work[0].name",
    "education[0].studyType",
    "work[1].position",
]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(actions=ACTIONS)
def test_whatever_is_done_the_document_is_the_fold_of_its_history(
    actions: list[tuple[str, int]], alice: User
) -> None:
    resume = services.create_resume(alice)
    try:
        for what, n in actions:
            code = _act_or_code(resume, what, n)
            assert code in {None, "nothing_to_undo", "bad_change", "empty_resume"}
            assert is_consistent(resume), (what, n)
    finally:
        services.delete_resume(resume)


def _act_or_code(resume: Resume, what: str, n: int) -> str | None:
    """Do it; return the code of a refusal."""
    try:
        _act(resume, what, n)
    except AppError as refused:
        return refused.code
    return None


def _act(resume: Resume, what: str, n: int) -> None:
    match what:
        case "text":
            services.intake_text(resume, text=TEXTS[n], source=MESSAGE, today=TODAY)
        case "answer":
            services.apply_answer(
                resume, path=PATHS[n], text=["Ann Lee", "2020-05", "May 2021", "Oak Ltd", "BSc", "chef"][n],
                source=MESSAGE, today=TODAY,
            )  # fmt: skip
        case "edit":
            edit(resume, "add", "/work/0", {"name": f"Firm {n}", "highlights": ["a", "b"]})
        case "remove":
            edit(
                resume,
                "remove",
                ["/work/0", "/basics", "/work", "/skills/0", "/work/0/name", "/basics/name"][n],
            )
        case "undo":
            services.undo(resume, steps=n + 1)
        case "undo_field":
            services.undo(resume, path=PATHS[n])
        case "discard":
            services.discard_changes(resume)
        case "confirm":
            services.confirm_resume(resume, revision=resume.revision)


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_are_both_kept_or_one_is_told() -> None:
    owner = make_user()
    resume = make_resume(owner, document={"work": [{"name": "Elm"}]})
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def write(n: int) -> None:
        own = Resume.objects.get(id=resume.id)
        start.wait()
        try:
            services.apply_changes(
                own,
                changes=[Change(op="add", path="/work/0", value={"name": f"Firm {n}"})],
                source=FORM,
                revision=1,
            )
            outcomes.append("done")
        except AppError as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "revision_moved", "revision_moved", "revision_moved"]
    resume.refresh_from_db()
    assert resume.revision == 2
    assert is_consistent(resume)


@pytest.mark.django_db(transaction=True)
def test_two_messages_at_once_open_one_resume() -> None:
    owner = make_guest()
    start = threading.Barrier(4)
    found: list[Any] = []

    def open_one() -> None:
        start.wait()
        try:
            found.append(services.current_resume(User.objects.get(id=owner.id)).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_one) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_an_upload_is_kept_privately_and_read_into_the_resume(alice: User, bob: User) -> None:
    file = SimpleUploadedFile("cv.txt", SENTENCE.encode())
    attachment = services.upload_resume(alice, file=file)
    path = services.attachment_path(attachment.id)
    assert path.read_bytes() == SENTENCE.encode()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(NotFound):
        services.get_attachment_for(bob, attachment.id)
    with pytest.raises(NotFound):
        services.intake_attachment(make_resume(bob), attachment=attachment)
    resume = services.current_resume(alice)
    services.intake_attachment(resume, attachment=attachment, today=TODAY)
    source = resume.sources["/work/0/name"]
    assert (source["kind"], source["ref"]) == ("file", str(attachment.id))


def test_a_refused_file_leaves_nothing(alice: User, settings: Any) -> None:
    with pytest.raises(AppError) as refused:
        services.upload_resume(alice, file=SimpleUploadedFile("cv.txt", b""))
    assert refused.value.code == "empty_file"
    assert not Attachment.objects.exists()
    assert not settings.MEDIA_ROOT.exists() or not list(settings.MEDIA_ROOT.iterdir())


def test_changes_come_in_the_order_in_which_a_resume_is_read(alice: User) -> None:
    document = {
        "skills": [{"name": "Excel"}],
        "work": [
            {"endDate": "2020-01", "startDate": "2018-01", "name": "Elm Ltd", "position": "Clerk"}
        ],
        "basics": {"email": "ada@example.com", "name": "Ada Lane"},
    }
    resume = make_resume(alice, document=document)
    resume.refresh_from_db()
    preview = services.build_preview(resume)
    assert [c.path for c in preview.changes] == [
        "/basics/name",
        "/basics/email",
        "/work/0/name",
        "/work/0/position",
        "/work/0/startDate",
        "/work/0/endDate",
        "/skills/0/name",
    ]


@pytest.mark.parametrize(
    "path", ["0", "resume.", "/nowhere/0", "/work", "/work/0", "resume.work[0]", "/basics"]
)
@pytest.mark.parametrize("answer", [{"text": "Backend Developer"}, {"value": "Backend Developer"}])
def test_an_answer_goes_only_where_json_resume_has_a_text(
    alice: User, path: str, answer: dict[str, Any]
) -> None:
    resume = services.create_resume(alice)
    with pytest.raises(AppError) as refused:
        services.apply_answer(resume, path=path, source=FORM, **answer)
    assert refused.value.code in ("bad_change", "bad_answer")
    assert services.build_preview(resume).document == {}
