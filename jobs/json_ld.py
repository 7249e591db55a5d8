"""A posting as schema.org's JobPosting in JSON-LD, every value from its rows; pure.

Follows Google's rules for job postings: what is not known is left out, never guessed, and where
something required is not known there is no JSON-LD at all.
"""

import json
from datetime import datetime
from typing import Any

from .models import Posting, PostingLocation

_EMPLOYMENT = {
    "full_time": "FULL_TIME",
    "part_time": "PART_TIME",
    "contract": "CONTRACTOR",
    "temporary": "TEMPORARY",
    "internship": "INTERN",
}
_UNITS = {"hour": "HOUR", "day": "DAY", "month": "MONTH", "year": "YEAR"}
_CREDENTIALS = {
    "high_school": "high school",
    "associate": "associate degree",
    "bachelor": "bachelor degree",
    "master": "postgraduate degree",
    "doctor": "postgraduate degree",
}


# In a script element these would end it, or begin a comment or an entity.
_SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def build_json_ld(
    posting: Posting, *, now: datetime, page_url: str | None = None
) -> dict[str, Any] | None:
    """Return the JSON-LD object, or None for what is closed or lacks something required.

    Required are title, text, the day it was posted, who hires, and a place with its country, or
    remote work with the countries it is open to. `page_url` is the page of ours it stands on,
    where nobody applies directly. The posting needs employer, source and locations loaded.
    """
    if posting.status != Posting.Status.ACTIVE:
        return None
    if posting.valid_through is not None and posting.valid_through <= now:
        return None
    # A title is no description, whatever the source put there.
    has_text = posting.description_text.strip() not in ("", posting.title.strip())
    if not (posting.date_posted and posting.employer and has_text):
        return None
    locations = [each for each in posting.locations.all() if each.country]
    countries = posting.eligible_countries or [each.country for each in locations]
    is_remote = posting.job_location_type is not None and not posting.is_hybrid
    if not locations and not (is_remote and countries):
        return None
    organisation = {"@type": "Organization", "name": posting.employer.name}
    if posting.employer.website:
        organisation["sameAs"] = posting.employer.website
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": posting.description_html,
        "identifier": {
            "@type": "PropertyValue",
            "name": posting.source.key,
            "value": posting.external_id,
        },
        "datePosted": posting.date_posted.isoformat(),
        "hiringOrganization": organisation,
        "directApply": posting.direct_apply and page_url is None,
    }
    if posting.valid_through:
        data["validThrough"] = posting.valid_through.isoformat()
    if posting.employment_type:
        data["employmentType"] = _EMPLOYMENT[posting.employment_type]
    if locations:
        data["jobLocation"] = [_place(location) for location in locations]
    if is_remote and countries:
        data["jobLocationType"] = posting.job_location_type
        data["applicantLocationRequirements"] = [
            {"@type": "Country", "name": country} for country in dict.fromkeys(countries)
        ]
    if salary := _salary(posting):
        data["baseSalary"] = salary
    if posting.skills:
        data["skills"] = ", ".join(posting.skills)
    if posting.experience_min:
        data["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": round(posting.experience_min * 12),
        }
    if posting.education and posting.education in _CREDENTIALS:
        data["educationRequirements"] = {
            "@type": "EducationalOccupationalCredential",
            "credentialCategory": _CREDENTIALS[posting.education],
        }
    if page_url or posting.url:
        data["url"] = page_url or posting.url
    return data


def build_script_text(data: dict[str, Any]) -> str:
    """Return the object as text that is safe inside a script element."""
    return json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES)


def _place(location: PostingLocation) -> dict[str, Any]:
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": location.country}
    if location.city or location.district:
        address["addressLocality"] = location.city or location.district
    # A number of some list is no name of a region.
    if location.region and not location.region.isdigit():
        address["addressRegion"] = location.region
    place: dict[str, Any] = {"@type": "Place", "address": address}
    if location.lat is not None and location.lon is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": location.lat,
            "longitude": location.lon,
        }
    return place


def _salary(posting: Posting) -> dict[str, Any] | None:
    low, high = posting.salary_min, posting.salary_max
    if (low is None and high is None) or not posting.salary_currency or not posting.salary_period:
        return None
    value: dict[str, Any] = {
        "@type": "QuantitativeValue",
        "unitText": _UNITS[posting.salary_period],
    }
    if low is not None and low == high:
        value["value"] = low
    else:
        if low is not None:
            value["minValue"] = low
        if high is not None:
            value["maxValue"] = high
    return {"@type": "MonetaryAmount", "currency": posting.salary_currency, "value": value}
