"""A speaker takes back how he was understood and says what he meant: 番号の2じゃないよ、基本方針の②のこと.

What is rejected and 「…のこと」「…のほうを聞いてる」 are form; what is left takes the place of its kind in
the last query, or of its subject. The pieces stand in `grammar/mending.txt`, in any order.
"""

from __future__ import annotations

from bot.query import Condition
from bot.understanding.flat import PAUSES, flattened
from bot.understanding.phrases import Phrase
from bot.understanding.pieces import rows
from bot.understanding.templates import Match, automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.understanding.pieces import PieceRow
    from bot.understanding.templates import Lattice

LAYER = "mend"
TELLING = frozenset(("reject",))  # only such a line has one
REJECTS = ("reject", "wrong", "kind")
STOPS = ("。", ".", "!")
NAMES = ("wrong", "right")  # pieces with a name each


def mended(line: str, lattice: Lattice, begin: int) -> Iterator[Match]:
    """Every way to read the line from `begin` on as a repair of the question before it."""
    for row in rows(LAYER, line, lattice, begin):
        rejected = [kind for kind in REJECTS if kind in row.kinds]
        if _asks_of_another(row.kinds, line):
            continue
        if rejected and "right" in row.kinds and "count" not in row.kinds:
            bound, how = _names(row), rejected[-1]
            words = {"reject": ("mended", "side"), "wrong": ("correct",), "kind": ("correct", "kind")}[how]
            yield Match(row.place, ("edit", *words), bound, row.cost)
        elif (
            rejected in (["reject"], ["kind"], ["reject", "kind"])
            and "count" in row.kinds
            and "right" not in row.kinds
        ):
            yield Match(row.place, ("edit", "count", *row.words), (), row.cost)


def _asks_of_another(kinds: Sequence[str], line: str) -> bool:
    """Whether what is named is asked to be otherwise: じゃあ〈課〉は違う？ No repair asks so."""
    told = [kind for kind in kinds if kind in ("right", "reject")]
    return told == ["right", "reject"] and line.endswith("?")


def instead(text: str) -> str:
    """What is asked instead, behind what takes back how the speaker was understood; "" where nothing is.

    それやのうて、体験講座のほうや。何人来たん？ → 体験講座は、何人来たん？
    """
    rest = text
    while (end := _rejected(rest)) and rest[end:].lstrip(PAUSES):
        rest = rest[end:].lstrip(PAUSES)
    if rest == text:
        return ""
    line = flattened(rest)
    for place in automaton().places(LAYER, line, {}):
        end = _said_to_the_end(line, place) if place else 0
        if end:
            return f"{rest[:place]}は、{rest[end + 1 :].lstrip(PAUSES)}"
    return rest


def _said_to_the_end(line: str, place: int) -> int:
    """Where a sentence ends of which only 「…のほうや」 stands from a place on; else 0."""
    todo, seen = [place], {place}
    while todo:
        ends = {m.end for m in automaton().matches(LAYER, line, {}, todo.pop()) if _is(m, "end")}
        if stops := [end for end in ends if line[end : end + 1] in STOPS]:
            return stops[0]
        todo += ends - seen
        seen |= ends
    return 0


def _rejected(text: str) -> int:
    """Where the clause ends that a text begins with, if it rejects something; else 0."""
    line = flattened(text)
    found = automaton().matches(LAYER, line, {}, 0)
    ends = [match.end for match in found if _is(match, "reject")]
    paused = [end for end in ends if line[end : end + 1] in (*STOPS, "、", ",")]
    # いや課じゃなくて〈話題〉の評価 has no pause behind it
    return max((*paused, *_kinds_rejected(line, (0, *ends))), default=0)


def rejects_kind(text: str, asked: str, wrong: str) -> bool:
    """Whether a text begins by taking back what kind of thing was meant: 課じゃなくて〈話題〉の評価.

    Not so where `asked`, the question before, counted these (`wrong`): 何事業？ → 事業じゃなくて項目で.
    """
    if wrong and f"何{wrong}" in asked:
        return False
    line = flattened(text)
    ends = (match.end for match in automaton().matches(LAYER, line, {}, 0) if _is(match, "reject"))
    paused = (end + len(line[end:]) - len(line[end:].lstrip(PAUSES)) for end in ends)
    return bool(_kinds_rejected(line, (0, *paused)))


def _kinds_rejected(line: str, begins: Sequence[int]) -> list[int]:
    """Where the rejections of a kind of thing end that begin at one of these places."""
    found = (match for at in begins for match in automaton().matches(LAYER, line, {}, at))
    return [match.end for match in found if _is(match, "kind")]


def _is(match: Match, piece: str) -> bool:
    return match.meaning[1] == piece


def _names(row: PieceRow) -> tuple[tuple[str, object], ...]:
    """What was not meant, and behind it what was: as phrases."""
    named = [(name, value) for name, value in row.bound if name != "K"]
    kinds = [kind for kind in row.kinds if kind in NAMES]
    in_order = sorted(zip(kinds, named, strict=True), key=lambda each: NAMES.index(each[0]))
    both = len(named) > 1
    return tuple(
        ("E", Phrase((value,)) if isinstance(value, Condition) else value) if both else (name, value)
        for _, (name, value) in in_order
    )
