"""Where keys are, and that nothing else of an installation can be named as one."""

import pytest
from django.core.exceptions import ValidationError

from jobassist.providers.keys import MissingKey, read_key, validate_key_reference


@pytest.mark.parametrize(
    "reference",
    ["SECRET_KEY", "DATABASE_URL", "file:secret_key", "file:../north_api_key", "file:/etc/api_key",
     "file:a/b_api_key", "sk-abcdefghij", "NORTH_API_KEY ", "north_api_key", "file:", "_API_KEY"],
)  # fmt: skip
def test_no_other_secret_and_no_key_itself_can_be_named(reference):
    with pytest.raises(ValidationError):
        validate_key_reference(reference)
    with pytest.raises(MissingKey):
        read_key(reference)


def test_a_key_comes_from_a_variable_or_the_file_it_names(monkeypatch, tmp_path):
    monkeypatch.setenv("NORTH_API_KEY", "one")
    assert read_key("NORTH_API_KEY") == "one"
    monkeypatch.delenv("NORTH_API_KEY")
    (tmp_path / "mounted").write_text("two\n")
    monkeypatch.setenv("NORTH_API_KEY_FILE", str(tmp_path / "mounted"))
    assert read_key("NORTH_API_KEY") == "two"


def test_a_key_file_that_is_replaced_is_read_anew(settings, tmp_path):
    settings.MODEL_KEYS_DIR = str(tmp_path)
    file = tmp_path / "north_api_key"
    file.write_text("one\n")
    assert read_key("file:north_api_key") == "one"
    file.write_text("two\n")
    assert read_key("file:north_api_key") == "two"


def test_a_key_that_is_not_there_is_said_by_its_name(settings, tmp_path):
    settings.MODEL_KEYS_DIR = str(tmp_path)
    with pytest.raises(MissingKey, match="NORTH_API_KEY is not set"):
        read_key("NORTH_API_KEY")
    with pytest.raises(MissingKey, match="no readable file north_api_key"):
        read_key("file:north_api_key")
