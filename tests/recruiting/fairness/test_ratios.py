"""Impact ratios against examples reckoned by hand, as New York City's rules lay them out."""

from decimal import Decimal

import pytest

from recruiting.fairness.ratios import Counted, build_table, build_tables


def people(group: str, name: str, total: int, selected: int) -> list[Counted]:
    return [Counted({name: group}, is_selected=n < selected) for n in range(total)]  # type: ignore[dict-item]


def ratios(table) -> dict[tuple[str, ...], tuple[str, str]]:
    return {row.group: (str(row.rate), str(row.ratio)) for row in table.rows}


def test_selection_rates_by_sex():
    # 667/1390 = 0.47986…, 555/1181 = 0.46994…; 0.46994/0.47986 = 0.97934…
    table = build_table(
        people("male", "sex", 1390, 667) + people("female", "sex", 1181, 555),
        by=("sex",),
        measure="selection",
    )
    assert ratios(table) == {("male",): ("0.480", "1.000"), ("female",): ("0.470", "0.979")}


def test_selection_rates_by_race_leave_out_under_two_percent_and_say_so():
    # 2,584 people; 2 % are 51.68. The best is white: 412/797 = 0.516939.
    # hispanic 204/408 = 0.5      → 0.967233
    # black    170/390 = 0.435897 → 0.843227
    # asian    302/616 = 0.490260 → 0.948390
    # pacific   52/119 = 0.436975 → 0.845312
    # several   96/213 = 0.450704 → 0.871872
    # native     18/41 = 0.439024, 1.59 %: left out.
    table = build_table(
        people("hispanic", "race", 408, 204)
        + people("white", "race", 797, 412)
        + people("black", "race", 390, 170)
        + people("pacific", "race", 119, 52)
        + people("asian", "race", 616, 302)
        + people("native", "race", 41, 18)
        + people("several", "race", 213, 96)
        + [Counted({}, is_selected=True)] * 12,
        by=("race",),
        measure="selection",
    )
    assert ratios(table) == {
        ("white",): ("0.517", "1.000"),
        ("asian",): ("0.490", "0.948"),
        ("hispanic",): ("0.500", "0.967"),
        ("black",): ("0.436", "0.843"),
        ("several",): ("0.451", "0.872"),
        ("pacific",): ("0.437", "0.845"),
        ("native",): ("0.439", "None"),
    }
    assert table.rows[-1].left_out == "under_2_percent"
    assert (table.known, table.unknown) == (2584, 12)


def test_a_group_that_is_left_out_is_nobodys_measure():
    # All five of the smallest are selected: were they the best, nobody else would reach 0.5.
    table = build_table(
        people("white", "race", 500, 250) + people("native", "race", 5, 5),
        by=("race",),
        measure="selection",
    )
    assert ratios(table)["white",] == ("0.500", "1.000")


def test_sex_and_race_together():
    # white men 30/60 = 0.5; white women 20/50 = 0.4 → 0.8; black men 12/40 = 0.3 → 0.6;
    # black women 10/30 = 0.333… → 0.667
    def both(sex: str, race: str, total: int, selected: int) -> list[Counted]:
        return [Counted({"sex": sex, "race": race}, is_selected=n < selected) for n in range(total)]

    table = build_table(
        both("male", "white", 60, 30)
        + both("female", "white", 50, 20)
        + both("male", "black", 40, 12)
        + both("female", "black", 30, 10)
        # Who says only one of them is in no row of both.
        + [Counted({"sex": "male"})] * 7,
        by=("sex", "race"),
        measure="selection",
    )
    assert ratios(table) == {
        ("male", "white"): ("0.500", "1.000"),
        ("female", "white"): ("0.400", "0.800"),
        ("male", "black"): ("0.300", "0.600"),
        ("female", "black"): ("0.333", "0.667"),
    }
    assert table.unknown == 7


def test_scores_above_the_median_of_everybody_who_was_scored():
    # Ten scores of women 0.1 … 1.0, ten of men 0.05 … 0.95, two of people who said nothing (0.99).
    # Sorted, the 11th and 12th of 22 are 0.55 and 0.6: median 0.575.
    # Women above: 0.6 0.7 0.8 0.9 1.0 = 5/10. Men: 0.65 0.75 0.85 0.95 = 4/10 → 0.8.
    counted = (
        [Counted({"sex": "female"}, score=n / 10) for n in range(1, 11)]
        + [Counted({"sex": "male"}, score=n / 10 - 0.05) for n in range(1, 11)]
        + [Counted({}, score=0.99)] * 2
        + [Counted({"sex": "male"})] * 50
    )
    by_sex = build_tables(counted, measure="scoring")[0]
    assert by_sex.median == pytest.approx(0.575)
    assert ratios(by_sex) == {("female",): ("0.500", "1.000"), ("male",): ("0.400", "0.800")}
    assert (by_sex.known, by_sex.unknown) == (20, 2)


def test_a_score_at_the_median_is_not_above_it():
    counted = [Counted({"sex": "male"}, score=0.5)] * 9
    assert build_tables(counted, measure="scoring")[0].rows[0].rate == Decimal("0.000")


def test_few_people_are_not_told_about():
    table = build_table(
        people("female", "sex", 4, 4) + people("male", "sex", 40, 10), by=("sex",),
        measure="selection",
    )  # fmt: skip
    few = table.rows[-1]
    assert (few.left_out, few.people, few.count, few.rate, few.ratio) == (
        "too_few", None, None, None, None,
    )  # fmt: skip


def test_nobody_selected_has_no_ratio():
    table = build_table(people("male", "sex", 10, 0), by=("sex",), measure="selection")
    assert (str(table.rows[0].rate), table.rows[0].ratio) == ("0.000", None)


def test_nobody_at_all_is_an_empty_table():
    for measure in ("selection", "scoring"):
        for table in build_tables([], measure=measure):
            assert (table.rows, table.known, table.unknown) == ((), 0, 0)


def test_halves_are_rounded_away_from_zero():
    # 1/16 = 0.0625
    table = build_table(people("male", "sex", 16, 1), by=("sex",), measure="selection")
    assert str(table.rows[0].rate) == "0.063"
