"""A résumé for one posting holds the same values, those that the posting asks for first."""

from resumes.pointers import leaves_of
from resumes.tailoring import tailor_document

DOCUMENT = {
    "basics": {"name": "Sarah Okafor"},
    "work": [
        {"name": "Shop", "position": "Cashier", "startDate": "2021"},
        {
            "name": "Old Infirmary",
            "position": "Staff Nurse",
            "highlights": ["Kept the stock of the kitchen", "Cared for patients after a stroke"],
        },
    ],
    "skills": [{"name": "Baking"}, {"name": "Phlebotomy"}, {"name": "Driving"}],
}


def tailor(title, text):
    return tailor_document(DOCUMENT, title=title, text=text)


def test_what_is_asked_for_comes_first_and_time_keeps_its_order():
    made = tailor("Stroke nurse", "Care for stroke patients. Phlebotomy is needed.")
    assert made.document["skills"][0] == {"name": "Phlebotomy"}
    assert made.document["work"][1]["highlights"][0] == "Cared for patients after a stroke"
    assert [each["name"] for each in made.document["work"]] == ["Shop", "Old Infirmary"]
    assert made.first == ("Phlebotomy", "Cared for patients after a stroke")


def test_nothing_is_added_or_lost():
    made = tailor("Baker", "Baking at night, 15 years of it, in Rust")
    before = sorted(str(value) for _pointer, value in leaves_of(DOCUMENT))
    assert sorted(str(value) for _pointer, value in leaves_of(made.document)) == before


def test_what_the_posting_does_not_speak_of_stays_in_its_order():
    made = tailor_document(
        DOCUMENT, title="?", text="", nearness=lambda lines, _posting: [0.0] * len(lines)
    )
    assert (made.document, made.first) == (DOCUMENT, ())


def test_an_empty_resume_stays_empty():
    assert tailor_document({}, title="Nurse", text="Nights").document == {}
