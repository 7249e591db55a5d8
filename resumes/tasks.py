"""Background work: a name, arguments, one service call each. Arguments are ids only."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services


@app.task(
    queue="embedding",
    name="resumes.embed_roles",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def embed_roles(resume_id: str) -> None:
    """Embed the roles of a confirmed résumé."""
    services.embed_roles(resume_id)
