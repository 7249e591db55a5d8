"""`manage.py read_resume` says what files hold, and what to do with those it cannot read."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "resumes" / "files"


def run(*files: Path, **options: Any) -> list[dict[str, Any]]:
    """Return what the command prints as JSON, a line a file."""
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("read_resume", *map(str, files), json=True, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_text_file_gives_a_document_with_sources_and_questions(tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("Ann Marsh\n07700 900412\nbaker at Crumb Ltd from 2015 to 2018", "utf-8")
    found = run(file)[0]
    assert found["document"]["work"][0]["name"] == "Crumb Ltd"
    source = found["sources"]["/work/0/startDate"]
    assert source["words"] == "2015"
    assert "basics.location.city" in [m["path"] for m in found["missing"]]


def test_questions_are_in_the_files_language_or_the_one_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "cv.txt"
    file.write_text("我叫李雷,电工", "utf-8")
    assert "电话" in run(file)[0]["missing"][0]["question"]
    assert "phone" in run(file, lang="en")[0]["missing"][0]["question"]


def test_a_file_without_text_fails_and_says_what_to_do(tmp_path: Path) -> None:
    good, empty = tmp_path / "a.txt", tmp_path / "b.txt"
    good.write_text("baker", "utf-8")
    empty.write_text("", "utf-8")
    with pytest.raises(CommandError):
        call_command("read_resume", str(good), str(empty), stdout=io.StringIO())
    found = run(good, empty, tmp_path / "none.txt")
    assert [("error" in f) for f in found] == [False, True, True]
    assert found[1]["error"]["code"] == "empty_file"
    assert "paste" in found[1]["error"]["detail"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/resumes/files is not here")
def test_every_file_of_the_shared_data_is_read_or_refused_clearly() -> None:
    files = sorted(SHARED.iterdir())
    found = {Path(f["file"]).name: f for f in run(*files)}
    assert set(found) == {f.name for f in files}
    for name, one in found.items():
        if "scanned" in name:
            assert one["error"]["code"] == "no_text", name
            continue
        assert one["document"].get("work") or one["document"].get("education"), name
        for pointer, source in one["sources"].items():
            assert source["words"].strip(), (name, pointer)
