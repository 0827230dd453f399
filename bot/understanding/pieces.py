"""A question put together of its pieces, whatever their order and whatever particles stand between them.

A template says a whole question with every word in its place. Where none fits, a line may still be made of
nothing but pieces of a question (a rating, 三つ以上, もらう, a group noun, どこ) with particles between.
Which of them mean what together stands in `grammar/pieces.txt`; what holds anything else is not read.
"""

from __future__ import annotations

from bot.understanding.effort import spend
from bot.understanding.inflected import inflected
from bot.understanding.lattice import PIECE
from bot.understanding.phrases import PLACES, Phrase
from bot.understanding.templates import Match, automaton
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.templates import Lattice

MOST_PLACES = 400  # places that are gone on from in one line: what has more is no question
GLUE = "glue"
GUESSED = 0.5  # what is read so costs more than what a template reads
ONCE_MORE = frozenset(("ask", "have", "called", "wish"))  # pieces that may stand twice and say the same
DENYING = ("nothave", "isnot")  # twice is something else
YEAR, AMONG = "year", "among"  # 令和2年度の時点で; この中で, which every follow-up means anyway
THING, NOMINAL = "thing", "nominal"  # 〈課〉のって; ×のものは, which asks "which" where nothing else does
ASKING = ("where", "which", "howmany")  # beside which か asks nothing more
ALSO, BOTH = "also", "both"  # ○も, twice in ○も×も; ○と×
OF_GROUPS = "of_groups"  # 3つの課: what is counted are the groups; no number of what they have
TOGETHER = ("と", "も", "、", "・", " and ", "&", "+")  # between two ratings that are not said to be either
ONLY, ONLY_BEHIND = "only", "だけ"  # said of what stands before it
UNLIKE = "unlike"  # ○じゃない: what counts, said as what it is not; asked whether it is so, it is denied
GIVEN, HAVE = "given", "have"  # "was given a ×" says that there is one; "none was given a ×" only denies it
AS_WELL = {UNLIKE: "S", GIVEN: HAVE}  # the piece of a recipe that another one may stand for
TOPIC, ENDS = "は", "?？ "  # 防災課は、×は？ asks for what is ×, not whether all is
SAID_OF_ALL = (("holds", "all"), ("holds", "not_all"), ("holds", "exactly"))
# What has the rating is said to be of one: △は2つとも〈課〉; 全部の△が〈課〉, of which the grammar tells.
EACH, OF_EVERY = "とも", "of_every"
OF_ALL = ("is all ", "so is all ")  # as English begins that asks of all; small words are in one form
RATED, DENIED = "rated", "denied"  # recipes in which what counts is a rating; … that is said not to be so
SAID_OF_IT = (RATED, DENIED, NOMINAL, OF_EVERY)  # words of recipes and pieces that are no part of the meaning
NO_NAMES = ("T", "Z", "all")  # a phrase that ends in a bare word may be about anything; 全項目 says how many


class _Piece(NamedTuple):
    """A stretch of the line: where it ends, what it is, the words it adds to the meaning, and its slots."""

    end: int
    kind: str
    words: tuple[str, ...]
    bound: tuple[tuple[str, object], ...]
    cost: float


class PieceRow(NamedTuple):
    """Pieces up to a place: their kinds, their words, their slots, how doubtful they are."""

    place: int
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    bound: tuple[tuple[str, object], ...] = ()
    cost: float = GUESSED


def assembled(layer: str, line: str, lattice: Lattice, begin: int) -> Iterator[Match]:
    """Every match of recipes of a layer, "ask" or "edit", whose pieces explain the line from `begin` on."""
    recipes = automaton().recipes
    for row in rows("piece", line, lattice, begin):
        if not row.kinds:
            continue
        if ONLY in row.kinds and "S" in row.kinds[row.kinds.index(ONLY) :] and ONLY_BEHIND in line:
            continue  # R2だけでいい。×の項目は: what is the only one stands before it
        left = _saying_no_more(row, layer)
        kinds = sorted(AS_WELL.get(kind, kind) for kind in row.kinds if kind not in left)
        for means in recipes.get(tuple(kinds), ()):
            if means[0] == layer and _may_mean(means, row, line):
                words = (word for word in (*means, *row.words) if word not in SAID_OF_IT)
                yield Match(row.place, tuple(words), _bound_as(means, row), row.cost)


def _saying_no_more(row: PieceRow, layer: str) -> set[str]:
    """The kinds of pieces of a row that say nothing beside the others of it."""
    kinds, left = {*row.kinds}, {YEAR}
    if layer == "edit":
        left.add(AMONG)
    if not kinds.isdisjoint(ASKING):
        left.add("ask")
    if "ask" in kinds:
        left.add("really")  # 本当は×なの; 本当は×だ tells what nobody can write here
    if {BOTH, ALSO} & kinds:
        left.add("twain")  # ○と×を両方持つ: they are both needed anyway
    if "G" in kinds:
        left.add("which")  # 方針ってどれ: which of them is asked anyway
    if not {*DENYING, HAVE}.isdisjoint(kinds):
        left.add(GIVEN)
    if row.kinds[:2] == ("B", THING) or (UNLIKE, THING) in zip(row.kinds, row.kinds[1:], strict=False):
        left.add(THING)  # 〈課〉のって; ○じゃないのが
    if row.kinds[:2] == ("B", AMONG) and {"have", "nothave", "number", "exactly", "share"} & kinds:
        left.add(AMONG)  # 〈課〉の項目の中に; 〈課〉のうち何%が△: of the department's, not of all △
    return left


