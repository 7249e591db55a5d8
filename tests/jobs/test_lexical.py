"""Terms and impacts of the lexical leg."""

from jobs.lexical import TERM_SPACE, PostingText, build_sparse_text, build_terms, term_number


def text(**changes: object) -> PostingText:
    fields: dict[str, object] = {
        "title": "Python Developer",
        "title_key": "python developer",
        "family": "python-developer",
        "skills": ("Django",),
        "skill_keys": ("python", "django"),
        "tags": ("IT",),
        "body": "You write Python services and talk to product people.",
    }
    return PostingText(**{**fields, **changes})  # type: ignore[arg-type]


def test_numbers_are_stable_and_fit() -> None:
    # Stored in the database: another value would orphan every row.
    assert (term_number("python"), term_number("护士")) == (12654257, 552914090)
    assert all(0 <= term_number(str(i)) < TERM_SPACE for i in range(1000))


def test_a_title_word_weighs_more_than_a_body_word() -> None:
    all_terms, telling = build_terms(text())
    assert all_terms[term_number("python")] > all_terms[term_number("product")]
    assert term_number("f:python-developer") in telling
    assert term_number("s:django") in telling
    assert term_number("t:python developer") in telling
    assert term_number("product") not in telling
    assert set(telling) <= set(all_terms)


def test_the_same_word_in_a_longer_text_counts_less() -> None:
    short, _ = build_terms(text())
    long, _ = build_terms(text(body="word " * 2000))
    assert long[term_number("python")] < short[term_number("python")]


def test_terms_are_bounded() -> None:
    all_terms, telling = build_terms(text(body=" ".join(f"w{i}" for i in range(5000))))
    assert len(all_terms) <= 400
    assert len(telling) <= 48


def test_the_sparse_text_is_what_postgres_reads() -> None:
    assert build_sparse_text({4: 1.5, 0: 2.0, 7: 0.0}) == f"{{1:2,5:1.5}}/{TERM_SPACE}"
    assert build_sparse_text({}) == f"{{}}/{TERM_SPACE}"
