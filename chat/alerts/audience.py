"""How many people's standing searches a posting answers: a count, for whoever wrote the posting."""

from datetime import datetime

import numpy as np
from django.db.models import QuerySet

from chat.alerts.services import criteria_of
from chat.models import Alert
from jobassist.accounts.models import User
from jobassist.ai.embedder import get_embedder
from jobs.models import Posting
from jobs.search import JobQuery, match_posting
from recruiting.audience import is_shown

# The newest are looked through; beyond, it is "at least".
MAX_ALERTS = 200


def count_people(posting: Posting, owners: QuerySet[User], now: datetime) -> int:
    """Return of how many of `owners` a standing search would bring the posting.

    One query and one batch to embed; a query more for each search that refuses something.
    """
    alerts = list(
        Alert.objects.filter(state=Alert.State.ACTIVE, user__in=owners).order_by("-updated_at")[
            :MAX_ALERTS
        ]
    )
    wanted = [(alert, criteria_of(alert)) for alert in alerts]
    wanted = [(alert, criteria) for alert, criteria in wanted if criteria.titles]
    if not wanted:
        return 0
    embedder = get_embedder()
    texts = list(dict.fromkeys(criteria.titles[0] for _alert, criteria in wanted))
    vectors = np.asarray(embedder.embed_queries([posting.title, *texts]), dtype=np.float32)
    likeness = dict(zip(texts, (vectors[1:] @ vectors[0]).tolist(), strict=True))
    people = set()
    for alert, criteria in wanted:
        near = float(likeness[criteria.titles[0]])
        hit = match_posting(
            JobQuery(criteria=criteria, lang="zh" if alert.lang == "zh" else "en", now=now),
            posting,
            distance=1.0 - near,
            title_similarity=near,
        )
        if hit is not None and is_shown(hit.explanation):
            people.add(alert.user_id)
    return len(people)
