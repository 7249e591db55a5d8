"""The signing key of an installation that was given none."""

import os
import secrets
from pathlib import Path

from jobassist.env import BadEnvironment

KEY_FILE = "secret_key"


def load_or_create_secret_key(data_dir: Path) -> str:
    """Return the key kept in the data folder, made once and readable by its owner only."""
    path = data_dir / KEY_FILE
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadEnvironment(f"DATA_DIR cannot be used ({error.strerror}): {data_dir}") from None
    if len(key) < 50:
        raise BadEnvironment(f"{path} holds no usable key; remove it to have a new one made.")
    return key


def _create(path: Path) -> None:
    # Written aside and linked into place: of two processes starting at once the first one's
    # key stands, and neither ever reads half a key.
    own = path.with_name(f"{KEY_FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
        try:
            os.link(own, path)
        except FileExistsError:
            return
    finally:
        own.unlink()
