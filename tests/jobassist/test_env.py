"""A bad variable stops start-up with one line that names it and keeps its value to itself."""

import pytest

from jobassist import env


@pytest.mark.parametrize("word", ["1", "true", "YES", " on "])
def test_usual_words_are_true(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    assert env.env_bool("FLAG", default=False) is True


@pytest.mark.parametrize("word", ["0", "False", "no", "OFF"])
def test_usual_words_are_false(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    assert env.env_bool("FLAG", default=True) is False


def test_empty_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("FLAG", "  ")
    assert env.env_bool("FLAG", default=True) is True


def test_unknown_word_is_refused_without_repeating_it(monkeypatch):
    monkeypatch.setenv("FLAG", "hunter2")
    with pytest.raises(env.BadEnvironment, match="FLAG must be true or false") as caught:
        env.env_bool("FLAG", default=True)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["eight", "8.5", "0", "65536"])
def test_number_outside_its_limits_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT_", text)
    with pytest.raises(env.BadEnvironment, match="PORT_ must be a whole number"):
        env.env_int("PORT_", default=1, minimum=1, maximum=65535)


def test_number_is_read(monkeypatch):
    monkeypatch.setenv("PORT_", " 8080 ")
    assert env.env_int("PORT_", default=1, minimum=1, maximum=65535) == 8080


def test_choice_outside_the_list_is_refused(monkeypatch):
    monkeypatch.setenv("SHAPE", "xml")
    with pytest.raises(env.BadEnvironment, match="SHAPE must be one of console, json"):
        env.env_str("SHAPE", default="json", choices=("console", "json"))


def test_list_is_split_at_commas(monkeypatch):
    monkeypatch.setenv("NAMES", "a, b,,c ")
    assert env.env_list("NAMES") == ["a", "b", "c"]


def test_secret_is_read_from_its_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.env_secret("KEY") == "s3cret"


def test_secret_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("KEY", "one")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(env.BadEnvironment, match="not both"):
        env.env_secret("KEY")


@pytest.mark.parametrize("content", [None, ""])
def test_secret_file_that_is_missing_or_empty_is_refused(monkeypatch, tmp_path, content):
    if content is not None:
        (tmp_path / "key").write_text(content)
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(env.BadEnvironment, match="KEY_FILE names"):
        env.env_secret("KEY")
