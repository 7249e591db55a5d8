"""Names and values in the order said, as one filter: which are joined, which are turned down."""

import re
from dataclasses import dataclass, replace
from typing import Any

from .words import AND, NOT, NOT_AFTER, NOT_AFTER_FIGURE, OR, VERSUS

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """Values of one dimension said together. `joint` is how it follows on what was said before."""

    dimension: str
    op: str
    values: tuple[Any, ...]
    start: int
    end: int
    joint: str = ""
    is_not: bool = False
    not_at: int = -1
    is_compared: bool = False
    is_each_not: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One name or value."""

    dimension: str
    op: str
    values: tuple[Any, ...]
    start: int
    end: int


# Nothing that tells two groups apart.
_FILLER = re.compile(
    r"(?:\b(?:the|a|an|in|for|at|of|from|to|by|on|jobs?|roles?|postings?|positions?|ads?|ones|people|seekers|users|only|just|both|either|any|all|our|who|that|are|is|was|were|based|located|via|through|as|well|with|work|engines?|cities|scenes?|applicants|candidates|either|those|these|hours?|plus|engine|scene|stage)\b|[的在里中岗位职从来自个人这那些只看两三是了都或者]|\s|['\"“”])*"
)


def joint_of(between: str) -> str:
    """Return how two things are joined by the words between them: or, and, vs, comma, or nothing."""
    if VERSUS.search(between):
        return "vs"
    if OR.search(between):
        return "or"
    if AND.search(between):
        return (
            ","
            if re.fullmatch(r"[\s,，;；、.]*", "".join(AND.findall(between)))
            and not re.search(r"and|plus|和|与|及|加|、", between)
            else "and"
        )
    return ""


def build_groups(said: list[Said], text: str) -> list[Group]:
    """Return what is said, values of a dimension that follow on each other joined."""
    groups: list[Group] = []
    for one in said:
        last = groups[-1] if groups else None
        between = text[last.end if last else max(0, one.start - 40) : one.start]
        no = list(NOT.finditer(between))
        joint = joint_of(between) if last else ""
        negation = no[-1] if no else None
        # 除了上海 reaches to its 以外; "not in London" to what follows on it.
        is_not = negation is not None and not re.search(
            r"[,，;；.]\s*(?!$)", between[negation.end() :]
        )
        if (
            negation
            and (
                negation["one"]
                or (negation["zh"] and negation[0] in ("不是", "不在", "没在", "不属于", "不来自"))
            )
            and len(between) - negation.end() > 14
        ):
            is_not = False
        is_each = bool(negation and (negation["each"] or negation["zh"]))
        after = text[one.end : one.end + 14]
        # What was too far away and "not wanted" is no exclusion.
        is_wish = one.dimension == "dismiss_reason" and after.lstrip("的").startswith("不要")
        is_out = NOT_AFTER.match(after) or NOT_AFTER_FIGURE.match(text[one.end : one.end + 40])
        if is_out and not is_not and not is_wish:
            is_not, is_each = True, True
        group = Group(
            one.dimension,
            one.op,
            one.values,
            one.start,
            one.end,
            joint,
            is_not,
            last.end + negation.start() if is_not and negation and last else one.start,
            is_each_not=is_each,
        )
        plain = not no and last is not None
        if plain and last is not None:
            fills = (
                _FILLER.fullmatch(AND.sub(" ", OR.sub(" ", VERSUS.sub(" ", between)))) is not None
            )
            if (
                last.is_not
                and fills
                and joint != "vs"
                and (one.dimension == last.dimension or last.is_each_not)
                and not re.search(r"[,，;；]", between)
            ):
                group = replace(
                    group, is_not=True, not_at=last.not_at, is_each_not=last.is_each_not
                )
            elif (
                last.is_not
                and one.dimension == last.dimension
                and re.fullmatch(r"(?:\s|,|and|or|、|，)*", between)
            ):
                group = replace(
                    group, is_not=True, not_at=last.not_at, is_each_not=last.is_each_not
                )
            if (
                group.is_not
                and not last.is_not
                and (joint or not between)
                and one.dimension == last.dimension
                and last.op == one.op
                and fills
                and NOT_AFTER.match(after)
            ):
                # 上海和北京除外: both.
                groups[-1] = last = replace(last, is_not=True, is_each_not=True)
            same = (
                one.dimension == last.dimension
                and one.op == last.op
                and group.is_not == last.is_not
            )
            if (
                same
                and (joint or (group.is_not and not between))
                and (fills or joint == "vs" or len(between) < 25)
                and (joint != "," or fills)
            ):
                groups[-1] = replace(
                    last,
                    values=tuple(dict.fromkeys((*last.values, *one.values))),
                    end=one.end,
                    is_compared=last.is_compared or joint == "vs",
                )
                continue
        groups.append(group)
    return groups


def leaf(dimension: str, op: str, values: tuple[Any, ...]) -> Tree:
    """Return one comparison."""
    if op == "contains":
        parts = [{"dimension": dimension, "op": op, "value": value} for value in values]
        return parts[0] if len(parts) == 1 else {"or": parts}
    if len(values) == 1:
        return {"dimension": dimension, "op": "eq", "value": values[0]}
    return {"dimension": dimension, "op": "in", "value": list(values)}


def all_of(parts: list[Tree]) -> Tree | None:
    """Return the conjunction, flat; None of nothing."""
    flat = [each for part in parts for each in (part["and"] if set(part) == {"and"} else [part])]
    return None if not flat else flat[0] if len(flat) == 1 else {"and": flat}


def any_of(parts: list[Tree]) -> Tree | None:
    """Return the disjunction; None of nothing."""
    return None if not parts else parts[0] if len(parts) == 1 else {"or": parts}


def build_filter(groups: list[Group]) -> Tree | None:
    """Return the filter that groups in this order mean."""
    positive = [each for each in groups if not each.is_not]
    clauses = split_clauses(positive)
    # What holds of every clause: said before the first, or after a comma behind the last.
    common: list[Group] = []
    if len(clauses) > 1:
        head = clauses[1][0].dimension
        first = clauses[0]
        at = next((i for i, each in enumerate(first) if each.dimension == head), 0)
        if at and first[at].joint == ",":
            common, clauses[0] = first[:at], first[at:]
        seen = {each.dimension for clause in clauses[:-1] for each in clause}
        while (
            len(clauses[-1]) > 1
            and clauses[-1][-1].joint == ","
            and clauses[-1][-1].dimension not in seen
        ):
            common.append(clauses[-1].pop())
        shared = {"recruiter", "source", "language", "engine", "scene", "stage", "dismiss_reason"}
        for clause in clauses:
            lone = [
                each
                for each in clause
                if each.dimension in shared
                and sum(each.dimension in {g.dimension for g in c} for c in clauses) == 1
            ]
            for each in lone:
                if len(clause) > 1 and any(c is not clause and len(c) > 1 for c in clauses):
                    clause.remove(each)
                    common.append(each)
    parts = [leaf(each.dimension, each.op, each.values) for each in common]
    if alternatives := any_of(
        [
            all_of([leaf(g.dimension, g.op, g.values) for g in clause]) or {}
            for clause in clauses
            if clause
        ]
    ):
        parts.append(alternatives)
    parts += _negations([each for each in groups if each.is_not])
    return all_of(parts)


def split_clauses(groups: list[Group]) -> list[list[Group]]:
    """Return the groups that hold together, one list for each alternative."""
    clauses: list[list[Group]] = [[]]
    for group in groups:
        clause = clauses[-1]
        dimensions = [each.dimension for each in clause]
        if group.dimension in dimensions and group.op != "contains":
            if group.joint:
                clauses.append([group])
                continue
            # The clause began before: full-time nurses and part-time York cooks.
            for i in range(len(clause) - 1, 0, -1):
                if clause[i].joint and group.dimension not in dimensions[i:]:
                    clauses[-1], moved = clause[:i], clause[i:]
                    clauses.append([*moved, group])
                    break
            else:
                at = dimensions.index(group.dimension)
                clause[at] = replace(
                    clause[at], values=tuple(dict.fromkeys((*clause[at].values, *group.values)))
                )
        elif clause and group.joint == "or" and group.dimension not in ("hour", "weekday"):
            clauses.append([group])
        else:
            clause.append(group)
    return clauses


def _negations(groups: list[Group]) -> list[Tree]:
    parts: list[Tree] = []
    together: list[Group] = []
    for group in groups:
        if (
            together
            and group.not_at == together[-1].not_at
            and not group.joint
            and group.is_each_not
        ):
            together.append(group)
            continue
        if together:
            parts.append({"not": all_of([leaf(g.dimension, g.op, g.values) for g in together])})
        together = [group]
    if together:
        parts.append({"not": all_of([leaf(g.dimension, g.op, g.values) for g in together])})
    return parts