def _may_mean(means: tuple[str, ...], row: PieceRow, line: str) -> bool:
    """Whether a row means what a recipe of its kinds says: by what stands in its slots, and where."""
    if UNLIKE in row.kinds and "holds" in means and not ("have" in row.kinds and "any" in means):
        return False  # ○じゃないのがある？ asks whether there are any
    if (RATED in means or DENIED in means) and not _says_a_rating(row):
        return False
    if means[1] == "list" and NOMINAL in row.words and {"have", "ask"} <= {*row.kinds}:
        return False  # ×のものはありますか asks no list
    if means[1:3] in SAID_OF_ALL and _is_of_what_is_rated(row, line):
        return False  # △は全部〈課〉: what is said of all △, not of the department
    which = line[: row.place].rstrip(ENDS).endswith(TOPIC)  # ×ついてるのは？ asks which
    if means[1:3] == ("holds", "all") and which and (RATED in means or _ends_in_a_noun(row)):
        return False
    return not ("department" in means and _of_measures(row))


def _bound_as(means: tuple[str, ...], row: PieceRow) -> tuple[tuple[str, object], ...]:
    """What stands in the slots of a row, as a recipe means it."""
    bound = _bound(row)
    if DENIED in means:
        bound = tuple(_not_so(bound))
    return tuple(_each_rating(bound)) if BOTH in means else bound


def rows(layer: str, line: str, lattice: Lattice, begin: int) -> Iterator[PieceRow]:
    """Pieces of a layer that stand in a row from `begin` on, as far as each goes."""
    pieces = _Pieces(line, lattice, layer)
    todo, seen = [PieceRow(begin)], set[tuple[int, tuple[str, ...], tuple[tuple[str, object], ...]]]()
    while todo and len(seen) < MOST_PLACES:
        row = todo.pop()
        key = (row.place, row.kinds, row.bound)
        if key in seen:
            continue
        seen.add(key)
        yield row
        todo += [after for piece in pieces.at(row.place) if (after := _with(row, piece)) is not None]
    spend(len(seen))


def asks_whether(line: str) -> bool:
    """Whether a line asks, or wants to hear, that what stands before it is so, and says nothing else."""
    pieces, todo, seen = _Pieces(line, {}, "piece"), [(0, False)], set[tuple[int, bool]]()
    while todo:
        place, asks = now = todo.pop()
        if place == len(line) and asks:
            return True
        if now not in seen:
            seen.add(now)
            todo += (
                (piece.end, asks or piece.kind == "ask")
                for piece in pieces.at(place)
                if piece.kind in ("ask", "is", GLUE)
            )
    return False


def denies(line: str) -> bool:
    """Whether a piece of a line says that something is not so, or not there."""
    pieces = _Pieces(line, {}, "piece")
    return any(piece.kind in DENYING for place in range(len(line)) for piece in pieces.at(place))


def _with(row: PieceRow, piece: _Piece) -> PieceRow | None:
    """The row and one piece more, None where it has another one of its kind."""
    if piece.kind == GLUE or _is_said_again(row, piece):
        words = (*row.words, *piece.words)
        return PieceRow(piece.end, row.kinds, words, row.bound, row.cost + piece.cost)
    if row.kinds.count(piece.kind) >= (2 if piece.kind == ALSO else 1):
        return None
    return PieceRow(
        piece.end,
        (*row.kinds, piece.kind),
        (*row.words, *piece.words),
        (*row.bound, *piece.bound),
        row.cost + piece.cost + PIECE,
    )


def _is_said_again(row: PieceRow, piece: _Piece) -> bool:
    """Whether a row has a piece of this kind, and of nothing else where that counts."""
    if piece.kind not in row.kinds:
        return False
    same = piece.kind not in DENYING and {*piece.bound} <= {*row.bound}
    return piece.kind in ONCE_MORE or same


def _each_rating(bound: tuple[tuple[str, object], ...]) -> Iterator[tuple[str, object]]:
    """○と× that both have to be there as two ratings, what else was said of them and their year beside."""
    for name, value in bound:
        if not isinstance(value, Phrase) or not value.rated:
            yield name, value
            continue
        rest = tuple(each for each in value.conditions if each.aspect != "rating")
        if rest or value.years:
            yield "B" if rest else "A", value._replace(conditions=rest)
        for each in value.conditions:
            yield from (("R", each.but(values=(mark,))) for mark in each.values if each.aspect == "rating")


