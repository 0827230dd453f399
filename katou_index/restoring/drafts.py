"""What the alignment found, as items still in the making: texts, owner, rating, where each came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from katou_index.plan import LOST, UNFILLED, Rating
from katou_index.restoring import forms
from katou_index.restoring.affinity import Affinity
from katou_index.restoring.alignment import Placed
from katou_index.restoring.lines import DataLine, Left, LineReading, Piece
from katou_index.restoring.planned import share_out
from katou_index.restoring.streams import Group

_CLEARLY = 0.3  # so much better fit two parts of a text than the whole
_MOSTLY_RATED = 0.5  # a sheet with fewer ratings than this share of its lines is still being filled in


@dataclass
class Draft:
    """One item in the making. Groups are the pieces its texts come from; a row is an index of a line."""

    line: DataLine
    place: Placed
    measure: int  # index among the left blocks
    number: int  # within the measure
    rating: Rating
    planned: str = ""
    result: str = ""
    evidence: str = ""
    planned_from: Group = ()
    results_from: Group = ()
    evidence_from: Group = ()
    shared: bool = False  # the planned work is that of the item before
    split: bool = False  # the planned work is a part of a cell
    foreign_left: bool = False  # the last left block at or before its line is another measure's
    left_row: int = 0  # where the left block of its measure stands
    first: bool = False
    doubtful: bool = False  # another measure could take this line nearly as well, or one before it
    rival: int = -1  # that other measure
    renumbered: bool = False  # doubtful only because its measure may begin on another line

    @property
    def left_elsewhere(self) -> bool:
        """Whether number and title of its measure stand on another item's line."""
        return self.first and self.left_row != self.line.index

    @property
    def out_of_step(self) -> bool:
        """Whether its row had slipped: a foreign left block, its own elsewhere, no result of its own."""
        late = not any(piece.row == self.line.index or piece.part for piece in self.results_from)
        return (
            self.foreign_left
            or self.left_elsewhere
            or (late and not self.line.dashed and self.rating is not UNFILLED)
        )

    @property
    def rows(self) -> tuple[int, ...]:
        """All lines the item was read from, as indexes, in order."""
        pieces = (*self.planned_from, *self.results_from, *self.evidence_from)
        own = {self.line.index, *(piece.row for piece in pieces)}
        return tuple(sorted(own | ({self.left_row} if self.left_elsewhere else set())))

    @property
    def from_elsewhere(self) -> bool:
        """Whether a text, number, owner or rating came from another item's line."""
        return len(self.rows) > 1 or self.foreign_left or self.line.repeated_rating


def draft(
    lines: Sequence[DataLine], lefts: Sequence[Left], placed: Sequence[Placed], affinity: Affinity
) -> list[Draft]:
    """One draft a line, in the order of the sheet."""
    drafts: list[Draft] = []
    starts = {left.row: number for number, left in enumerate(lefts)}
    unrated = _unrated(lines)
    shown = -1  # the last left block at or before a line
    for line, place in zip(lines, placed, strict=True):
        shown = starts.get(line.index, shown)
        before = drafts[-1] if drafts and drafts[-1].measure == place.measure else None
        drafts.append(
            Draft(
                line=line, place=place, measure=place.measure, number=before.number + 1 if before else 1,
                rating=line.rating or unrated,
                result=_text(place.results), results_from=place.results,
                foreign_left=shown != place.measure,
                left_row=lefts[place.measure].row, first=before is None,
            )
        )  # fmt: skip
    _give_planned(drafts)
    _give_evidence(drafts, affinity)
    _split_planned(drafts, affinity)
    return drafts


def _unrated(lines: Sequence[DataLine]) -> Rating:
    """What a line without a sign is: lost, or – while most of the sheet is still empty – not filled in."""
    rated = sum(line.rating is not None for line in lines)
    return LOST if rated > _MOSTLY_RATED * len(lines) else UNFILLED


def _text(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _give_planned(drafts: Sequence[Draft]) -> None:
    for at, item in enumerate(drafts):
        if item.place.shares and at:
            before = drafts[at - 1]
            item.planned, item.planned_from, item.shared = (
                before.planned,
                before.planned_from,
                bool(before.planned),
            )
        else:
            item.planned, item.planned_from = _text(item.place.planned), item.place.planned


def _give_evidence(drafts: Sequence[Draft], affinity: Affinity) -> None:
    """Evidence goes with the last result of its row; with none there, or a cut one, to the row's own item.

    Where results have slipped and evidence has not, its words say so.
    """
    holder = {piece: item for item in drafts for piece in item.results_from}
    for item in drafts:
        reading = item.place.reading
        if not reading.evidence:
            continue
        first = holder.get(reading.results[0], item) if reading.results else item
        joined = first is not item and len(reading.results) > 1
        if joined and (parts := _cut(item, first, affinity)):
            for each, part in zip((first, item), parts, strict=True):
                each.evidence_from = (*each.evidence_from, part)
                each.evidence = _text(each.evidence_from)
            continue
        whole = not any(piece.part for piece in reading.results)
        target = holder.get(reading.results[-1], item) if reading.results and whole else item
        if target is not item and len(reading.results) == 1 and _fits_better(reading, item, target, affinity):
            target = item
        if joined and target is item and _fits_better(reading, first, item, affinity):
            target = first
        target.evidence_from = (*target.evidence_from, *reading.evidence)
        target.evidence = _text(target.evidence_from)


def _cut(item: Draft, first: Draft, affinity: Affinity) -> tuple[Piece, Piece] | None:
    """The evidence in the row of `item` cut in two where that of `first`, whose result stands there too, has
    joined it: at the blank where both parts fit best, if they fit clearly better than the whole does."""
    evidence = item.place.reading.evidence
    if len(evidence) != 1:
        return None
    text = evidence[0].text
    one, other = (f"{each.planned} {each.result}" for each in (first, item))
    ends = accumulate((len(part) + 1 for part in forms.parted_at_blanks(text)), initial=-1)
    blanks = [end for end in ends if 0 < end < len(text)]
    fits = {at: affinity.fit(text[:at], one) + affinity.fit(text[at + 1 :], other) for at in blanks}
    best = max(fits, key=lambda at: (fits[at], at), default=None)  # a part ends in figures, none begins so
    if best is None or fits[best] < max(affinity.fit(text, one), affinity.fit(text, other)) + _CLEARLY:
        return None
    return (
        replace(evidence[0], text=text[:best]),
        replace(evidence[0], text=text[best + 1 :], part=1),
    )


def _fits_better(reading: LineReading, one: Draft, other: Draft, affinity: Affinity) -> bool:
    """Whether the evidence of a row speaks of the one item rather than of the other."""
    evidence = _text(reading.evidence)
    fits = [affinity.fit(evidence, f"{item.planned} {item.result}") for item in (one, other)]
    return fits[0] > fits[1]


def _split_planned(drafts: Sequence[Draft], affinity: Affinity) -> None:
    """Cut a planned cell that several items in a row share, where their results say how."""
    at = 0
    while at < len(drafts):
        end = at + 1
        while end < len(drafts) and drafts[end].shared:
            end += 1
        run = drafts[at:end]
        if len(run) > 1 and (parts := share_out(run[0].planned, [item.result for item in run], affinity)):
            for item, part in zip(run, parts, strict=True):
                item.planned, item.shared, item.split = part, False, True
        at = end
