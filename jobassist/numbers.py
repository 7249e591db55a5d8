"""Numbers in what a browser sends."""

# Below PostgreSQL's largest bigint, and far below what int() refuses to read.
_MOST_DIGITS = 18


def read_number(text: object) -> int:
    """Return a whole number of an address or a form; 0 for anything else, which is no row's id."""
    digits = str(text or "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return int(digits) if is_number else 0
