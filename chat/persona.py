"""Who the assistant is in each scene: the background layer of the app."""

from typing import Literal

from django.utils.translation import gettext as _

from chat.events import Persona, Scene

_MOODS: dict[str, Literal["calm", "cheerful", "focused", "encouraging"]] = {
    "find": "cheerful",
    "resume": "focused",
    "interview": "encouraging",
    "applications": "calm",
    "alerts": "calm",
    "ask": "focused",
}


def persona_for(scene: Scene | str) -> Persona:
    """Return name, avatar key and mood for a scene, in the active language."""
    return Persona(
        name=_("Mai"),
        avatar="mai",
        mood=_MOODS[scene],
        scene=scene,
    )
