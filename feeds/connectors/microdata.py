"""schema.org JobPosting in a page's microdata, as the nodes that JSON-LD would have."""

from typing import Any

from lxml import etree

_MAX_POSTINGS = 1000


def find_microdata(root: etree._Element) -> list[dict[str, Any]]:
    """Return the page's JobPostings that are marked by itemscope and itemprop."""
    found = []
    for element in root.iter():
        kind = element.get("itemtype") if isinstance(element.tag, str) else None
        if kind and kind.rstrip("/").endswith("schema.org/JobPosting"):
            found.append(_read_item(element, depth=0))
            if len(found) >= _MAX_POSTINGS:
                break
    return found


def _read_item(scope: etree._Element, *, depth: int) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": (scope.get("itemtype") or "").rsplit("/", 1)[-1]}
    stack = list(reversed(scope))
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        names = (element.get("itemprop") or "").split()
        is_scope = element.get("itemscope") is not None
        if names:
            if is_scope:
                value: Any = _read_item(element, depth=depth + 1) if depth < 6 else None
            else:
                value = _value_of(element, names)
            for name in names:
                _add(item, name, value)
        if not is_scope:
            stack.extend(reversed(element))
    return item


def _add(item: dict[str, Any], name: str, value: Any) -> None:
    if name not in item:
        item[name] = value
    elif isinstance(item[name], list):
        item[name].append(value)
    else:
        item[name] = [item[name], value]


def _value_of(element: etree._Element, names: list[str]) -> str:
    for attribute in ("content", "datetime", "href", "src"):
        said = element.get(attribute)
        if said:
            return str(said)
    if set(names) & {"description", "responsibilities", "qualifications", "jobBenefits"}:
        inner = "".join(
            etree.tostring(child, encoding="unicode", method="html") for child in element
        )
        return ((element.text or "") + inner).strip()
    return " ".join("".join(element.itertext()).split())
