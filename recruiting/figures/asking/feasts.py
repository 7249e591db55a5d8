"""Feasts that people name days by, in both languages.

Those by the moon are known from 2024 to the end of 2027; of another year they are asked back.
"""

from datetime import date, timedelta

from .unclear import UnclearDays

DAY = timedelta(days=1)
FEASTS = {
    "国庆": (10, 1, 10, 7),
    "十一": (10, 1, 10, 7), "十一黄金周": (10, 1, 10, 7), "十一长假": (10, 1, 10, 7), "十一假期": (10, 1, 10, 7),
    "national day": (10, 1, 10, 7), "golden week": (10, 1, 10, 7), "五一": (5, 1, 5, 5),
    "劳动节": (5, 1, 5, 5), "labour day": (5, 1, 5, 5), "labor day": (5, 1, 5, 5),
    "may day": (5, 1, 5, 5), "元旦": (1, 1, 1, 1), "new year's day": (1, 1, 1, 1),
    "双十一": (11, 11, 11, 11), "双11": (11, 11, 11, 11), "双十二": (12, 12, 12, 12),
    "圣诞": (12, 25, 12, 25), "圣诞节": (12, 25, 12, 25), "christmas": (12, 25, 12, 25),
    "christmas day": (12, 25, 12, 25), "christmas eve": (12, 24, 12, 24), "boxing day": (12, 26, 12, 26),
    "halloween": (10, 31, 10, 31), "valentine's day": (2, 14, 2, 14), "情人节": (2, 14, 2, 14),
    "new year's eve": (12, 31, 12, 31), "儿童节": (6, 1, 6, 1), "教师节": (9, 10, 9, 10), "三八": (3, 8, 3, 8),
    "三八节": (3, 8, 3, 8),
}  # fmt: skip


# Feasts by the moon, as the days off announced for them.
_BY_MOON = {
    "spring": ((2024, 2, 10, 8), (2025, 1, 28, 8), (2026, 2, 15, 9), (2027, 2, 5, 7)),
    "eve": ((2024, 2, 9, 1), (2025, 1, 28, 1), (2026, 2, 16, 1), (2027, 2, 5, 1)),
    "lantern": ((2024, 2, 24, 1), (2025, 2, 12, 1), (2026, 3, 3, 1), (2027, 2, 20, 1)),
    "tombs": ((2024, 4, 4, 3), (2025, 4, 4, 3), (2026, 4, 4, 3), (2027, 4, 3, 3)),
    "boats": ((2024, 6, 8, 3), (2025, 5, 31, 3), (2026, 6, 19, 3), (2027, 6, 9, 1)),
    "sevens": ((2024, 8, 10, 1), (2025, 8, 29, 1), (2026, 8, 19, 1), (2027, 8, 8, 1)),
    "autumn": ((2024, 9, 15, 3), (2025, 10, 6, 1), (2026, 9, 25, 3), (2027, 9, 15, 1)),
    "nines": ((2024, 10, 11, 1), (2025, 10, 29, 1), (2026, 10, 18, 1), (2027, 10, 8, 1)),
}
_MOON_NAMES = {
    "春节": "spring", "chinese new year": "spring", "lunar new year": "spring", "spring festival": "spring",
    "除夕": "eve", "元宵": "lantern", "清明": "tombs", "qingming": "tombs", "端午": "boats", "dragon boat": "boats",
    "七夕": "sevens", "中秋": "autumn", "mid-autumn": "autumn", "重阳": "nines",
}  # fmt: skip


def _easter(year: int) -> date:
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def find_movable(name: str, year: int) -> tuple[date, date] | None:
    """Return the days of a feast that has no date of its own; none where there is no such feast.

    A feast by the moon of a year that the table has not is `UnclearDays`.
    """
    name = name.removesuffix(" festival").removesuffix(" day")
    if key := _MOON_NAMES.get(name):
        for at, month, day, length in _BY_MOON[key]:
            if at == year:
                return date(at, month, day), date(at, month, day) + (length - 1) * DAY
        raise UnclearDays
    thanks = date(year, 11, 28) - timedelta(days=(date(year, 11, 28).weekday() - 3) % 7)
    offsets = {"easter": (-2, 1), "复活节": (-2, 1), "good friday": (-2, -2), "easter sunday": (0, 0), "easter monday": (1, 1)}  # fmt: skip
    after = {"thanksgiving": 0, "感恩节": 0, "black friday": 1, "黑色星期五": 1, "cyber monday": 4}
    if name in offsets:
        a, b = offsets[name]
        return _easter(year) + a * DAY, _easter(year) + b * DAY
    if name in after:
        return thanks + after[name] * DAY, thanks + after[name] * DAY
    return None
