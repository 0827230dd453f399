"""Text → query → result → answer, where templates explain the whole text; and an answer's own query.

understanding/reading.py proposes queries, `_Candidates` holds each against the plan (what it names is there),
evaluate.py gives its result, answers.py the answer. What expressions read instead: questions.py.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from bot.answer import AnyAnswer, Asked, Compared, Corrected, Helped, Nothing
from bot.answering.context import AnswerContext, Libraries, PlanLibrary
from bot.answering.evaluate import evaluate
from bot.answering.plan_sets import PlanItems
from bot.answering.result import Result, ResultRow
from bot.answering.selecting import EVERY_DEPARTMENT, percent, rated_otherwise
from bot.answering.store import Keys, LibraryStore, Store
from bot.conversation import Context
from bot.query import AGAINST, BELONGING, LEADERS, TOPS, Condition, Having, Query
from bot.question import Ask, Question, Topic, TopicWord
from bot.understanding.bridge import query_of, question_of
from bot.understanding.counters import unit_asked
from bot.understanding.meaning import changed, settled
from bot.understanding.noise import NOISE_ENGLISH
from bot.understanding.reading import QueryReading, goes_on_within, read
from bot.understanding.say import say
from bot.understanding.scan import hints_in
from bot.understanding.scripts import has_kana, is_kanji, pattern
from bot.understanding.slots import GROUP_OF
from bot.understanding.vocabulary import Vocabulary
from katou_index.errors import KatouError
from katou_index.plan import FiscalYear, Item, Items, State
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.understanding.edit import Referents

# One of them makes a line with names in kanji an English one.
ENGLISH_BESIDE_NAMES = (
    r"(?i)\b(?:of|in|the|which|how|is|are|does|has|have|what|with|without|and|by|show|list|tell|give|measures?|items?"
    r"|rated|ratings?|all|any|only|why|who|when|please|compare|about|from|departments?|for|sections?"
    r"|divisions?|polic(?:y|ies)|circles?|triangles?|cross(?:es)?|count|number|percent(?:age)?|share|rate|vs|versus)\b"
)
OF_ALL = frozenset(("items", "measures"))  # hints: items are named as such
OF_MANY = ("owner", "policy", "initiative")  # aspects of what has many items
BARE = "ask holds all bare"  # the template of a name and a rating with nothing between
ASPECT_OF = {group: aspect for aspect, group in GROUP_OF.items()}
MOST_NAMED = 60  # items that a query still names one by one


def store_of(libraries: Libraries) -> LibraryStore:
    """The store over these libraries, made once."""
    if not isinstance(libraries.store, LibraryStore):
        libraries.store = LibraryStore(libraries)
    return libraries.store


def query_answer(
    text: str, library: PlanLibrary, context: Context | None, today: date, lang: str | None, meant: str = ""
) -> tuple[PlanLibrary, AnyAnswer] | None:
    """The answer to what templates read, with the library of its year; None where they explain not all.

    `meant`: what is read instead of `text`, where that is spelt otherwise.
    """
    candidates = _Candidates(text, meant or text, library, context, today)
    referents = _referents(context, candidates.store)
    reading = read(candidates.meant, library.vocabulary, today, library.has, referents, candidates.settle)
    if reading is None:
        return None
    reading = candidates.of_several(reading)
    from bot.answering.answers import answered  # here: not before something is read

    result = candidates.results[reading.query]
    spoken = lang or language(text if in_english(text) else candidates.meant, context)
    query = as_typed(reading.query, text)
    question = candidates.question(reading, query, spoken)
    library = library.others.of(FiscalYear.from_code(result.years[-1]))
    desk = AnswerContext(library, context, today)
    found = answered(query.but(years=result.years), result, question, desk)
    return library, found.but(carried=reading.carried)


def answer_to(query: Query, text: str, lang: str, desk: AnswerContext) -> AnyAnswer:
    """The answer to a query that no template read. Raises what `evaluate` raises."""
    from bot.answering.answers import answered  # here, as above

    store = store_of(desk.library.others)
    query = _as_it_is(query, store)
    result = evaluate(query, store)
    question = question_of(query, text, lang, store.scale(result.years[-1]))
    return answered(query.but(years=result.years), result, question, desk)


class _Candidates:
    """What a text may mean, held against the plan: each query as the plan answers it, and what it gives.

    `text` as it was typed, `meant` as it is read.
    """

    def __init__(
        self, text: str, meant: str, library: PlanLibrary, context: Context | None, today: date
    ) -> None:
        self.text, self.meant, self.library, self.context = text, meant, library, context
        self.store = store_of(library.others)
        self.results: dict[Query, Result] = {}  # by the queries that `settle` gave
        self.asked: dict[Query, Query] = {}  # … and as they were asked
        self.within = context is not None and goes_on_within(meant, library.vocabulary, today, library.has)

    def settle(self, query: Query) -> Query | None:
        """A candidate as the plan answers it; None where it names what the plan does not have."""
        topics = (each for each in query.all_conditions() if each.aspect == "topic")
        if any(NOISE_ENGLISH.issuperset(each.values) for each in topics):
            return None  # in the city: every item is
        if _is_never(query):
            return None  # not rated ×: rated otherwise
        try:
            settled = _as_it_is(query, self.store)
            if not any(each.aspect in ("measure", "item") for each in settled.base):
                settled = changed(settled, lambda each: _also_called(each, self.text, self.library))
            result = evaluate(settled, self.store)
        except (KatouError, ValueError):
            return None
        if "why" in settled.wants and not result.items and query.values("rating"):
            return None  # nothing has all the words: what has some of them is shown
        if _asks_whether_rated(settled) and _turns_on_lost(settled, result):
            return None  # nobody knows whether there was one: it is shown what there is
        self.asked[settled], self.results[settled] = query, result
        if self.context is not None:
            # 〈課〉のをCSVで: of what was shown last there may be none; then it is asked afresh
            if settled.aggregate in ("list", "show") and settled.form and not result.items:
                return None
            if self.within and not _stays_within(result, self.context):
                return None
        return settled if _named(settled, result, self.store) else None

    def of_several(self, reading: QueryReading) -> QueryReading:
        """〈課〉 ×？ of a department with one item is whether that is so; of several, which of them are."""
        query = reading.query
        if BARE not in reading.explain or not any(each.aspect in OF_MANY for each in query.base):
            return reading
        if not OF_ALL.isdisjoint(hints_in(fold(self.meant))):  # 〈課〉の2項目とも×？ is said of them all
            return reading
        if len(evaluate(Query(query.years, query.base), self.store).items) < 2:
            return reading
        listing = self.settle(Query(query.years, query.base, query.conditions))
        return reading.but(query=listing) if listing is not None else reading

    def question(self, reading: QueryReading, query: Query, lang: str) -> Question:
        """What was read, as the question that cards are worded with; `query` in the words that were typed."""
        asked, result = self.asked[reading.query], self.results[reading.query]
        question = question_of(query, self.text, lang, self.store.scale(result.years[-1]))
        not_so: tuple[str, ...] = ()
        if "why" in query.wants and not query.values("rating"):  # of what is rated otherwise than was said
            taken = asked.values("rating")
            if Items.of(result.items).in_numbers == 1:
                question = question.but(filter=question.filter.but(ratings=taken))
            elif taken and result.items:  # of several none is rated so: no list of that rating
                not_so = (rated_otherwise(taken),)
        year = self.library.others.of(FiscalYear.from_code(result.years[-1]))
        return question.but(
            topics=question.topics or _looked_for(query, self.context),
            explain=reading.explain,
            cost=reading.cost,
            said=(
                *not_so,
                *reading.said,
                *names_told(query.but(years=result.years), self.text, year),
                *_held_against(asked, self.store),
            ),
        )


def _asks_whether_rated(query: Query) -> bool:
    """No.15に評価はありますか"""
    return query.aggregate == "holds" and "rated" in [v for c in query.conditions for v in c.values]


def _turns_on_lost(query: Query, result: Result) -> bool:
    """Whether ratings that are lost decide: one without any, or with one, may do it without them."""
    lost = [item for item in result.base if item.rating.state is State.LOST]
    every = [each.quantifier for each in query.having] == ["all"]
    known = (item.rating.rated for item in result.base if item.rating.state is not State.LOST)
    return bool(lost) and not any(rated is not every for rated in known)


def _stays_within(result: Result, context: Context) -> bool:
    """Whether そのうち… is answered with nothing but the measures items of which were shown.

    Of groups that were shown, or sides that were compared, other items may be asked for.
    """
    query = context.query
    if query is None or not context.keys or query.per in BELONGING or query.sides or query.over_years:
        return True
    shown = {key.rpartition("-")[0] for key in context.keys}
    return all(item.key.rpartition("-")[0] in shown for item in result.items)


def _looked_for(query: Query, context: Context | None) -> tuple[Topic, ...]:
    """The words that led to the items asked on about: a figure of these items is one of these words."""
    if context is None or context.query is None or not query.wants:
        return ()
    named = query.values("item")
    return context.question.topics if named and named == context.query.values("item") else ()


def as_typed(query: Query, text: str) -> Query:
    """The query with words of topics and texts as they were typed: RPA, not rpa."""
    typed = unicodedata.normalize("NFKC", text)
    lower = typed.lower()

    def written(condition: Condition) -> Condition:
        if condition.aspect not in ("topic", "text"):
            return condition
        return condition.but(values=tuple(map(found, condition.values)))

    def found(value: str) -> str:
        at = lower.find(value)
        if at >= 0:
            return typed[at : at + len(value)]
        words = value.split(" ")  # several words of a topic, between which others stand
        return " ".join(map(found, words)) if len(words) > 1 else value

    query = query.but(base=tuple(map(written, query.base)), conditions=tuple(map(written, query.conditions)))
    if not query.having:
        return query
    having = (each.but(conditions=tuple(map(written, each.conditions))) for each in query.having)
    return query.but(having=tuple(having))


def _also_called(condition: Condition, text: str, library: PlanLibrary) -> Condition:
    """A word that is to stand in a text also as the table of words calls it, unless it was quoted."""
    if condition.aspect != "text" or condition.negated:
        return condition
    same, found = library.vocabulary.thesaurus.japanese, dict.fromkeys(condition.values)
    for value in condition.values:
        quoted = any(f"{left}{value}" in fold(text) for left in '「『"')
        for form in () if quoted else map(fold, same.get(value, ())):
            more = library.texts.anywhere((form,)) - library.texts.anywhere(tuple(found))
            if more and library.texts.only_as_a_word(form):
                found[form] = None
    shortest = (form for form in found if not any(o != form and o in form for o in found))
    return condition.but(values=tuple(shortest))


def _as_it_is(query: Query, store: Store) -> Query:
    """A change is one since the year before; a reason is asked of what is named, whatever its rating is."""
    years = query.years or store.years[-1:]
    if query.values("change") == ("dropped",) and query.values("measure"):
        return _whether_gone(query, store)
    if len(years) == 1 and any(each.aspect == "change" for each in query.conditions):
        place = store.years.index(years[0]) if years[0] in store.years else 0
        if not place:
            raise ValueError("no year before it is loaded")
        query = query.but(years=store.years[place - 1 : place + 1])
    if query.places and query.aggregate in ("list", "amounts") and not query.having and len(years) == 1:
        ids = tuple(item.id for item in evaluate(query, store).items)
        return (
            Query(query.years, (Condition("item", ids),), aggregate="show", wants=query.wants)
            if ids
            else query
        )
    query = _of_its_owner(_at_its_place(_of_leaders(_of_tops(query, store), store), store), store)
    query = _in_every_year(_against_a_group(query, store))
    if "why" in query.wants and any(each.aspect in ("measure", "item", "topic") for each in query.base):
        whole = query.but(conditions=tuple(c for c in query.conditions if c.aspect != "rating"))
        return query if evaluate(query, store).items else whole
    return query


def _of_tops(query: Query, store: Store) -> Query:
    """△が一番多い課のうち項目が一番多い課: the ranking of those that stand at a place of another one."""
    if query.aggregate != "rank" or len(query.having) != 1 or query.having[0].quantifier not in TOPS:
        return query
    (having,) = query.having
    of, *base = having.than
    first = Query(query.years, tuple(base), having.conditions, per=GROUP_OF[of.aspect], aggregate="rank")
    first = first.but(
        order="least" if having.number < 0 else "most", by="share" if having.quantifier == TOPS[1] else ""
    )
    rows = evaluate(first, store).rows
    named = tuple(row.value for row in rows if row.place == abs(having.number))
    if not named:
        raise ValueError("none stands there")
    return query.but(base=(*query.base, of.but(values=named)), having=())


def _of_leaders(query: Query, store: Store) -> Query:
    """×が一番多い課の○: the items so rated of the groups that lead the ranking, where they are known.

    Of those at a place, where one is said: 項目が2番目に多い方針の×.
    """
    if query.aggregate != "rank" or [each.quantifier for each in query.having] != [LEADERS]:
        return query
    place = query.places[0] if query.places else 1
    rows = evaluate(query.but(having=(), places=()), store).rows
    leading = [row for row in rows if row.place == place]
    if not leading:
        raise ValueError("nothing leads")
    aspect = ASPECT_OF[query.per]
    base = tuple(each for each in query.base if each.aspect != aspect or each.negated)
    groups = Condition(aspect, tuple(row.value for row in leading))
    return Query(query.years, (*base, groups), query.having[0].conditions)


def _at_its_place(query: Query, store: Store) -> Query:
    """税務課は何番目: the place at which one group stands; of one that has none of it, how many there are."""
    if query.aggregate != "rank" or not query.named:
        return query
    ranked = query.but(named=(), places=(), top=0)
    named = {value for each in query.named for value in each.values}
    places = [row.place for row in evaluate(ranked, store).rows if row.value in named and row.place]
    if places:
        return ranked.but(places=(places[0],) if places[0] > 1 else ())
    return Query(query.years, (*query.base, *query.named), query.conditions, aggregate="count")


def _of_its_owner(query: Query, store: Store) -> Query:
    """No.39は防災課の担当ですか: where it is not, what was asked about is shown with its departments."""
    (quantifier, *_) = [each.quantifier for each in query.having] or [""]
    owners = query.conditions and all(each.aspect == "owner" for each in query.conditions)
    one = query.base and all(each.aspect in ("measure", "item", "topic") for each in query.base)
    if query.aggregate != "holds" or quantifier != "any" or not owners or not one:
        return query
    return query if evaluate(query, store).items else query.but(having=(Having("all"),))


def _against_a_group(query: Query, store: Store) -> Query:
    """More, or fewer, than a group or the whole: than its number or share. Open: all in order."""
    if len(query.having) != 1 or query.having[0].quantifier not in AGAINST:
        return query
    (having,) = query.having
    more, shares = having.quantifier == "past", query.by == "share"
    ranked = Query(query.years, query.base, having.conditions, per=query.per, aggregate="rank", by=query.by)
    ranked = ranked.but(order="least" if having.quantifier == "short" else "most")
    found = _of_the_other(query, having, store)
    if found.undecided and having.than:
        return ranked
    if shares:
        return _with_share(query, having, found.counts.share, evaluate(ranked, store)) or ranked
    level = having.quantifier == "level"
    number = len(found.items) + (0 if level else 1 if more else -1)
    if number < 0:
        return ranked
    if not number:
        return query.but(having=(Having("none", having.conditions),))
    quantifier = "exactly" if level else "at_least" if more else "at_most"
    return query.but(having=(Having(quantifier, having.conditions, number),))


def _of_the_other(query: Query, having: Having, store: Store) -> Result:
    """What the group has, or the whole, that others are held against."""
    aggregate = "share" if query.by == "share" else "count"
    base = (*query.base, *having.than)
    return evaluate(Query(query.years, base, having.conditions, aggregate=aggregate), store)


def _with_share(query: Query, having: Having, share: float | None, groups: Result) -> Query | None:
    """Above or below a share, said in whole per cent that part the groups just so; None where none does."""
    if share is None:
        return None
    more = having.quantifier == "past"
    found = {
        percent(hits, row.rated + row.undecided) for row in groups.rows if row.rated for hits in _may(row)
    }
    for limit in (int(share), int(share) + 1):
        if all(
            (each > limit) == (each > share) if more else (each < limit) == (each < share) for each in found
        ):
            kind = "share_above" if more else "share_below"
            return query.but(by="", having=(Having(kind, having.conditions, limit),))
    return None


def _may(row: ResultRow) -> tuple[int, int]:
    """The fewest and the most hits that a group may have; a lost rating counts either way."""
    return len(row.hits), len(row.hits) + row.undecided


def _held_against(query: Query, store: Store) -> Iterator[str]:
    """The number of the group that others are held against: a key of composing.frame."""
    for having in query.having:
        if having.quantifier in AGAINST:
            found = _of_the_other(query, having, store)
            group = f"{having.than[0].aspect}:{having.than[0].values[0]}" if having.than else ":"
            if query.by == "share":
                yield f"against_share:{found.counts.share}:{group}"
            else:
                yield f"against:{'' if found.undecided else len(found.items)}:{group}"


def _whether_gone(query: Query, store: Store) -> Query:
    """What became of measures: gone since the last year that has them, or what they are now."""
    newest, numbers = store.years[-1], query.values("measure")
    last = next((y for y in reversed(store.years) if all(store.find(y, "measure", n) for n in numbers)), "")
    if last and last != newest and evaluate(query.but(years=(last, newest)), store).items:
        return query.but(years=(last, newest))
    return query.but(years=(), conditions=(), aggregate="show")


def _in_every_year(query: Query) -> Query:
    """A rating in all of several years is one that an item has in each of them."""
    if not query.over_years or query.aggregate in ("compare", "table", "overview") or query.per == "year":
        return query

    def one(condition: Condition) -> Condition:
        whole = condition.aspect == "rating" and condition.every and not condition.years
        return condition.but(years=query.years) if whole else condition

    return changed(query, one)


def names_told(query: Query, text: str, library: PlanLibrary) -> tuple[str, ...]:
    """Names of other years: keys of composing.frame."""
    vocabulary = library.vocabulary
    folded = fold(text)
    if not (vocabulary.offices_elsewhere or vocabulary.titles_elsewhere):
        return _everyone(query, folded, library)
    called = (
        f"called:{name}:{'、'.join(vocabulary.offices_elsewhere[name])}"
        for name in (*query.values("owner"), *_former(query, vocabulary))
        if name in vocabulary.offices_elsewhere and (fold(name) in folded or query.over_years)
    )
    titled = (
        f"titled:{number}:{title}"
        for title, number in vocabulary.titles_elsewhere.items()
        if title in folded and str(number) in query.values("measure")
    )
    return tuple(dict.fromkeys((*called, *titled, *_everyone(query, folded, library))))


def _everyone(query: Query, text: str, library: PlanLibrary) -> tuple[str, ...]:
    """「全課の×」 is the whole plan; what is owned by 全課 itself is the first that is offered."""
    if EVERY_DEPARTMENT not in text:  # as each of these names begins
        return ()
    store = store_of(library.others)
    departments = store.departments(query.years[-1])
    names = (name for name in departments if store.everyone(name) and name not in query.values("owner"))
    return tuple(f"everyone:{name}" for name in names if fold(name) in text)


def _former(query: Query, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What the departments asked for were called in other of several years."""
    asked = set(query.values("owner")) if query.over_years else set()
    return tuple(name for name, now in vocabulary.offices_elsewhere.items() if asked & set(now))


