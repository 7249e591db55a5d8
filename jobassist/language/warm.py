"""Loads every lexicon at once, so that the first message does not pay for it."""

from . import places, skills, text, titles


def load_lexicons() -> None:
    """Load what the finders load at their first call: about a second, once a process."""
    sample = "上海 nurse 护士 python"
    text.segment(sample)
    text.index_terms(sample)
    places.find_places(sample)
    titles.find_titles(sample)
    skills.find_skills(sample)
