"""Findings in plain words, for the recruiter whose posting is held back and the operator."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "fee_upfront": _("It asks for money before work begins: a fee, a deposit or a purchase."),
    "money_mule": _("It asks people to take in or pass on money, or to lend their bank account."),
    "account_rental": _("It wants to rent or buy people's accounts, cards or names."),
    "parcel_forwarding": _("It asks people to take in parcels at home and send them on."),
    "fake_orders": _("It pays for fake orders, likes or reviews, or for tasks with a stake."),
    "asks_identity": _("It asks for identity papers or bank details with the application."),
    "training_loan": _("It sells a training on credit, with the job only promised afterwards."),
    "adult_work": _("It offers adult work."),
    "overseas_lure": _(
        "It promises high pay abroad for work that needs no skill, all expenses paid."
    ),
    "check_or_equipment": _("It sends cheques, or asks people to buy equipment or gift cards."),
    "off_platform_interview": _("The interview is held in a messenger only."),
    "chat_only_contact": _("The only contact is a messenger."),
    "earnings_hype": _("It promises earnings rather than naming pay."),
    "guaranteed_income": _("It guarantees an income."),
    "pyramid": _("People earn by bringing in others, or have to run a business of their own."),
    "easy_home_work": _("It promises easy work from home."),
    "no_requirements": _("It asks for nothing at all."),
    "urgency": _("It presses people to act at once."),
    "redirected_application": _("It sends applicants to another address."),
    "middleman": _("It speaks for somebody else who is hiring."),
    "pay_range_absurd": _("The two ends of the pay are too far apart to be meant."),
    "pay_high_for_work": _("The pay is far above what this work is worth."),
    "free_mail": _("The contact is an address of a free mail service."),
    "shouting": _("It shouts."),
    "ad_title_of_article": _("The title is that of an article, not of a job."),
    "ad_recommends": _("It recommends an agency or a platform."),
    "ad_praises_agency": _("It praises an agency or a platform."),
    "ad_first_person": _("It tells a story in the first person."),
    "ad_lure": _("It asks people to follow, add or visit somebody."),
    "ad_agency_services": _("It offers services of an agency."),
    "ad_essay": _("It is written as an essay."),
    "ad_about_job_search": _("It is about looking for work, not about a job."),
    "ad_many_openings": _("It lists many openings in one text."),
    "ad_course_for_sale": _("It sells a course."),
    "ad_no_opening": _("It names neither tasks nor requirements."),
}


def explain_reason(code: str) -> str:
    """Return a signal in a sentence of the current language."""
    return str(WORDS.get(code, code))