def _named(query: Query, result: Result, store: LibraryStore) -> bool:
    """Whether every measure, item and policy that it names is in the plan."""
    years = result.years if query.values("change") else result.years[-1:]
    return all(
        any(store.find(year, each.aspect, value) for year in years)
        for each in query.all_conditions()
        if each.aspect in ("measure", "item", "policy") and not each.years
        for value in each.values
    )


def _is_never(query: Query) -> bool:
    """Whether what has no rating is to have one, or one item two ratings in one year."""
    rated = [each for each in query.conditions if each.aspect == "rating" and not each.negated]
    plain = [{*each.values} for each in rated if not each.years]
    if len(plain) > 1 and not set.intersection(*plain):
        return True
    return bool(rated) and any(
        each.aspect == "state" and "unrated" in each.values and not each.negated for each in query.base
    )


def in_english(text: str) -> bool:
    """Whether English words stand in a text without kana: romaji beside them is that of names."""
    return not has_kana(text) and bool(pattern(ENGLISH_BESIDE_NAMES).search(text))


def language(text: str, context: Context | None) -> str:
    """The answer's language: Japanese where there is kana, English where there are English words only."""
    if has_kana(text):
        return "ja"
    if pattern("[A-Za-z]{3,}").search(text) and not any(map(is_kanji, text)):
        return "en"
    if in_english(text):
        return "en"
    return context.question.lang if context else "ja"


