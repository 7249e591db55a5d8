"""What a turn put before the person and what they did in it, kept for figures and audits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from chat.cards import JobDetail
from chat.engines.base import ShowCard, TurnContext, Used
from jobassist.ai.embedder import get_embedder
from jobs.search import RANKING_VERSION
from recruiting.services import Act, ActedIn, ShownBy, record_acts, record_ranking


def is_counted(step: ShowCard) -> bool:
    """Return whether a card is a recommendation or a job that was opened."""
    return bool(step.ranking) or isinstance(step.card, JobDetail)


def build_place(context: TurnContext, used: Used | None = None) -> ActedIn:
    """Return where the person is, for what they do there."""
    place = ActedIn(
        conversation_id=context.conversation.id,
        round=context.state.round,
        scene=context.conversation.scene,
        language=context.lang,
    )
    if used is None:
        return place
    return ActedIn(
        place.conversation_id,
        place.round,
        scene=place.scene,
        language=place.language,
        engine=used.engine,
        provider=used.provider,
        prompt_version=used.prompt_version,
    )


def record_turn(
    context: TurnContext,
    *,
    turn_id: uuid.UUID,
    used: Used,
    cards: Sequence[ShowCard],
    has_ended: bool,
    now: datetime,
) -> None:
    """Record what these cards showed, and once, as the turn ends, that the person wrote.

    Belongs into the transaction in which the cards are shown.
    """
    place = build_place(context, used)
    for step in cards:
        if not step.ranking:
            continue
        record_ranking(
            context.user,
            step.ranking,
            shown_by=ShownBy(
                conversation_id=place.conversation_id,
                turn_id=turn_id,
                item_id=step.item_id,
                round=place.round,
                scene=place.scene,
                engine=place.engine,
                provider=place.provider,
                prompt_version=place.prompt_version,
                language=place.language,
            ),
            inputs=step.inputs,
            embedder=get_embedder().model_name,
            ranking_version=RANKING_VERSION,
            now=now,
        )
    acts = [
        Act("opened", int(step.card.data.job.job_id))
        for step in cards
        if isinstance(step.card, JobDetail)
    ]
    if has_ended:
        acts.insert(0, Act("wrote"))
    record_acts(context.user, acts, acted_in=place, now=now)
