"""Drafts → measures and items: owners, certainty, notes, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from katou_index.plan import LOST, UNFILLED, Certainty, Department, FiscalYear, Item, Measure, Source
from katou_index.reading.sheet import RATING
from katou_index.restoring.drafts import Draft
from katou_index.restoring.labels import Labels
from katou_index.restoring.lines import DataLine, Left
from katou_index.restoring.owners import Owners, owners_of

NOTE_OUT_OF_STEP = "欄ずれを補正"
NOTE_RATING_LOST = "評価は原文で欠落"
NOTE_PLANNED_LOST = "取組内容は原文で欠落"
NOTE_RESULT_LOST = "取組結果は原文で欠落"
NOTE_SHARED = "取組内容はほかの項目と共通"
NOTE_SPLIT = "取組内容を項目ごとに切り分け"
NOTE_RESULT_SPLIT = "取組結果を見出しで切り分け"
NOTE_RATING_MOVED = "評価の欄ずれを補正"
NOTE_OWNER = "担当課は推定"
NOTE_ROW = "どの事業の行か要確認"
NOTE_RATING_GUESSED = "評価の記号は要確認"


@dataclass(frozen=True, slots=True)
class Built:
    """An item and what it was made of."""

    item: Item
    draft: Draft
    owners: Owners


def build(
    drafts: Sequence[Draft],
    lefts: Sequence[Left],
    numbers: Sequence[int],
    labels: Sequence[Labels],
    year: FiscalYear,
    file: str,
    table: Sequence[Department],
    doubtful_departments: frozenset[int],
) -> list[tuple[Measure, tuple[Built, ...]]]:
    """Measures with their items in the order of the sheet. `labels` is by line, `numbers` by left block."""
    built: list[tuple[Measure, tuple[Built, ...]]] = []
    lines = [draft.line for draft in drafts]
    of: dict[int, list[Draft]] = {}
    for draft in drafts:
        of.setdefault(draft.measure, []).append(draft)
    for index, left in enumerate(lefts):
        number = numbers[index]
        items = tuple(
            _item(draft, left, number, year, file, lines, table, index in doubtful_departments)
            for draft in of[index]
        )
        label = labels[left.row]
        measure = Measure(
            year, number, left.title, label.policy_no, label.policy, label.initiative, left.departments,
            tuple(one.item for one in items), estimated=bool(label.policy or label.initiative),
        )  # fmt: skip
        built.append((measure, items))
    return built


def _item(
    draft: Draft,
    left: Left,
    number: int,
    year: FiscalYear,
    file: str,
    lines: Sequence[DataLine],
    table: Sequence[Department],
    doubtful_departments: bool,
) -> Built:
    owners = owners_of(draft.result, draft.planned, left.departments, table)
    made_up = doubtful_departments and owners.names == left.departments
    doubtful = owners.guessed or made_up
    item = Item(
        year, number, draft.number, owners.names, draft.planned, draft.result, draft.evidence, draft.rating,
        Source(file, tuple(lines[row].number for row in draft.rows)), certainty(draft, made_up),
        notes(draft, doubtful),
    )  # fmt: skip
    return Built(item, draft, owners)


def certainty(draft: Draft, owner_made_up: bool = False) -> Certainty:
    """原文どおり, 補正, 欠落 or 未記入, as the outer contract defines them."""
    if draft.rating is UNFILLED:
        return Certainty.UNFILLED
    if draft.rating is LOST or text_lost(draft):
        return Certainty.LOST
    return Certainty.REPAIRED if draft.from_elsewhere or owner_made_up else Certainty.VERBATIM


def text_lost(draft: Draft) -> bool:
    """Whether planned work or result must have stood there and does not."""
    return not draft.line.dashed and not (draft.planned and draft.result)


def notes(draft: Draft, doubtful_owner: bool) -> tuple[str, ...]:
    """What a reader of the item should know; empty for most."""
    lost_row = draft.rating is not UNFILLED and not draft.line.dashed
    moved = draft.foreign_left or draft.left_elsewhere or any(
        piece.row != draft.line.index and not piece.part for piece in draft.results_from
    )  # fmt: skip
    found = {
        NOTE_OUT_OF_STEP: moved,
        NOTE_RATING_LOST: draft.rating is LOST,
        NOTE_RATING_MOVED: draft.line.rating is not None and draft.line.rating_column != RATING,
        NOTE_RATING_GUESSED: draft.line.guessed_rating,
        NOTE_PLANNED_LOST: lost_row and not draft.planned,
        NOTE_RESULT_LOST: lost_row and not draft.result,
        NOTE_SHARED: draft.shared,
        NOTE_SPLIT: draft.split,
        NOTE_RESULT_SPLIT: any(piece.part for piece in draft.results_from),
        NOTE_OWNER: doubtful_owner,
        NOTE_ROW: draft.doubtful,
    }
    return tuple(note for note, holds in found.items() if holds)