def _referents(context: Context | None, store: LibraryStore) -> Referents | None:
    """What a follow-up may hang on: the query that was answered, and what its answer showed."""
    if context is None or context.query is None:
        return None
    from bot.understanding.edit import Referents  # here: `katou ask` has no question before

    years = {year: store.items(year) for year in store.years}
    items = [year[key] for key in context.keys if key in (year := years.get(key.partition("/")[0], {}))]
    one_year = len({item.year for item in items}) == 1
    sides = context.answer.groups if isinstance(context.answer, Compared) else ()
    query = context.query
    if not query.wants and query.aggregate in ("show", "list"):  # of items that were named by id
        query = query.but(wants=tuple(dict.fromkeys(each.value for each in context.question.wants)))
    return Referents(
        query=query,
        items=tuple(item.id for item in items) if one_year else (),
        groups=tuple(_as_condition(value) for value in context.groups),
        values=_values(items, store),
        standing=context.standing,
        before=context.before,
        listed=context.listed,
        earlier=context.earlier,
        sizes=lambda asked: _sizes(asked, store),
        items_of=lambda asked: _ids_of(asked, store),
        unit=unit_asked(context.question) if "figure" in query.wants else "",
        sides={_as_condition(each.value): (each.by_rating, each.rated) for each in sides},
    )


