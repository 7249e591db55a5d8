"""The keys of an installation that was given none."""

import base64
import os
import secrets
from pathlib import Path

from jobassist.env import BadEnvironment

KEY_FILE = "secret_key"
VAPID_FILE = "vapid_key"


def load_or_create_secret_key(data_dir: Path) -> str:
    """Return the key kept in the data folder, made once and readable by its owner only."""
    return _load_or_create(data_dir, KEY_FILE, new=secrets.token_urlsafe(64), least=50)


def load_or_create_vapid_key(data_dir: Path) -> str:
    """Return the key by which browsers know whose notices they get, made once.

    A new one would cut off every browser that subscribed with the old.
    """
    # Any 32 bytes are a key of the curve but for a few whose first four are all ones.
    raw = bytes([secrets.randbelow(255)]) + secrets.token_bytes(31)
    new = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return _load_or_create(data_dir, VAPID_FILE, new=new, least=43)


def _load_or_create(data_dir: Path, name: str, *, new: str, least: int) -> str:
    path = data_dir / name
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _create(path, new)
        key = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadEnvironment(f"DATA_DIR cannot be used ({error.strerror}): {data_dir}") from None
    if len(key) < least:
        raise BadEnvironment(f"{path} holds no usable key; remove it to have a new one made.")
    return key


def _create(path: Path, text: str) -> None:
    # Written aside and linked into place: of two processes starting at once the first one's
    # key stands, and neither ever reads half a key.
    own = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text + "\n")
        try:
            os.link(own, path)
        except FileExistsError:
            return
    finally:
        own.unlink()
