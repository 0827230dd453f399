"""A text → items, best first: the store finds the candidates, this module ranks them.

FTS5's own score is of no use here: a term in half of the rows weighs nothing there, and a year has some 57.
So some 100 rows are fetched and scored with BM25 in each field (title, texts, context), the fields summed.
Then an item gains by the share of the question's pairs of characters that it holds, and that its best
sentence holds, rare ones among the best items weighing more: what the tagger cut differently in the two
(災害対応訓練) still counts, and so do words that stand together. With an encoder how like the question its
likest sentence is counts beside that.
"""

from __future__ import annotations

import contextlib
import heapq
import math
from collections import Counter
from collections.abc import Collection, Iterable
from operator import attrgetter

from katou_index.errors import EncoderMissingError
from katou_index.index.schema import FIELDS, LARGE, WEIGHTS, scope_term
from katou_index.index.store import SoughtForm
from katou_index.plan import FiscalYear
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import analyse_question, terms

if TYPE_CHECKING:
    from katou_index.index.store import IndexStore
    from katou_index.meaning import Encoder

CANDIDATES = 100
MOST_ITEMS = 10_000  # in which the rare words of a question stand: more are only looked for among these
LONGEST_STRETCH, MOST_IN_A_STRETCH = 20, 3  # signs and words of what may be a piece of a text
LOOKED_THROUGH = 20_000  # items at most in which a piece is looked for sign by sign
CLOSELY = 60  # of these the pairs of characters are looked at
REMEMBERED = 256  # forms of which is kept what words they have
MOST_TERMS = 64  # of a long text the rarest terms are looked for

K1 = 0.9  # how soon more of the same word counts no more
B = 0.75  # how much a long field counts against a word
SHARED_WORDS = 0.15  # what the item gains among near ones that the words of the question find first
PAIRS = 0.5  # what an item gains that holds every pair of characters of the question
SENTENCE = 1.0  # … what it gains more if one sentence of it does
MEANING = 1.5  # what an item gains that means the same, against 1 for the best by words
NEAREST = 40  # items that are looked at for what they mean alone

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


class _Scored(NamedTuple):
    """A candidate. `order` sorts by score, and equal ones as they stand in the sheet."""

    score: float
    rowid: int
    key: str

    @property
    def order(self) -> tuple[float, int]:
        return -self.score, self.rowid


def search(
    store: IndexStore, text: str, limit: int, scope: Scope, encoder: Encoder | None = None
) -> list[Hit]:
    """See `Index.search`."""
    if limit <= 0 or not all(scope.groups):
        return []
    found = _by_words(store, text, max(limit, CANDIDATES if encoder else 0), scope)
    if encoder and found and (likeness := _likeness(store, text, encoder)):
        found = _by_meaning(found, likeness, bounded=bool(scope.groups))
    return found[:limit]


def _likeness(store: IndexStore, text: str, encoder: Encoder) -> dict[str, float]:
    """Key of an item → how like the text it is, where the index holds what its sentences mean."""
    with contextlib.suppress(EncoderMissingError):
        if store.info.get("meaning") == encoder.name:
            vectors = (store.vectors(year) for year in store.years)
            return {key: like for each in vectors for key, like in each.likeness(text, encoder).items()}
    return {}


def _by_meaning(found: list[Hit], likeness: dict[str, float], *, bounded: bool) -> list[Hit]:
    """What words found, and the nearest by meaning beside it, in the order of both together."""
    held = {hit.id: hit.score / found[0].score for hit in found}
    near = [] if bounded else heapq.nlargest(NEAREST, likeness, key=likeness.__getitem__)
    both = {key: held.get(key, 0.0) + MEANING * likeness.get(key, 0.0) for key in (*held, *near)}
    return [Hit(key, both[key]) for key in sorted(both, key=lambda key: -round(both[key], 4))]


