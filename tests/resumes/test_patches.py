"""A document and its sources are changed together, and every change has its way back."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobassist.errors import AppError
from resumes.patches import State, apply_operations, fold, move_pointer
from resumes.pointers import MISSING, get_at, leaves_of, to_dotted, to_pointer, tokens_of

WORDS = {"kind": "message", "ref": "m1", "words": "said"}


def said(value: Any, tag: str = "m1") -> dict[str, Any]:
    """Return sources for every leaf of a value."""
    return {p: {**WORDS, "ref": tag, "words": str(v)} for p, v in leaves_of(value)}


def add(path: str, value: Any, tag: str = "m1") -> dict[str, Any]:
    return {"op": "add", "path": path, "value": value, "sources": said(value, tag)}


@st.composite
def operations(draw: st.DrawFn) -> dict[str, Any]:
    """An operation on a place that may or may not be there."""
    section = draw(st.sampled_from(["work", "skills", "basics"]))
    text = draw(st.sampled_from(["a", "b", "c", "d"]))
    if section == "basics":
        path = "/basics/" + draw(st.sampled_from(["name", "phone", "location/city"]))
        value: Any = text
    else:
        index = draw(st.sampled_from(["0", "1", "2", "-"]))
        field = draw(st.sampled_from(["", "/name", "/highlights/0", "/highlights/-"]))
        path = f"/{section}/{index}{field}"
        value = text if field else {"name": text, "highlights": [text, text + "!"]}
    op = draw(st.sampled_from(["add", "add", "replace", "remove"]))
    if op == "remove":
        return {"op": op, "path": path.replace("-", "0")}
    return {"op": op, "path": path, "value": value, "sources": said(value)}


def is_consistent(state: State) -> bool:
    """Whether every leaf has a source and every source a leaf, the leaf's own words."""
    leaves = dict(leaves_of(state.document))
    return leaves.keys() == state.sources.keys() and all(
        state.sources[p]["words"] == v for p, v in leaves.items()
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(operations(), max_size=14))
def test_any_sequence_keeps_sources_with_their_values_and_can_be_taken_back(
    sequence: list[dict[str, Any]],
) -> None:
    state = State()
    history: list[tuple[State, list[dict[str, Any]]]] = []
    applied_all: list[dict[str, Any]] = []
    for operation in sequence:
        try:
            after, applied, inverse = apply_operations(state, [operation])
        except AppError:
            continue
        assert is_consistent(after)
        history.append((state, inverse))
        applied_all += applied
        state = after
    assert fold(applied_all) == state
    for before, inverse in reversed(history):
        state = fold(inverse, state)
        assert state == before


@settings(max_examples=300, deadline=None)
@given(st.lists(operations(), min_size=1, max_size=10), st.data())
def test_a_pointer_is_followed_to_the_same_value(
    sequence: list[dict[str, Any]], data: st.DataObject
) -> None:
    start, _applied, _inverse = apply_operations(
        State(), [add("/work", [{"name": n, "highlights": [n + "1"]} for n in "xyz"])]
    )
    pointer = data.draw(st.sampled_from([p for p, _v in leaves_of(start.document)]))
    value = get_at(start.document, pointer)
    state, at = start, pointer
    for operation in sequence:
        try:
            state, applied, _inverse = apply_operations(state, [operation])
        except AppError:
            continue
        for done in applied:
            if done["op"] != "remove" and done["path"] == at and at is not None:
                return
            moved = move_pointer(at, done)
            if moved is None:
                return
            at = moved
        assert get_at(state.document, at) == value


def test_a_value_without_the_words_it_came_from_is_refused() -> None:
    with pytest.raises(AppError) as refused:
        apply_operations(State(), [{"op": "add", "path": "/basics/name", "value": "Ann"}])
    assert refused.value.code == "no_source"


def test_sources_move_with_entries_when_one_is_put_before_or_taken_out() -> None:
    state = fold(
        [add("/work/0", {"name": "first"}, "m1"), add("/work/1", {"name": "second"}, "m2")]
    )
    state = fold([add("/work/0", {"name": "newest"}, "m3")], state)
    assert {p: s["ref"] for p, s in state.sources.items()} == {
        "/work/0/name": "m3",
        "/work/1/name": "m1",
        "/work/2/name": "m2",
    }
    state = fold([{"op": "remove", "path": "/work/1"}], state)
    assert {p: s["ref"] for p, s in state.sources.items()} == {
        "/work/0/name": "m3",
        "/work/1/name": "m2",
    }


def test_a_value_in_a_section_that_is_not_there_makes_the_section() -> None:
    state, applied, inverse = apply_operations(State(), [add("/work/0/endDate", "2020")])
    assert state.document == {"work": [{"endDate": "2020"}]}
    assert applied[0]["path"] == "/work"
    assert fold(inverse, state) == State()


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "move", "from": "/a", "path": "/b"},
        {"op": "add", "path": "", "value": {}},
        {"op": "remove", "path": "/basics/name"},
        {"op": "replace", "path": "/basics/name", "value": "x", "sources": {"": WORDS}},
        {"op": "add", "path": "/work/3", "value": "x", "sources": {"": WORDS}},
        {"op": "add", "path": 7},
    ],
)
def test_what_cannot_be_applied_is_refused_and_changes_nothing(operation: dict[str, Any]) -> None:
    state = fold([add("/work/0", {"name": "x"})])
    before = fold([], state)
    with pytest.raises(AppError):
        apply_operations(state, [operation])
    assert state == before


def test_a_failed_test_operation_stops_the_patch() -> None:
    state = fold([add("/basics/name", "Ann")])
    with pytest.raises(AppError) as refused:
        apply_operations(state, [{"op": "test", "path": "/basics/name", "value": "Bob"}])
    assert refused.value.code == "test_failed"


@pytest.mark.parametrize(
    ("dotted", "pointer"),
    [
        ("work[0].endDate", "/work/0/endDate"),
        ("basics.location.city", "/basics/location/city"),
        ("certificates[2]", "/certificates/2"),
    ],
)
def test_dotted_paths_and_pointers_name_the_same_place(dotted: str, pointer: str) -> None:
    assert to_pointer(dotted) == pointer
    assert to_dotted(pointer) == dotted
    assert tokens_of(f"resume.{dotted}") == tokens_of(pointer)
    assert get_at({}, pointer) is MISSING
