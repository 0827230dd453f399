"""A text → items, best first: FTS5 finds the candidates, this module ranks them.

FTS5's own score is of no use here: a term in half of the rows weighs nothing there, and a year has some 57.
So up to CANDIDATES rows are fetched and scored with BM25 per field (title, texts, context), the fields summed,
plus a small share for pairs of characters that occur.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from katou_index.index.schema import GRAM, Row, quoted, scope_term
from katou_index.plan import FiscalYear
from katou_index.words import analyse_question

if TYPE_CHECKING:
    from katou_index.index.generation import Generation

CANDIDATES = 200
MOST_TERMS = 64  # of a long text the rarest terms are looked for

K1 = 1.2  # how soon more of the same word counts no more
FIELDS = {"title_words": (1.0, 0.75), "text_words": (1.0, 0.75), "context_words": (0.3, 0.75)}  # weight, b
GRAM_SHARE = 0.2


class Hit(NamedTuple):
    """One found item."""

    id: str  # "R2/30-3"
    score: float  # above 0; comparable within one search


@dataclass(frozen=True, slots=True)
class Scope:
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
        kinds: dict[str, Iterable[object] | None] = {
            "y": years,
            "r": ratings,
            "d": departments,
            "p": policies,
        }
        return cls(tuple(
            tuple(sorted(scope_term(kind, value) for value in values))
            for kind, values in kinds.items() if values is not None
        ))  # fmt: skip

    def match(self, condition: str) -> str:
        """An FTS5 query: the scope and `condition`."""
        bounds = [f"(scope : ({quoted(group)}))" for group in self.groups]
        return " AND ".join([*bounds, f"({condition})"])


def search(generation: Generation, text: str, limit: int, scope: Scope) -> list[Hit]:
    """See `Index.search`."""
    if limit <= 0 or not all(scope.groups):
        return []
    question = analyse_question(text)
    counts = _item_counts(generation, question.terms)
    if counts:
        found = _candidates(
            generation, scope.match(f"{{title_words text_words context_words}} : ({quoted(counts)})")
        )
        ranked = _rank(generation, found, counts, question.grams)
    else:
        ranked = []
    ranked = ranked or _by_substring(generation, question.runs, scope)
    return ranked[:limit]


def _item_counts(generation: Generation, terms: list[str]) -> dict[str, int]:
    """Terms that occur at all → in how many items; of very many the rarest."""
    wanted = list(dict.fromkeys(terms))
    marks = ", ".join("?" * len(wanted))
    rows = generation.select(f"select term, items from word where term in ({marks})", tuple(wanted))
    if len(rows) > MOST_TERMS:
        rows = sorted(rows, key=lambda row: (row[1], row[0]))[:MOST_TERMS]
    return dict(rows)


def _candidates(generation: Generation, match: str) -> list[Row]:
    return generation.select(
        f"""select item_words_fts.rowid, key, title_words, text_words, context_words, grams
              from item_words_fts join item on item.id = item_words_fts.rowid
             where item_words_fts match ?
             order by bm25(item_words_fts, 1, 1, 0.3, 0, 0), item_words_fts.rowid limit {CANDIDATES}""",
        (match,),
    )


def _rank(generation: Generation, rows: list[Row], counts: dict[str, int], grams: list[str]) -> list[Hit]:
    total = int(generation.info["items"])
    weights = [(f" {term} ", math.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in counts.items()]
    gram_terms = [f" {GRAM}{gram} " for gram in dict.fromkeys(grams) if len(gram) == 2]
    means = [float(generation.info[f"mean_{field}"]) or 1.0 for field in FIELDS]
    hits = []
    for rowid, key, *fields, gram_field in rows:
        score = 0.0
        for (weight, b), words, mean in zip(FIELDS.values(), fields, means, strict=True):
            if words:
                norm = K1 * (1 - b + b * words.count(" ") / 2 / mean)
                for term, idf in weights:
                    n = words.count(term)
                    if n:
                        score += weight * idf * n * (K1 + 1) / (n + norm)
        share = sum(gram in gram_field for gram in gram_terms) / (len(gram_terms) or 1)
        hits.append((-(score + GRAM_SHARE * share * score), rowid, key))
    hits.sort()
    return [Hit(key, -score) for score, _, key in hits]


def _by_substring(generation: Generation, runs: list[str], scope: Scope) -> list[Hit]:
    """Items that hold a run of the question within their own runs, where no word of it is known."""
    conditions = []
    for run in dict.fromkeys(runs):
        pairs = [GRAM + run[i : i + 2] for i in range(len(run) - 1)]
        if pairs:
            conditions.append('"' + " ".join(pair.replace('"', '""') for pair in pairs) + '"')
        else:
            conditions.append(f"{quoted([GRAM + run])}*")
    if not conditions:
        return []
    rows = generation.select(
        f"""select key from item_words_fts join item on item.id = item_words_fts.rowid
             where item_words_fts match ? order by item_words_fts.rowid limit {CANDIDATES}""",
        (scope.match(f"grams : ({' OR '.join(conditions[:MOST_TERMS])})"),),
    )
    return [Hit(key, 1 / rank) for rank, (key,) in enumerate(rows, 1)]