def _by_words(store: IndexStore, text: str, limit: int, scope: Scope) -> list[Hit]:
    """The items that hold words of a text; where none does, those that hold a stretch of it."""
    question = analyse_question(text)
    if not question.terms:  # 「評価」 alone: nothing but words of questions
        question = analyse_question(text, stopping=False)
    counts = _item_counts(store, question.terms)
    if not counts:
        return _by_substring(store, question.runs, limit, scope)
    scored = _scored(store, scope, counts, max(CANDIDATES, limit))
    # Weighed over all years and ratings, so that a scope leaves the order as it is; of a large index within
    # the scope, for all else takes ten times as long as a year.
    beyond = scope.groups and not is_large(store)
    common = _scored(store, Scope(), counts, CLOSELY) if beyond else scored
    best = _raise_by_pairs(store, scored[:CLOSELY], common[:CLOSELY], question.pairs)
    hits = [Hit(each.key, each.score) for each in sorted((*best, *scored[CLOSELY:]), key=attrgetter("order"))]
    if len(question.whole) <= LONGEST_STRETCH and len(question.terms) <= MOST_IN_A_STRETCH:
        hits += _with_stretch(store, question.whole, hits, limit, scope)
    return hits[:limit]


def near(store: IndexStore, encoder: Encoder, text: str, year: FiscalYear, limit: int) -> list[Hit]:
    """See `Index.near`. Raises EncoderMissingError."""
    if store.info.get("meaning") != encoder.name:
        return []
    likeness = store.vectors(year).likeness(text, encoder)
    counts = _item_counts(store, analyse_question(text).terms)
    words = _scored(store, Scope.of(years=(year,)), counts, CANDIDATES) if counts else []
    held = {each.key: each.score / words[0].score for each in words}
    best = sorted(likeness, key=lambda key: -round(likeness[key] + SHARED_WORDS * held.get(key, 0), 2))
    return [Hit(key, likeness[key]) for key in best[:limit]]


def form_of(store: IndexStore, form: str, fields: Iterable[str] = FIELDS) -> SoughtForm | None:
    """What the items have in which a form may stand: its words in a row, or one of which it is a part (図書
    of 図書館). None where no word of the index says anything about it."""
    own, longer = _words_of(store, form)
    return SoughtForm(own, longer, tuple(fields)) if own or longer else None


