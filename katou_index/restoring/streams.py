"""Planned cells and results as streams: cells that wait for lines, lines that wait for cells, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from katou_index.restoring import costs, forms
from katou_index.restoring.lines import Piece

Group = tuple[Piece, ...]  # the pieces that make one text
Fills = tuple[tuple[int, Group], ...]  # which line got which group

_BETWEEN = re.compile(r"(?<=[。）)]) (?=\S)")  # where one sentence ends and another begins
_MOST_CHUNKS = 5  # heads of one cell that may part items


def text_of(group: Group) -> str:
    """The pieces as one text."""
    return " ".join(piece.text for piece in group)


def whole(pieces: Group) -> Group:
    """Without the later parts of cut cells: that these wait for the next line is what the cut is for."""
    return tuple(piece for piece in pieces if not piece.part)


def cuts(piece: Piece) -> Iterator[Group]:
    """All ways to cut a cell at its department heads into two or more results."""
    chunks = [chunk.text for chunk in forms.chunks(piece.text)]
    places = range(1, min(len(chunks), _MOST_CHUNKS))
    for count in range(1, len(places) + 1):
        for ends in combinations(places, count):
            texts = (" ".join(chunks[a:b]) for a, b in pairwise((0, *ends, len(chunks))))
            yield tuple(Piece(piece.row, piece.column, text, part) for part, text in enumerate(texts))


def sentence_cuts(piece: Piece) -> Iterator[Group]:
    """All ways to cut a cell after a sentence into two results."""
    for match in _BETWEEN.finditer(piece.text):
        texts = piece.text[: match.start()], piece.text[match.end() :]
        yield tuple(Piece(piece.row, piece.column, text, part) for part, text in enumerate(texts))


def groups_of(queue: Sequence[Piece]) -> tuple[list[Group], Group]:
    """Results, each with the heads that stand apart before it; and heads at the end that wait for theirs."""
    groups: list[Group] = []
    heads: Group = ()
    for piece in queue:
        if forms.only_heads(piece.text):
            if heads:
                groups.append(heads)
            heads = (piece,)
        elif heads and not forms.chunks(piece.text)[0].heads:
            groups.append((*heads, piece))
            heads = ()
        else:
            groups.extend([heads] if heads else [])
            groups.append((piece,))
            heads = ()
    return groups, heads


def filled(
    needs: Sequence[int], groups: Sequence[Group]
) -> Iterator[tuple[Fills, Group, tuple[int, ...], float]]:
    """Fill the first lines in need with the first groups.

    What is left over waits, or joins the last group filled. Yields fills, pieces left, lines left, cost.
    """
    count = min(len(needs), len(groups))
    fills = tuple(zip(needs[:count], groups[:count], strict=True))
    rest = tuple(piece for group in groups[count:] for piece in group)
    yield fills, rest, tuple(needs[count:]), 0.0
    if rest:
        line, group = fills[-1]
        same_cell = all((p.row, p.column) == (group[-1].row, group[-1].column) for p in rest)
        yield (*fills[:-1], (line, (*group, *rest))), (), (), 0.0 if same_cell else costs.JOINED * len(rest)
