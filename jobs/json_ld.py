"""A posting as schema.org's JobPosting in JSON-LD, every value from its rows; pure.

Follows Google's rules for job postings: what is not known is left out, never guessed.
"""

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


def build_json_ld(posting: Posting) -> dict[str, Any]:
    """Return the JSON-LD object. The posting needs employer, source and locations loaded."""
    data: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": posting.title,
        "description": posting.description_html or posting.title,
        "identifier": {
            "@type": "PropertyValue",
            "name": posting.source.key,
            "value": posting.external_id,
        },
        "directApply": posting.direct_apply,
    }
    if posting.date_posted:
        data["datePosted"] = posting.date_posted.isoformat()
    if posting.valid_through:
        data["validThrough"] = posting.valid_through.isoformat()
    if posting.employment_type:
        data["employmentType"] = _EMPLOYMENT[posting.employment_type]
    if posting.employer:
        organisation = {"@type": "Organization", "name": posting.employer.name}
        if posting.employer.website:
            organisation["sameAs"] = posting.employer.website
        data["hiringOrganization"] = organisation
    places = [_place(location) for location in posting.locations.all()]
    if places:
        data["jobLocation"] = places
    if posting.job_location_type:
        data["jobLocationType"] = posting.job_location_type
        if posting.eligible_countries:
            data["applicantLocationRequirements"] = [
                {"@type": "Country", "name": country} for country in posting.eligible_countries
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
    if posting.url:
        data["url"] = posting.url
    return data


def _place(location: PostingLocation) -> dict[str, Any]:
    address: dict[str, Any] = {"@type": "PostalAddress"}
    if location.district and not location.city:
        address["addressLocality"] = location.district
    elif location.city:
        address["addressLocality"] = location.city
    elif not location.country:
        address["addressLocality"] = location.raw
    if location.region:
        address["addressRegion"] = location.region
    if location.country:
        address["addressCountry"] = location.country
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