def _words_of(store: IndexStore, form: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms of a form, and those of the index of which it is a part. Remembered: one question looks for
    a form in each field."""
    known: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = store.made.setdefault("words of forms", {})
    found = known.get(form)
    if found is None:
        own = terms(form)
        longer = [term for term in store.terms_with(form) if term not in own][:MOST_TERMS]
        if len(known) >= REMEMBERED:
            known.clear()
        found = known[form] = tuple(own), tuple(longer)
    return found


def _item_counts(store: IndexStore, terms: tuple[str, ...]) -> dict[str, int]:
    """Terms that occur at all → in how many items; of very many the rarest."""
    marks = ", ".join("?" * len(terms))
    rows = store.select(f"select term, items from word where term in ({marks})", terms)
    return dict(sorted(rows, key=lambda row: (row[1], row[0]))[:MOST_TERMS])


def _candidates(store: IndexStore, scope: Scope, counts: dict[str, int], most: int) -> list[int]:
    """The rows that the store thinks best. Where common words stand in most of an index, those with a rare
    word: once by the rare words alone, once by all of those that have a common one as well."""
    if is_large(store):
        from katou_index.index.common_words import best_rows  # here: few indexes are large

        return best_rows(store, counts, scope.groups, most)
    rare, common = _parted(counts)
    best: dict[int, float] = {}
    for also in ((), common) if common else ((),):
        for rowid, score in store.best(rare, also, scope.groups, most):
            best[rowid] = min(score, best.get(rowid, 0.0))
    return sorted(best, key=lambda rowid: (best[rowid], rowid))[:most]


def is_large(store: IndexStore) -> bool:
    """Whether it is kept in the index how well its items fit common words."""
    return int(store.info["items"]) > LARGE


def may_be_written(store: IndexStore, form: str) -> bool:
    """Whether a form without a blank may stand in a title or text; surely not in those of a large index where
    two of its signs never stand side by side."""
    if not is_large(store):
        return True
    from katou_index.index.pairs import stand_side_by_side  # here: few indexes are large

    return stand_side_by_side(store, form)


def _parted(counts: dict[str, int]) -> tuple[list[str], list[str]]:
    """The rarest of these words, up to so many items, and the others."""
    rare: list[str] = []
    items = 0
    for term, number in counts.items():  # the rarest first
        items += number
        if rare and items > MOST_ITEMS:
            break
        rare.append(term)
    return rare, [*counts][len(rare) :]


def _among(ids: Iterable[int]) -> str:
    return f"in ({', '.join(map(str, ids))})"


def _scored(store: IndexStore, scope: Scope, counts: dict[str, int], most: int) -> list[_Scored]:
    """Candidates, best first: BM25 of each field, summed by weight; how rare a term is, over the index."""
    ids = _candidates(store, scope, counts, most)
    total = int(store.info["items"])
    terms = [(f" {term} ", math.log(1 + (total - n + 0.5) / (n + 0.5))) for term, n in counts.items()]
    means = [float(store.info[f"mean_{field}"]) or 1.0 for field in FIELDS]
    scored = []
    for rowid, key, *cells in store.select(
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
    return sorted(scored, key=attrgetter("order"))


def _raise_by_pairs(
    store: IndexStore, best: list[_Scored], common: list[_Scored], pairs: tuple[str, ...]
) -> list[_Scored]:
    """Raise each score by the share of the question's pairs of characters that the item holds. The fewer of
    the `common` items hold a pair, the more it weighs."""
    ids = _among({each.rowid for each in (*best, *common)})
    texts: dict[int, str] = dict(
        store.select(f"select id, folded from item_words where id {ids}") if pairs else ()
    )
    held = {rowid: [pair for pair in pairs if pair in text] for rowid, text in texts.items()}
    numbers = Counter([pair for each in common for pair in held.get(each.rowid, ())])
    weights = {pair: math.log(1 + (len(common) - n + 0.5) / (n + 0.5)) for pair, n in numbers.items()}
    whole = sum(weights.values())
    if not whole:
        return best
    gains = {rowid: _gain(text, held[rowid], weights) / whole for rowid, text in texts.items()}
    return [found._replace(score=found.score * (1 + gains[found.rowid])) for found in best]


def _gain(text: str, held: list[str], weights: dict[str, float]) -> float:
    """What a text gains by the pairs that it holds, and that its best sentence holds."""
    telling = [(pair, weights[pair]) for pair in held if pair in weights]
    most = 0.0
    for sentence in text.replace("。", "\n").split("\n"):
        found = sum([weight for pair, weight in telling if pair in sentence])
        if found > most:
            most = found
    return PAIRS * sum([weight for _, weight in telling]) + SENTENCE * most


def _with_stretch(store: IndexStore, stretch: str, hits: list[Hit], limit: int, scope: Scope) -> list[Hit]:
    """A few words may be a piece of a text that is cut otherwise there: what holds it comes last."""
    if int(store.info["items"]) > LOOKED_THROUGH:
        return []
    known, least = {hit.id for hit in hits}, hits[-1].score if hits else 1.0
    holding = _by_substring(store, (stretch,), len(hits) + limit, scope)
    return [Hit(hit.id, least / 2) for hit in holding if hit.id not in known]


def _with_words(store: IndexStore, words: list[str], limit: int, scope: Scope) -> list[Hit]:
    """The items that hold any of some words of which runs of a question are a part."""
    rows = store.best(words[:MOST_TERMS], (), scope.groups, limit) if words else []
    query = f"select id, key from item where id {_among(row for row, _ in rows)}"
    keys: dict[int, str] = dict(store.select(query))
    return [Hit(keys[row], -score) for row, score in rows]


def _by_substring(store: IndexStore, runs: tuple[str, ...], limit: int, scope: Scope) -> list[Hit]:
    """Items whose texts hold a run of the question, where no word of it is known: all are looked through, or
    of a large index those with a word of which a run is a part; Latin letters never stand in two words, and
    a run with two signs that never stand side by side in none.

    More of the runs are better.
    """
    wanted = runs[:MOST_TERMS]
    if is_large(store):
        longer = {run: store.terms_with(run) for run in wanted}
        open_ones = (run for run, found in longer.items() if not (found or run.isascii()))
        if not any(may_be_written(store, run) for run in open_ones):
            return _with_words(store, [term for found in longer.values() for term in found], limit, scope)
    if not wanted:
        return []
    held = " + ".join(["case when instr(folded, ?) > 0 then 1 else 0 end"] * len(wanted))
    within = "".join(f" and ({' or '.join(['instr(scope, ?) > 0'] * len(group))})" for group in scope.groups)
    rows = store.select(
        f"""select key, held
              from (select item.id, key, scope, {held} as held
                      from item_words join item using (id)) as looked
             where held > 0{within} order by held desc, id limit {limit}""",
        (*wanted, *(f" {term} " for group in scope.groups for term in group)),
    )
    return [Hit(key, float(number)) for key, number in rows]
