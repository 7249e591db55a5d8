"""Who the assistant is in each scene: the background layer of the app, and a model's manner."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

from chat.describe import is_chinese
from chat.events import Persona, Scene

Mood = Literal["calm", "cheerful", "focused", "encouraging"]
_MOODS: dict[str, Mood] = {
    "find": "cheerful",
    "resume": "focused",
    "interview": "encouraging",
    "applications": "calm",
    "alerts": "calm",
    "ask": "focused",
}
TONE = "the way a friendly expert talks: short, concrete"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class Character(BaseModel):
    """What an installation says of its persona; what it leaves out is as we made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name | None = None
    name_zh: Name | None = None
    avatar: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,40}$")] | None = None
    mood: Mood | None = None
    # In English, for a model: how it talks. The rules' sentences stay as they are.
    tone: Line | None = None


_FILE: TypeAdapter[Any] = TypeAdapter(dict[Scene | Literal["all"], Character])


def read_characters(path: str) -> dict[str, Character]:
    """Return the persona file's characters by scene; raises ValueError where it is none."""
    return dict(_FILE.validate_python(json.loads(Path(path).read_text(encoding="utf-8"))))


@lru_cache(maxsize=4)
def _characters(path: str) -> dict[str, Character]:
    return read_characters(path) if path else {}


def character_for(scene: Scene | str) -> Character:
    """Return what the installation says of a scene's persona, over what it says of all."""
    known = _characters(settings.PERSONA_FILE)
    fields: dict[str, str] = {}
    for key in ("all", scene):
        if key in known:
            fields |= known[key].model_dump(exclude_none=True)
    return Character.model_validate(fields)


def persona_for(scene: Scene | str) -> Persona:
    """Return name, avatar key and mood for a scene, in the active language."""
    mood = _MOODS[scene]
    character = character_for(scene)
    name = (character.name_zh if is_chinese() else None) or character.name
    return Persona(
        name=name or _("Mai"),
        avatar=character.avatar or "mai",
        mood=character.mood or mood,
        scene=scene,
    )


def tone_for(scene: Scene | str) -> str:
    """Return how a model is to talk in a scene."""
    return character_for(scene).tone or TONE