def _says_a_rating(row: PieceRow) -> bool:
    """Whether what counts is one rating or more, and nothing else, and stands behind what is named."""
    if "B" in row.kinds and row.kinds.index("B") > row.kinds.index("S"):
        return False
    counting = (value for name, value in row.bound if name != "B" and isinstance(value, Phrase))
    said = [each for value in counting for each in value.conditions if each.aspect not in PLACES]
    return bool(said) and all(each.aspect == "rating" and each.values and not each.negated for each in said)


def _ends_in_a_noun(row: PieceRow) -> bool:
    """Whether what counts is a kind of items, not a rating that something has."""
    return any(isinstance(value, Phrase) and value.noun for name, value in row.bound if name != "B")


def _is_of_what_is_rated(row: PieceRow, line: str) -> bool:
    """Whether all that has a rating is said to be of one: 「△は全部〈課〉」, "are all △ of 〈課〉"."""
    kinds = row.kinds
    if not {"S", "B"} <= {*kinds} or kinds.index("S") > kinds.index("B"):
        return False
    if "all" not in kinds[: kinds.index("S")]:
        return "all" in kinds or EACH in line
    return line.startswith(OF_ALL) or OF_EVERY in row.words


def _not_so(bound: tuple[tuple[str, object], ...]) -> Iterator[tuple[str, object]]:
    """What counts, as what it is said not to be."""
    for name, value in bound:
        if isinstance(value, Phrase) and value.rated:
            denied = (each.but(negated=each.aspect == "rating") for each in value.conditions)
            yield name, value._replace(conditions=tuple(denied))
        else:
            yield name, value


def _of_measures(row: PieceRow) -> bool:
    """事業ってどこ: whose measures are named are no departments."""
    return any(isinstance(value, Phrase) and value.unit for _, value in row.bound)


def _bound(row: PieceRow) -> tuple[tuple[str, object], ...]:
    """What is looked at stands before what is said of it, as in the templates; a year belongs to it."""
    phrases = [(name, value) for name, value in row.bound if isinstance(value, Phrase)]
    years = Phrase()
    for _, value in phrases:
        if not value.conditions and not value.noun:
            years = years.with_(value)
    named = sorted((each for each in phrases if each[1].conditions or each[1].noun), key=lambda each: each[0])
    if years.years and not named:
        named = [("B", years)]  # 方針別にR2とR3を比べて
    elif years.years:
        (name, first), *rest = named
        named = [(name, years.with_(first)), *rest]
    return (*named, *(each for each in row.bound if not isinstance(each[1], Phrase)))


class _Pieces:
    """The pieces of a line by their place, looked for when first asked for."""

    def __init__(self, line: str, lattice: Lattice, layer: str) -> None:
        self._line, self._lattice, self._layer = line, lattice, layer
        self._found: dict[int, list[_Piece]] = {}

    def at(self, place: int) -> list[_Piece]:
        """What stands at a place, the longest last."""
        if place not in self._found:
            kind_of, line = _kind if self._layer == "piece" else _as_said, self._line
            matches = automaton().matches(self._layer, self._line, self._lattice, place)
            found = [
                _Piece(match.end, kind, match.meaning[2:], match.bound, match.cost)
                for match in matches
                if match.end > place
                and (kind := kind_of(match, self._line[place : match.end]))
                and (
                    kind != GLUE or line[place : match.end] != line[match.end : match.end + 1]
                )  # なな: no particle
            ]
            if not found and self._layer == "piece" and (word := inflected(self._line, place)):
                found = [_Piece(word.end, word.kind, (), (), PIECE)]
            longest = max((piece.end for piece in found if piece.kind != GLUE and not piece.bound), default=0)
            kept = [piece for piece in found if piece.bound or piece.end >= longest]  # でない: not で, ない
            said = max((piece.end for piece in kept if piece.kind == GLUE), default=0)  # 2つの課とも
            whole = [piece for piece in kept if piece.kind == OF_GROUPS and piece.end > said]
            self._found[place] = sorted(whole or kept, key=lambda piece: piece.end)
        return self._found[place]


def _kind(match: Match, said: str) -> str:
    """Which piece a stretch is: S is what counts, B where to look, "both" two ratings with "and" between.

    Whether ○と× are one set or two things that one group has, the other pieces tell. "" for none of them.
    """
    kind = match.meaning[1]
    for _, value in match.bound:
        if isinstance(value, Phrase):
            if value.years and not value.conditions and not value.noun:
                return YEAR if kind == "B" else ""
            counts = any(each.aspect not in PLACES for each in value.conditions)
            if value.last in NO_NAMES or counts is not (kind in ("S", ALSO)):
                return ""
            if any(each.aspect == "rating" and len(each.values) > 1 for each in value.conditions) and any(
                word in said for word in TOGETHER
            ):
                return BOTH
            if kind == "S" and denies(said):
                return UNLIKE
    return kind


def _as_said(match: Match, _said: str) -> str:
    """Which piece of another layer a stretch is: each is what it is called there."""
    return match.meaning[1]
