"""A text → items, best first: FTS5 finds the candidates, this module ranks them.

FTS5's own score is of no use here: a term in half of the rows weighs nothing there, and a year has some 57.
So some 200 rows are fetched and scored with BM25 in each field (title, texts, context), the fields summed.
Then an item gains by the share of pairs of characters, taken from the question's runs of content words, that
it holds: what the tagger cut differently in the two (災害対応訓練) still counts.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterable
from operator import attrgetter

from katou_index.index.schema import FIELDS, quoted, scope_term
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import analyse_question, terms

if TYPE_CHECKING:
    from katou_index.index.generation import Generation
    from katou_index.meaning import Encoder

CANDIDATES = 200
CLOSELY = 50  # of these the pairs of characters are looked at
MOST_TERMS = 64  # of a long text the rarest terms are looked for

K1 = 0.9  # how soon more of the same word counts no more
B = 0.75  # how much a long field counts against a word
WEIGHTS = dict(zip(FIELDS, (1.0, 1.0, 0.3), strict=True))
SHARED_WORDS = 0.15  # what the item gains among near ones that the words of the question find first
PAIRS = 0.5  # what an item gains that holds every pair of characters of the question

WORDS = [f"{field}_words" for field in FIELDS]
LENGTHS = [f"{field}_length" for field in FIELDS]


class Hit(NamedTuple):
    """One found item."""

    id: str  # "R2/30-3"
    score: float  # above 0; comparable within one search


class Scope(Record):
    """What a search is bound to: groups of scope terms, any of a group, all groups."""

    groups: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(
        cls,
        *,
        years: Collection[FiscalYear] | None = None,
        ratings: Collection[str] | None = None,
        departments: Collection[str] | None = None,
        policies: Collection[int] | None = None,
    ) -> Scope:
        """None bounds nothing, an empty collection leaves nothing."""
        kinds = (("y", years), ("r", ratings), ("d", departments), ("p", policies))
        groups = [
            [scope_term(kind, value) for value in values] for kind, values in kinds if values is not None
        ]
        return cls(tuple(tuple(sorted(group)) for group in groups))

    def match(self, terms: Iterable[str]) -> str:
        """The FTS5 query for items within the scope that hold any of the terms."""
        bounds = [f"(scope : ({quoted(group)}))" for group in self.groups]
        return " AND ".join([*bounds, f"({{{' '.join(WORDS)}}} : ({quoted(terms)}))"])


class _Scored(NamedTuple):
    """A candidate. `order` sorts by score, and equal ones as they stand in the sheet."""

    score: float
    rowid: int
    key: str

    @property
    def order(self) -> tuple[float, int]:
        return -self.score, self.rowid


def search(generation: Generation, text: str, limit: int, scope: Scope) -> list[Hit]:
    """See `Index.search`."""
    if limit <= 0 or not all(scope.groups):
        return []
    question = analyse_question(text)
    if not question.terms:  # 「評価」 alone: nothing but words of questions
        question = analyse_question(text, stopping=False)
    counts = _item_counts(generation, question.terms)
    if not counts:
        return _by_substring(generation, question.runs, limit, scope)
    ids = _candidates(generation, scope.match(counts), max(CANDIDATES, limit))
    scored = _score_words(generation, ids, counts)
    best = heapq.nsmallest(max(CLOSELY, 2 * limit), scored, key=attrgetter("order"))
    return [Hit(found.key, found.score) for found in _raise_by_pairs(generation, best, question.runs)[:limit]]


def near(generation: Generation, encoder: Encoder, text: str, year: FiscalYear, limit: int) -> list[Hit]:
    """See `Index.near`. Raises EncoderMissingError."""
    if generation.info.get("meaning") != encoder.name:
        return []
    likeness = generation.vectors(year).likeness(text, encoder)
    words = search(generation, text, CANDIDATES, Scope.of(years=(year,)))
    held = {hit.id: hit.score / words[0].score for hit in words}
    best = sorted(likeness, key=lambda key: -round(likeness[key] + SHARED_WORDS * held.get(key, 0), 2))
    return [Hit(key, likeness[key]) for key in best[:limit]]


def holding(generation: Generation, form: str, fields: Iterable[str] = FIELDS) -> str:
    """The FTS5 query for the items in which a form may stand: with its words in a row, or with one of which
    it is a part (図書 of 図書館). "" where no word of the index says anything about it."""
    own = terms(form)
    longer = [term for term in generation.terms_with(form) if term not in own][:MOST_TERMS]
    either = [f"({quoted(own, ' + ')})"] if own else []
    either += [quoted(longer)] if longer else []
    if not either:
        return ""
    columns = " ".join(f"{field}_words" for field in fields)
    return f"{{{columns}}} : ({' OR '.join(either)})"


def _item_counts(generation: Generation, terms: tuple[str, ...]) -> dict[str, int]:
    """Terms that occur at all → in how many items; of very many the rarest."""
    marks = ", ".join("?" * len(terms))
    rows = generation.select(f"select term, items from word where term in ({marks})", terms)
    return dict(sorted(rows, key=lambda row: (row[1], row[0]))[:MOST_TERMS])


def _candidates(generation: Generation, match: str, most: int) -> list[int]:
    """The rows that FTS5 thinks best. Only their numbers: sorting whole rows would take most of the time."""
    weights = ", ".join(str(weight) for weight in WEIGHTS.values())
    rows = generation.select(
        f"""select rowid from item_words_fts where item_words_fts match ?
             order by bm25(item_words_fts, {weights}, 0), rowid limit {most}""",
        (match,),
    )
    return [rowid for (rowid,) in rows]


def _among(ids: Iterable[int]) -> str:
    return f"in ({', '.join(map(str, ids))})"


def _score_words(generation: Generation, ids: list[int], counts: dict[str, int]) -> list[_Scored]:
    """BM25 of each field, summed by weight. How rare a term is, is taken over the whole index."""
    total = int(generation.info["items"])
    terms = [(f" {term} ", math.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in counts.items()]
    means = [float(generation.info[f"mean_{field}"]) or 1.0 for field in FIELDS]
    scored = []
    for rowid, key, *cells in generation.select(
        f"""select item.id, key, {", ".join(WORDS + LENGTHS)} from item_words join item using (id)
             where item.id {_among(ids)}"""
    ):
        score = 0.0
        fields = zip(WEIGHTS.values(), cells[: len(FIELDS)], cells[len(FIELDS) :], means, strict=True)
        for weight, words, length, mean in fields:
            norm = K1 * (1 - B + B * length / mean)
            for term, rarity in terms:
                if term in words:
                    times = words.count(term)
                    score += weight * rarity * times * (K1 + 1) / (times + norm)
        scored.append(_Scored(score, rowid, key))
    return scored


def _raise_by_pairs(generation: Generation, best: list[_Scored], runs: tuple[str, ...]) -> list[_Scored]:
    """Raise each score by the share of the question's pairs of characters that the item holds; best first."""
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    if pairs:
        ids = _among(found.rowid for found in best)
        rows = generation.select(f"select id, folded from item_words where id {ids}")
        gain = {rowid: 1 + PAIRS * sum([pair in held for pair in pairs]) / len(pairs) for rowid, held in rows}
        best = [found._replace(score=found.score * gain[found.rowid]) for found in best]
    return sorted(best, key=attrgetter("order"))


def _by_substring(generation: Generation, runs: tuple[str, ...], limit: int, scope: Scope) -> list[Hit]:
    """Items whose texts hold a run of the question, where no word of it is known: all are looked through.

    More of the runs are better.
    """
    wanted = runs[:MOST_TERMS]
    if not wanted:
        return []
    held = " + ".join(["(instr(folded, ?) > 0)"] * len(wanted))
    within = "".join(f" and ({' or '.join(['instr(scope, ?) > 0'] * len(group))})" for group in scope.groups)
    rows = generation.select(
        f"""select key, {held} as held from item_words join item using (id)
             where held > 0{within} order by held desc, item.id limit {limit}""",
        (*wanted, *(f" {term} " for group in scope.groups for term in group)),
    )
    return [Hit(key, float(held)) for key, held in rows]