def _sizes(query: Query, store: LibraryStore) -> tuple[int, ...]:
    """How many items, measures and groups the answer to a query had."""
    try:
        found = evaluate(query, store)
    except (KatouError, ValueError):
        return ()
    items = found.items
    return tuple({len(items), len({(each.year, each.measure) for each in items}), len(found.rows)})


def _ids_of(query: Query, store: LibraryStore) -> tuple[str, ...]:
    """The items of the answer to a query."""
    try:
        return tuple(each.id for each in evaluate(query, store).items)
    except (KatouError, ValueError):
        return ()


def _as_condition(group: str) -> str:
    """A group as conditions have it: policies and measures by their number alone, not ① or No.30."""
    return (
        str(int(unicodedata.numeric(group)))
        if len(group) == 1 and group.isnumeric()
        else group.removeprefix("No.")
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


KEEPING = (Ask.SOURCE, Ask.BEFORE, Ask.EXPORT, Ask.PICTURE, Ask.LINK)  # they leave the last query as it is


def as_query(found: AnyAnswer, desk: AnswerContext) -> Query | None:
    """The query that gives just the items of an answer that phrases led to; None where it showed none.

    What the question says is held against the plan; where that gives others, the items are named by id.
    """
    if isinstance(found, Helped | Corrected) or (isinstance(found, Nothing | Asked) and not found.items):
        return None
    context, store = desk.context, store_of(desk.library.others)
    wanted = _keys(found.items, store)
    if context is not None and found.question.ask in KEEPING and wanted == set(context.keys):
        return context.query
    query = None if isinstance(found, Nothing | Asked) else query_of(found.question, desk.vocabulary.newest)
    if query is not None:
        try:
            if _keys(evaluate(query, store).items, store) == wanted and _is_said(query, desk):
                return as_typed(query, found.question.text)
        except (KatouError, ValueError):
            pass
    if len(Items.of(found.items).years) != 1 or len(found.items) > MOST_NAMED:
        return None
    measure = store.measure(found.items[0])
    if {item.key for item in measure.items} == wanted:
        base = Condition("measure", (str(measure.number),))
        return Query(years=(measure.year.code,), base=(base,), aggregate="show")
    ids = tuple(item.id for item in found.items)
    return Query(years=(found.items[0].year.code,), base=(Condition("item", ids),))


def _keys(items: Sequence[Item], store: Store) -> Keys:
    return store.keys_of(items) if isinstance(items, PlanItems) else {item.key for item in items}


PLAIN = ("item", "measure", "topic", "text", "policy", "initiative", "owner", "rating")


def _is_said(query: Query, desk: AnswerContext) -> bool:
    """Whether its sentence is read back as the query: sure where it is plain, tried where it is not."""
    aspects = [each.aspect for each in query.all_conditions()]
    once = len(set(aspects)) == len(aspects) and set(aspects) <= set(PLAIN)
    if once and not (
        query.over_years or query.having or query.per or query.sides or query.aggregate == "sum"
    ):
        return True
    library = desk.library
    try:
        sentence = say(query, "ja", None)
    except (KeyError, IndexError):
        return False

    def knows(word: str) -> bool:
        form = fold(word)
        return library.knows(TopicWord(form, (form,)))

    reading = read(sentence, library.vocabulary, desk.today, knows)
    return reading is not None and settled(reading.query) == settled(query)
