"""Google's published rules for JobPosting as code: what its test of rich results would say.

Written from "Job posting (JobPosting) structured data": required and recommended properties,
their types and enumerations. Each finding is a line.
"""

import re
from datetime import date, datetime
from typing import Any

EMPLOYMENT_TYPES = {
    "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER",
}  # fmt: skip
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}
CREDENTIALS = {
    "high school", "associate degree", "bachelor degree", "professional certificate",
    "postgraduate degree",
}  # fmt: skip
KNOWN = {
    "@context", "@type", "title", "description", "datePosted", "validThrough", "employmentType",
    "hiringOrganization", "jobLocation", "jobLocationType", "applicantLocationRequirements",
    "baseSalary", "identifier", "directApply", "skills", "experienceRequirements",
    "educationRequirements", "url",
}  # fmt: skip
PLACEHOLDERS = {"", "n/a", "na", "none", "null", "confidential", "unknown", "anonymous", "保密"}


def find_faults(data: dict[str, Any]) -> list[str]:
    """Return what the rules object to; empty for a posting that passes."""
    faults: list[str] = []

    def need(holds: bool, fault: str) -> None:
        if not holds:
            faults.append(fault)

    need(str(data.get("@context", "")).startswith("https://schema.org"), "@context")
    need(data.get("@type") == "JobPosting", "@type")
    need(set(data) <= KNOWN, f"unknown properties {set(data) - KNOWN}")
    title = data.get("title")
    need(isinstance(title, str) and bool(title.strip()), "title is required")
    need("<" not in str(title) or ">" not in str(title), "title holds markup")
    text = data.get("description")
    need(isinstance(text, str) and bool(text.strip()), "description is required")
    need(str(text).strip() != str(title).strip(), "description is the title")
    need(not re.search(r"<\s*(script|style|img|iframe)\b", str(text), re.I), "unsafe description")
    posted = _day(data.get("datePosted"))
    need(posted is not None, "datePosted is required, in ISO 8601")
    if "validThrough" in data:
        through = _day(data["validThrough"])
        need(through is not None, "validThrough in ISO 8601")
    organisation = data.get("hiringOrganization")
    need(
        isinstance(organisation, dict)
        and organisation.get("@type") == "Organization"
        and str(organisation.get("name", "")).strip().lower() not in PLACEHOLDERS,
        "hiringOrganization with a name is required",
    )
    is_remote = data.get("jobLocationType") == "TELECOMMUTE"
    need(data.get("jobLocationType") in (None, "TELECOMMUTE"), "jobLocationType")
    places = data.get("jobLocation", [])
    places = places if isinstance(places, list) else [places]
    need(bool(places) or is_remote, "jobLocation is required")
    for place in places:
        address = place.get("address", {})
        need(place.get("@type") == "Place", "jobLocation is a Place")
        need(address.get("@type") == "PostalAddress", "address is a PostalAddress")
        need(bool(re.fullmatch(r"[A-Z]{2}", address.get("addressCountry", ""))), "addressCountry")
        need(not str(address.get("addressRegion", "")).isdigit(), "addressRegion is a name")
    allowed = data.get("applicantLocationRequirements", [])
    need(bool(allowed) == is_remote, "TELECOMMUTE and applicantLocationRequirements go together")
    for each in allowed:
        need(each.get("@type") in ("Country", "State") and bool(each.get("name")), "requirement")
    kinds = data.get("employmentType", [])
    kinds = kinds if isinstance(kinds, list) else [kinds]
    need(set(kinds) <= EMPLOYMENT_TYPES, "employmentType")
    need(isinstance(data.get("directApply", False), bool), "directApply is true or false")
    if "baseSalary" in data:
        faults += _find_pay_faults(data["baseSalary"])
    identifier = data.get("identifier", {})
    need(
        identifier.get("@type") == "PropertyValue"
        and bool(identifier.get("name"))
        and bool(identifier.get("value")),
        "identifier",
    )
    if experience := data.get("experienceRequirements"):
        months = experience.get("monthsOfExperience")
        need(isinstance(months, int) and months > 0, "monthsOfExperience")
    if education := data.get("educationRequirements"):
        need(education.get("credentialCategory") in CREDENTIALS, "credentialCategory")
    if "url" in data:
        need(data["url"].startswith(("http://", "https://")), "url")
    return faults


def _find_pay_faults(pay: dict[str, Any]) -> list[str]:
    value = pay.get("value", {})
    low, high = value.get("minValue"), value.get("maxValue")
    checks = {
        "baseSalary is a MonetaryAmount": pay.get("@type") == "MonetaryAmount",
        "currency in ISO 4217": bool(re.fullmatch(r"[A-Z]{3}", str(pay.get("currency")))),
        "value is a QuantitativeValue": value.get("@type") == "QuantitativeValue",
        "unitText": value.get("unitText") in UNITS,
        "an amount": any(value.get(k) is not None for k in ("value", "minValue", "maxValue")),
        "amounts in order": low is None or high is None or low <= high,
        "amounts are positive": all(
            value[k] > 0 for k in ("value", "minValue", "maxValue") if value.get(k) is not None
        ),
    }
    return [fault for fault, holds in checks.items() if not holds]


def _day(text: Any) -> date | datetime | None:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except (TypeError, ValueError):
        return None
