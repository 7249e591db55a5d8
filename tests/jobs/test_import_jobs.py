"""manage.py import_jobs."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from jobs.criteria import Criteria
from jobs.models import Posting, PostingEmbedding, Source
from jobs.search import JobQuery, search_jobs
from tests.factories import build_row

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "jobs"


def run(*files: Path, **options: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("import_jobs", *files, json=True, stdout=out, verbosity=0, **options)
    tally: dict[str, Any] = json.loads(out.getvalue())
    return tally


def write(path: Path, *rows: Any) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    data = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.django_db(transaction=True)
def test_rows_are_read_tallied_and_can_be_found(tmp_path: Path) -> None:
    first = write(
        tmp_path / "a.jsonl.gz",
        build_row(id="1", source="feed-a", title="护士", lang="zh", city="上海"),
        "{broken",
        build_row(id="2", source="feed-b", title="Nurse", city="Leeds"),
        "",
        build_row(id="3", source="feed-a", salary_min=5, salary_max=1),
    )
    second = write(tmp_path / "b.jsonl", {"id": "4", "title": "Cook"})
    tally = run(first, second)
    assert {k: tally[k] for k in ("read", "created", "updated", "unchanged", "rejected")} == {
        "read": 5,
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "rejected": 2,
    }
    errors = [(e["file"], e["line"], e["path"], e["code"]) for e in tally["errors"]]
    assert errors == [
        ("a.jsonl.gz", 2, "", "bad_json"),
        ("a.jsonl.gz", 5, "/salary_min", "bad_salary"),
    ]
    assert all(e["detail"] for e in tally["errors"])
    assert tally["embedded"] == 3
    assert tally["seconds"] > 0
    assert set(Source.objects.values_list("key", flat=True)) == {"feed-a", "feed-b", "import"}
    hits = search_jobs(JobQuery(criteria=Criteria(titles=("nurse",)))).hits
    assert {h.posting.external_id for h in hits} == {"1", "2"}

    again = run(first, second)
    assert (again["unchanged"], again["created"], again["updated"]) == (3, 0, 0)
    assert again["rejected"] == 2
    assert again["embedded"] == 0


@pytest.mark.django_db
def test_the_source_can_be_named_for_all_rows(tmp_path: Path) -> None:
    run(write(tmp_path / "a.jsonl", build_row(id="1", source="x")), source="mine", embed="later")
    assert Posting.objects.get().source.key == "mine"
    assert not PostingEmbedding.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("none.jsonl", None, "no such file"),
        ("wrong.jsonl.gz", b'{"id": "1", "title": "Cook"}', "not gzip"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(
    tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError, match=words) as caught:
        run(path)
    assert "\n" not in str(caught.value)


@pytest.mark.django_db
def test_many_errors_are_counted_by_code_and_the_first_hundred_kept(tmp_path: Path) -> None:
    rows = ["{", *({"id": str(i)} for i in range(150))]
    tally = run(write(tmp_path / "a.jsonl", *rows), embed="later")
    assert len(tally["errors"]) == 100
    assert tally["rejected_by_code"] == {"bad_json": 1, "missing_title": 150}


@pytest.mark.django_db
def test_the_tally_is_readable_without_json(tmp_path: Path) -> None:
    out = StringIO()
    path = write(tmp_path / "a.jsonl", build_row(id="1"), "{")
    call_command("import_jobs", path, stdout=out, verbosity=0, embed="later")
    assert "a.jsonl:2: bad_json" in out.getvalue()
    assert "2 rows read: 1 created" in out.getvalue()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside this clone")
def test_real_rows_are_taken_but_for_stated_reasons(tmp_path: Path) -> None:
    for name in ("jobs_zh.jsonl.gz", "jobs_en.jsonl.gz"):
        with gzip.open(SHARED / name, "rt") as lines:
            some = [line.strip() for number, line in enumerate(lines) if number % 40 == 0]
        tally = run(write(tmp_path / name, *some), embed="later")
        assert tally["read"] == len(some)
        assert tally["created"] >= len(some) - 2
        assert run(tmp_path / name, embed="later")["unchanged"] == tally["created"]
