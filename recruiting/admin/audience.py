"""Who would see a posting, beside its form: counts in steps, and nobody's name."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobassist.accounts import audit
from jobassist.accounts.scoped_admin import user_of
from jobassist.active_language import active_lang
from jobs.models import Posting
from jobs.posting_pages import PostingPage, register_page
from recruiting.audience import count_audience
from recruiting.candidates import get_posting_of


def show_audience(
    request: HttpRequest, context: dict[str, Any], posting: Posting | None
) -> HttpResponse:
    """Return the page; a posting without a company is nobody's to count for."""
    if posting is None or posting.company is None:
        raise Http404
    audit.record_look(
        user_of(request),
        company=posting.company,
        action="counted",
        kind="audience",
        object_id=posting.pk,
    )
    found = count_audience(
        posting.company,
        get_posting_of(posting.company, posting.pk),
        lang=active_lang(),
        now=timezone.now(),
    )
    context |= {"audience": found, "subtitle": posting.title}
    return TemplateResponse(request, "admin/recruiting/audience.html", context)


register_page(
    PostingPage("audience", _("Who would see this"), "groups", show_audience, is_of_one=True)
)
