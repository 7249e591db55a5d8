"""Bytes to JSON or XML, bounded: no entities, no network, no depth that ends the process."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from .items import MAX_ITEMS, UnreadableFeed

MAX_DEPTH = 60
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode_text(data: bytes, *, charset: str = "") -> str:
    """Return the text of a document: by its mark, as UTF-8, or in the charset its sender named."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if charset and charset.casefold() not in ("utf-8", "utf8"):
            try:
                return data.decode(charset)
            except (UnicodeDecodeError, LookupError):
                pass
        raise UnreadableFeed(
            "not_utf8",
            f"The text is not UTF-8 (byte {error.start}) and no charset that fits was named: ask "
            "the sender for UTF-8, or name it in the mapping (`charset`).",
        ) from error


def load_json(data: bytes, *, charset: str = "") -> Any:
    """Return a JSON document; UnreadableFeed `bad_json` says where it breaks."""
    text = decode_text(data, charset=charset)
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise UnreadableFeed("too_deep", "The JSON is nested too deeply.") from error
    except ValueError as error:
        raise UnreadableFeed("bad_json", f"Not JSON: {error}"[:300]) from error
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def load_json_lines(data: bytes, *, charset: str = "") -> list[Any]:
    """Return the values of JSON lines; a broken line stands as its text."""
    found: list[Any] = []
    for line in decode_text(data, charset=charset).splitlines():
        if not line.strip():
            continue
        try:
            found.append(json.loads(line))
        except (ValueError, RecursionError):
            found.append(line[:500])
    return found


def load_csv(data: bytes, *, charset: str = "", delimiter: str = "") -> list[dict[str, str]]:
    """Return the rows of a table whose first line names the columns."""
    text = decode_text(data, charset=charset)
    head = text[:4000].split("\n", 1)[0]
    mark = delimiter or max(",;\t|", key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return [
            {str(k).strip(): v for k, v in row.items() if k is not None and isinstance(v, str)}
            for row in rows
        ]
    except csv.Error as error:
        raise UnreadableFeed("bad_csv", f"Not a table: {error}"[:300]) from error


# --- XML --------------------------------------------------------------------------------------

_DOCTYPE_BODY = re.compile(rb"<!(?:DOCTYPE[^>\[]*\[|ENTITY)", re.I)


def _refuse_entities(data: bytes) -> None:
    head = data[:200_000]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    if _DOCTYPE_BODY.search(head):
        raise UnreadableFeed(
            "xml_entities", "The XML declares entities of its own, which are not read: leave out "
            "its DOCTYPE.",
        )  # fmt: skip


_SURROGATE = re.compile(
    rb"&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));",
    re.I,
)


def drop_surrogates(data: bytes) -> bytes:
    """Return markup without references to half characters, which no text can hold."""
    return _SURROGATE.sub(b"\xef\xbf\xbd", data) if b"&#" in data else data


def load_xml(data: bytes) -> etree._Element:
    """Return the root of an XML document. Entities are off, nothing is loaded from elsewhere."""
    _refuse_entities(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        # Half of the feeds there are hold a stray & or an unclosed tag.
        recover=True,
    )
    try:
        root = etree.fromstring(drop_surrogates(data.strip()), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFeed("bad_xml", f"Not XML: {error}"[:300]) from error
    if root is None:
        raise UnreadableFeed("bad_xml", "Not XML: there is no element in it.")
    return root


def xml_errors(root: etree._Element) -> list[str]:
    """Return what the parser had to mend, the first few."""
    log = root.getroottree().parser
    errors = [] if log is None else [e for e in log.error_log if e.level_name != "WARNING"]
    return [f"line {e.line}: {e.message}"[:200] for e in errors[:5]]


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return _bare(element.tag) if isinstance(element.tag, str) else ""


def _bare(tag: str) -> str:
    # A prefix that was never declared stays in the tag.
    return tag.rsplit("}", 1)[-1].rsplit(":", 1)[-1]


def child_text(element: etree._Element, *names: str) -> str:
    """Return the text of the first child that has one of these names (any case) and says something."""
    wanted = [name.casefold() for name in names]
    found: dict[str, str] = {}
    for child in element:
        name = local_name(child).casefold()
        if name in wanted and name not in found:
            text = element_text(child)
            if text:
                found[name] = text
    return next((found[name] for name in wanted if name in found), "")


def element_text(element: etree._Element) -> str:
    """Return all text of an element; markup that was not escaped stays markup."""
    if len(element) and isinstance(element.tag, str):
        inner = (element.text or "") + "".join(
            etree.tostring(child, encoding="unicode", with_tail=True) for child in element
        )
        return inner.strip()
    return (element.text or "").strip()


def raw_xml(element: etree._Element) -> str:
    """Return an element as text, for a person to look at."""
    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def find_elements(root: etree._Element, *names: str) -> list[etree._Element]:
    """Return the elements of these names (any case) wherever they stand, none within another."""
    wanted = {name.casefold() for name in names}
    found: list[etree._Element] = []
    stack = [root]
    while stack and len(found) <= MAX_ITEMS:
        element = stack.pop()
        if local_name(element).casefold() in wanted:
            found.append(element)
        else:
            stack.extend(reversed(element))
    return found


def _key_of(element: etree._Element) -> str:
    name = str(element.tag).rsplit("}", 1)[-1]
    return f"{element.prefix}:{name}" if element.prefix else name


def xml_to_json(element: etree._Element, *, depth: int = 0) -> Any:
    """Return an element as JSON: children by name, repeated ones as a list, attributes as "@name".

    An element of text alone is that text; text beside children or attributes is "#text".
    Elements with a prefix keep it: "dc:date".
    """
    if depth > MAX_DEPTH:
        raise UnreadableFeed("too_deep", "The XML is nested too deeply.")
    found: dict[str, Any] = {
        f"@{_bare(str(name))}": value for name, value in element.attrib.items()
    }
    for child in element:
        if not isinstance(child.tag, str):
            continue
        key = _key_of(child)
        value = xml_to_json(child, depth=depth + 1)
        if key not in found:
            found[key] = value
        elif isinstance(found[key], list):
            found[key].append(value)
        else:
            found[key] = [found[key], value]
    text = "".join(_texts(element)).strip()
    if not found:
        return text
    if text:
        found["#text"] = text
    return found


def _texts(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tail:
            yield child.tail
