"""The left blocks of a sheet in their order: which rows begin a measure, which number each one has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from katou_index.plan import Status
from katou_index.reading.sheet import COLUMNS, DEPARTMENTS, NUMBER, TITLE
from katou_index.restoring import forms
from katou_index.restoring import sentences as say
from katou_index.restoring.journal import Journal
from katou_index.restoring.lines import DataLine, Left
from katou_index.words import fold

_GLUED = re.compile(r"(\d{1,4})(\D.*)")
_MOSTLY = 0.8  # numbers that rise by one as a rule are expected to do so everywhere


def blocks_of(
    lines: Sequence[DataLine], known: Iterable[str], journal: Journal
) -> tuple[list[DataLine], list[Left]]:
    """The lines with only those left blocks that begin a measure, and these blocks.

    A number repeated by the row above continues its measure, with or without the title. `known` are the
    departments of the table: a printed name that is the tail of just one of them was cut.
    """
    names = frozenset(known)
    kept: list[DataLine] = []
    lefts: list[Left] = []
    for line in lines:
        left = line.left
        if left is not None and not _begins(left, lefts):
            _note_repeated(journal, line, left, lefts)
            if lefts and lefts[-1].number is None and left.number is not None:
                lefts[-1] = replace(lefts[-1], number=left.number)  # printed on a later row of the measure
            _join_departments(journal, line, left, lefts)
            kept.append(replace(line, left=None))
            continue
        if left is not None:
            left = _with_glued_number(journal, line, left, lefts)
            left = replace(left, departments=_whole_names(journal, line, left.departments, names))
            lefts.append(left)
        kept.append(replace(line, left=left))
    return kept, lefts


def _with_glued_number(journal: Journal, line: DataLine, left: Left, before: Sequence[Left]) -> Left:
    """`8図書館の更新` without a number, after measure 7: the number is part of the title cell."""
    glued = _GLUED.fullmatch(left.title) if left.number is None else None
    expected = before[-1].number if before else 0
    if glued and expected is not None and int(glued[1]) == expected + 1:
        number = int(glued[1])
        journal.note(
            "number-in-title", Status.REPAIRED, line.number, COLUMNS[TITLE], say.number_in_title(number),
            was=left.title, now=glued[2],
        )  # fmt: skip
        return replace(left, number=number, title=glued[2], in_title=True)
    return left


def _begins(left: Left, before: Sequence[Left]) -> bool:
    if left.number is None:
        return bool(left.title) and not (before and _same(left.title, before[-1].title))
    if not before:
        return True
    if before[-1].number is None:
        return bool(left.title) and not _same(left.title, before[-1].title)
    if left.number != before[-1].number:
        return True
    return bool(left.title) and not _same(left.title, before[-1].title)


def _same(one: str, other: str) -> bool:
    return "".join(fold(one).split()) == "".join(fold(other).split())


def _note_repeated(journal: Journal, line: DataLine, left: Left, before: Sequence[Left]) -> None:
    if left.number is None or not before:
        return
    text = say.title_repeated(left.number) if left.title else say.number_repeated(left.number)
    journal.note("number-repeated", Status.REPAIRED, line.number, COLUMNS[NUMBER], text, was=str(left.number))


def _join_departments(journal: Journal, line: DataLine, left: Left, before: list[Left]) -> None:
    """Departments on a continuation row belong to its measure too; new ones are a doubt."""
    if not before:
        return
    new = tuple(name for name in left.departments if name not in before[-1].departments)
    if not new:
        return
    listed = "、".join(before[-1].departments)
    before[-1] = replace(before[-1], departments=(*before[-1].departments, *new))
    journal.note(
        "departments-differ", Status.OPEN, line.number, COLUMNS[DEPARTMENTS],
        say.departments_differ(listed, "、".join(new)), was="、".join(left.departments),
    )  # fmt: skip


def _whole_names(
    journal: Journal, line: DataLine, departments: Sequence[str], names: frozenset[str]
) -> tuple[str, ...]:
    """Departments whose first half was cut in print, made whole where just one name ends so."""
    found = []
    for name in departments:
        longer = [] if name in names else [other for other in names if _is_rest_of(name, other)]
        if len(longer) == 1:
            journal.note(
                "department-cut", Status.OPEN, line.number, COLUMNS[DEPARTMENTS],
                say.department_cut(name, longer[0]), was=name, now=longer[0],
            )  # fmt: skip
            name = longer[0]
        found.append(name)
    return tuple(dict.fromkeys(found))


def _is_rest_of(name: str, whole: str) -> bool:
    """`委員会事務局` or `農業委員会事務` of 農業委員会事務局."""
    return whole.endswith(name) or (whole.startswith(name) and not forms.departments_in(name))


def numbers_of(lefts: Sequence[Left], lines: Sequence[DataLine], journal: Journal) -> list[int]:
    """The number of each left block. A lost one is told from its neighbours; doubts are noted."""
    numbers: list[int] = []
    taken = {left.number for left in lefts if left.number is not None}
    for at, left in enumerate(lefts):
        line = lines[left.row].number
        if left.number is not None and left.number not in numbers:
            numbers.append(left.number)
            continue
        if left.number is not None:
            journal.note("number-order", Status.OPEN, line, COLUMNS[NUMBER], say.number_twice(left.number))
        number, sure = _between(numbers, lefts, at, taken)
        text = say.number_lost(number) if sure else say.number_lost_unknown(number)
        status = Status.REPAIRED if sure else Status.OPEN
        journal.note("number-lost", status, line, COLUMNS[TITLE], text, now=str(number))
        numbers.append(number)
    _note_order(numbers, lefts, lines, journal)
    return numbers


def _between(before: Sequence[int], lefts: Sequence[Left], at: int, taken: set[int]) -> tuple[int, bool]:
    following = lefts[at + 1].number if at + 1 < len(lefts) else None
    if before and before[-1] + 1 not in taken:
        return before[-1] + 1, following is None or following == before[-1] + 2
    if not before and following is not None and following > 1:
        return following - 1, True
    return max([*taken, *before], default=0) + 1, False


def _note_order(
    numbers: Sequence[int], lefts: Sequence[Left], lines: Sequence[DataLine], journal: Journal
) -> None:
    steps = [(one, other, left) for one, other, left in zip(numbers, numbers[1:], lefts[1:], strict=False)]
    odd = [step for step in steps if step[1] != step[0] + 1]
    if len(odd) > (1 - _MOSTLY) * len(steps):
        return  # this plan is not numbered one by one
    for one, other, left in odd:
        journal.note(
            "number-order", Status.OPEN, lines[left.row].number, COLUMNS[NUMBER],
            say.number_order(one, other), was=str(other),
        )  # fmt: skip
