"""A question of a member of a company, read with the company's own names, by rules or a model."""

from datetime import date

from asgiref.sync import async_to_sync

from jobassist.accounts.models import Company, User
from jobassist.ai.chat_model import get_chat_model, is_model_configured
from jobassist.logs import get_logger
from jobassist.providers.routing import Asker

from .asking import understand
from .asking.by_model import is_unsure, understand_with
from .catalog import build_catalog
from .types import FiguresError, FiguresQuery

logger = get_logger(__name__)


def ask_figures(
    company: Company | None,
    question: str,
    *,
    context: FiguresQuery | None,
    today: date,
    viewer: User,
) -> FiguresQuery | FiguresError:
    """Return the query that a question means, or the named error. The caller has checked the viewer.

    Rules first; a configured model reads what they find no figure in, checked the same way.
    Neither the question nor the answer is logged.
    """
    catalog = build_catalog(company)
    found = understand(question, catalog=catalog, context=context, today=today)
    if is_unsure(found) and is_model_configured():
        asked = async_to_sync(understand_with)(
            get_chat_model(
                asker=Asker(
                    key=str(viewer.pk),
                    user_id=viewer.pk,
                    company_id=company.pk if company is not None else None,
                )
            ),
            question,
            by_rules=found,
            catalog=catalog,
            context=context,
            today=today,
        )
        logger.info("figures_asked_of_model", is_read=isinstance(asked, FiguresQuery))
        return asked
    return found
