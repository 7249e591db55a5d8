"""Glyphs to lines: which stand together, in which order, and which line ends are the paper's."""

from resumes.extraction.clean import is_cjk
from resumes.extraction.reading_order import Glyph, join_lines, read_lines

SIZE = 10.0
WIDE = "负责仓库装卸盘点与夜班调度并培训新人"


def put(text: str, x: float, y: float, *, size: float = SIZE, spacing: float = 0.0) -> list[Glyph]:
    """Return a line's glyphs: Chinese a full em wide, Latin half of one, spaces not drawn."""
    glyphs = []
    for character in text:
        width = size if is_cjk(character) else size / 2
        if character != " ":
            glyphs.append(Glyph(character, x, x + width, y, y + size, size))
        x += width + spacing
    return glyphs


def page(*lines: list[Glyph]) -> str:
    return join_lines(read_lines([glyph for line in lines for glyph in line]))


def test_pairs_of_label_and_value_are_read_row_by_row():
    rows = [("姓名：马晓东", "性别：男"), ("电话：138", "邮箱：a@b.c"), ("学历：本科", "年限：6年")]
    text = page(
        put("个人简历", 260, 40, size=18, spacing=12),
        *[put(left, 50, 100 + 16 * n) for n, (left, _) in enumerate(rows)],
        *[put(right, 300, 100 + 16 * n) for n, (_, right) in enumerate(rows)],
        put("求职意向", 50, 180, size=12),
    )
    assert text.split("\n") == [
        "个人简历", "", *["\t".join(row) for row in rows], "", "求职意向",
    ]  # fmt: skip


def test_columns_on_the_same_lines_are_read_one_after_the_other():
    left = [WIDE[:9], WIDE[3:12], WIDE[1:10], "左末"] * 2
    right = [WIDE, WIDE, WIDE[::-1], "右末"] * 2
    text = page(
        *[put(line, 50, 100 + 14 * n) for n, line in enumerate(left)],
        *[put(line, 200, 100 + 14 * n) for n, line in enumerate(right)],
    )
    assert text.replace("\n", "") == "".join(left) + "".join(right)


def test_columns_on_unlike_lines_are_read_one_after_the_other():
    left = [f"left {n} words" for n in range(6)]
    right = [f"right {n} words" for n in range(8)]
    text = page(
        *[put(line, 50, 100 + 15 * n) for n, line in enumerate(left)],
        *[put(line, 200, 103 + 12.5 * n) for n, line in enumerate(right)],
    )
    assert text.split() == " ".join(left + right).split()


def test_dates_at_the_right_stay_with_their_lines():
    text = page(
        put("Aire Valley Electrical", 50, 100), put("2016 - now", 450, 100),
        put("Rewires and inspections", 50, 114),
        put("Kirkstall Build", 50, 140), put("2012 - 2016", 450, 140),
        put("First and second fix", 50, 154),
        put("Otley Lamps", 50, 180), put("2010 - 2012", 450, 180),
    )  # fmt: skip
    assert text.split("\n")[0] == "Aire Valley Electrical\t2016 - now"
    assert "Otley Lamps\t2010 - 2012" in text


def test_dates_in_the_margin_stay_with_their_entries():
    text = page(
        put("2016 - now", 50, 100), put("Aire Valley Electrical, approved electrician", 150, 100),
        put("Rewires, consumer units and chargers of every kind", 150, 114),
        put("Two apprentices", 150, 128),
        put("2012 - 2016", 50, 150), put("Kirkstall Build, electrician's mate", 150, 150),
        put("First fix", 150, 164),
    )  # fmt: skip
    assert text.split("\n")[0].startswith("2016 - now\tAire Valley")
    assert "2012 - 2016\tKirkstall" in text


def test_letter_spaced_heading_is_one_word():
    assert page(put("EXPERIENCE", 50, 100, spacing=4)) == "EXPERIENCE"
    assert page(put("工作经历", 50, 100, spacing=9)) == "工作经历"


def test_chinese_wraps_without_a_space_and_latin_with_one():
    chinese = page(put(WIDE, 50, 100), put(WIDE[:6], 50, 114))
    assert chinese == WIDE + WIDE[:6]
    latin = page(put("looked after a very long line of words", 50, 100), put("together", 50, 114))
    assert latin == "looked after a very long line of words together"


def test_short_lines_and_new_items_keep_their_line_ends():
    text = page(
        put("Led the team of six on every night shift", 50, 100),
        put("• Cut rework", 50, 114),
        put("rosa@example.com", 50, 128),
        put("2019 until now", 50, 142),
    )
    assert text.count("\n") == 3
