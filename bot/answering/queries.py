"""Text → query → result → answer, where templates explain the whole text; and an answer's own query."""

from __future__ import annotations

from datetime import date

from bot.answer import AnyAnswer, Asked, Corrected, Helped, Nothing
from bot.answering.answers import answered
from bot.answering.context import Desk, Libraries, Library
from bot.answering.evaluate import evaluate
from bot.answering.result import Result
from bot.answering.store import LibraryStore
from bot.conversation import Context
from bot.query import Condition, Query
from bot.question import Word
from bot.understanding.bridge import query_of, question_of
from bot.understanding.edits import Referents
from bot.understanding.reading import read
from bot.understanding.scripts import pattern
from katou_index.errors import KatouError
from katou_index.plan import FiscalYear, Item
from katou_index.words import fold

MOST_NAMED = 60  # items that a query still names one by one


def store_of(libraries: Libraries) -> LibraryStore:
    """The store over these libraries, made once."""
    if not isinstance(libraries.store, LibraryStore):
        libraries.store = LibraryStore(libraries)
    return libraries.store


def query_answer(
    text: str, library: Library, context: Context | None, today: date, lang: str | None
) -> tuple[Library, AnyAnswer] | None:
    """The answer to what templates read, with the library of its year; None where they explain not all."""
    store = store_of(library.others)
    results: dict[Query, Result] = {}

    def settle(query: Query) -> Query | None:
        """What a candidate gives of the plan; it is none where it names what the plan does not have."""
        try:
            results[query] = evaluate(query, store)
        except (KatouError, ValueError):
            return None
        return query if _named(query, results[query], store) else None

    def knows(word: str) -> bool:
        form = fold(word)
        return library.knows(Word(form, (form,)))

    reading = read(text, library.vocabulary, today, knows, _referents(context, store), settle)
    if reading is None:
        return None
    query, result = reading.query, results[reading.query]
    library = library.others.of(FiscalYear.from_code(result.years[-1]))
    said = lang or language(text, context)
    question = question_of(query, text, said, store.scale(result.years[-1])).but(explain=reading.explain)
    found = answered(query.but(years=result.years), result, question, Desk(library, context, today))
    return library, found.but(carried=reading.carried)


def _named(query: Query, result: Result, store: LibraryStore) -> bool:
    """Whether every measure, item and policy that it names is in the plan."""
    year = result.years[-1]
    return all(
        store.find(year, each.aspect, value)
        for each in query.all_conditions()
        if each.aspect in ("measure", "item", "policy") and not each.years
        for value in each.values
    )


def language(text: str, context: Context | None) -> str:
    """The answer's language: Japanese where there is kana, English where there are English words only."""
    if pattern("[ぁ-ゖァ-ヺ]").search(text):
        return "ja"
    if pattern("[A-Za-z]{3,}").search(text) and not pattern("[一-鿿]").search(text):
        return "en"
    if pattern(r"(?i)\b(?:of|in|the|which|how|is|are|does|has|what|with|without|and|by)\b").search(text):
        return "en"
    return context.question.lang if context else "ja"


def _referents(context: Context | None, store: LibraryStore) -> Referents | None:
    """What a follow-up may hang on: the query that was answered, and what its answer showed."""
    if context is None or context.query is None or not set(context.query.years) <= set(store.years):
        return None
    year = context.query.years[-1] if context.query.years else store.years[-1]
    items = [store.items(year)[key] for key in context.keys if key in store.items(year)]
    return Referents(
        query=context.query,
        items=tuple(item.id for item in items),
        groups=context.groups,
        values=_values(items, store),
    )


def _values(items: list[Item], store: LibraryStore) -> dict[str, tuple[str, ...]]:
    measures = [store.measure(item) for item in items]
    found = {
        "rating": (item.rating.mark for item in items if item.rating.rated),
        "owner": (owner for item in items for owner in item.owners),
        "measure": (str(item.measure) for item in items),
        "policy": (str(each.policy_no) for each in measures if each.policy_no is not None),
        "initiative": (each.initiative for each in measures if each.initiative),
    }
    return {aspect: tuple(dict.fromkeys(values)) for aspect, values in found.items()}


def as_query(found: AnyAnswer, desk: Desk) -> Query | None:
    """The query that gives just the items of an answer that phrases led to; None where it showed none.

    What the question says is held against the plan; where that gives others, the items are named by id.
    """
    if isinstance(found, Nothing | Helped | Asked | Corrected):
        return None
    store = store_of(desk.library.others)
    wanted = {item.key for item in found.items}
    query = query_of(found.question, desk.vocabulary.newest)
    if query is not None:
        try:
            if {item.key for item in evaluate(query, store).items} == wanted:
                return query
        except (KatouError, ValueError):
            pass
    years = {item.year for item in found.items}
    if len(years) != 1 or len(found.items) > MOST_NAMED:
        return None
    ids = tuple(item.id for item in found.items)
    return Query(years=(found.items[0].year.code,), base=(Condition("item", ids),))
