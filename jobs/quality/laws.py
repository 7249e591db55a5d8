"""Which rule forbids to choose people by something, where: article by article, as far as there is one.

Not advice: enough for a person to look it up and to ask whoever advises them.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import Ground

_PROMOTION = _("China, Employment Promotion Law, art. 3: equal chances in employment")
_ADVERTS = _(
    "China, Interim Regulations on the Human Resources Market, art. 24: no discriminatory content "
    "in advertisements"
)
_CN: dict[Ground, tuple[str | Promise, ...]] = {
    "sex": (
        _(
            "China, Law on the Protection of Women's Rights and Interests, art. 43: no job for men "
            "only or men first"
        ),
        _("China, Employment Promotion Law, art. 27: no refusal for sex"),
        _("China, Labour Law, art. 13: women are not refused and not held to a higher bar"),
        _(
            "MOHRSS notice 2019 no. 17: an advertisement sets no sex, except where the State says so"
        ),
    ),
    "age": (
        _PROMOTION,
        _("No statute names age; courts and labour offices ask whether the work needs the limit"),
    ),
    "family": (
        _(
            "China, Law on the Protection of Women's Rights and Interests, art. 43: no questions, "
            "tests or conditions about marriage, pregnancy or children"
        ),
        _("China, Employment Promotion Law, art. 27: no limits on marriage or birth"),
        _("MOHRSS notice 2019 no. 17: nobody is asked about marriage or children"),
    ),
    "origin": (
        _("China, Employment Promotion Law, art. 31: no limits for workers from the countryside"),
        _(
            "China, Supreme People's Court, guiding case 185: nobody is refused for where they are from"
        ),
        _("State Council General Office 2013 no. 35: no household register asked of graduates"),
    ),
    "race": (
        _("China, Employment Promotion Law, art. 28: all ethnic groups have equal labour rights"),
        _("China, Labour Law, art. 12: no discrimination by ethnic group, race, sex or faith"),
        _ADVERTS,
    ),
    "religion": (
        _("China, Labour Law, art. 12: no discrimination by ethnic group, race, sex or faith"),
        _ADVERTS,
    ),
    "health": (
        _(
            "China, Employment Promotion Law, art. 30: carriers of an infection are refused only "
            "for work that the State closes to them"
        ),
        _("MOHRSS notice 2010 no. 12: no hepatitis B test on hiring"),
    ),
    "disability": (
        _("China, Law on the Protection of Disabled Persons, art. 38: no discrimination in hiring"),
        _("China, Employment Promotion Law, art. 29: no discrimination against disabled people"),
    ),
    "looks": (
        _PROMOTION,
        _("China, Labour Contract Law, art. 8: ask only what the contract is about"),
    ),
    "sign": (
        _PROMOTION,
        _("China, Labour Contract Law, art. 8: ask only what the contract is about"),
    ),
    "school": (
        _PROMOTION,
        _(
            "State plan for the reform of education assessment, 2020: public employers set no "
            "school and no mode of study"
        ),
    ),
}
_GB: dict[Ground, tuple[str | Promise, ...]] = {
    "sex": (_("UK, Equality Act 2010, s. 11 and 39: sex"),),
    "age": (_("UK, Equality Act 2010, s. 5 and 39: age"),),
    "family": (_("UK, Equality Act 2010, s. 8, 18 and 39: marriage, pregnancy and maternity"),),
    "origin": (_("UK, Equality Act 2010, s. 9 and 39: race, which includes nationality"),),
    "race": (_("UK, Equality Act 2010, s. 9 and 39: race, which includes nationality"),),
    "religion": (_("UK, Equality Act 2010, s. 10 and 39: religion or belief"),),
    "health": (_("UK, Equality Act 2010, s. 6, 39 and 60: disability, questions about health"),),
    "disability": (
        _("UK, Equality Act 2010, s. 6, 39 and 60: disability, questions about health"),
    ),
    "looks": (_("UK, Equality Act 2010, s. 19: indirect discrimination, by sex, age or race"),),
}
_US: dict[Ground, tuple[str | Promise, ...]] = {
    "sex": (_("US, Civil Rights Act of 1964, Title VII, 42 USC 2000e-3(b): sex in advertisements"),),
    "age": (_("US, Age Discrimination in Employment Act, 29 USC 623(e) and 29 CFR 1625.4"),),
    "family": (
        _("US, Title VII with the Pregnancy Discrimination Act, 42 USC 2000e(k)"),
    ),
    "origin": (
        _("US, Title VII, 29 CFR 1606: national origin; 8 USC 1324b: citizenship"),
    ),
    "race": (_("US, Civil Rights Act of 1964, Title VII, 42 USC 2000e-3(b): race"),),
    "religion": (_("US, Civil Rights Act of 1964, Title VII, 42 USC 2000e-3(b): religion"),),
    "health": (_("US, Americans with Disabilities Act, 42 USC 12112"),),
    "disability": (_("US, Americans with Disabilities Act, 42 USC 12112"),),
    "looks": (_("US, Title VII: a demand on looks often weighs on sex, race or age"),),
}  # fmt: skip
_BY_COUNTRY = {"CN": (_CN,), "GB": (_GB,), "US": (_US,)}


def list_laws(ground: Ground, *, country: str, lang: str) -> tuple[str, ...]:
    """Return the rules of the country, or those most readers of the language live under."""
    books = _BY_COUNTRY.get(country) or ((_CN,) if lang == "zh" else (_GB, _US))
    found = tuple(str(law) for book in books for law in book.get(ground, ()))
    return found or tuple(str(law) for law in _CN.get(ground, ()))
