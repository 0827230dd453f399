"""A question that expressions read, answered as its query: made whole by the conversation, evaluated, shown.

Kinds of questions are combinations here: the best and the worst are the best and worst mark that anything
has, "all" and "none" are groups that have something, the most items are a ranking of measures.
"""

from __future__ import annotations

from bot.answer import AnyAnswer, Asked, Helped, Listed, Option
from bot.answering import refusals
from bot.answering.answers import answered
from bot.answering.evaluate import evaluate
from bot.answering.queries import as_typed, store_of
from bot.answering.showing import FEW, show_items
from bot.query import BELONGING, Condition, Query, normal
from bot.question import Ask, Field, Filter, Question, Topic, TopicWord, Turn
from bot.understanding.bridge import query_of
from bot.understanding.made_up import named_by
from bot.understanding.message.core import brings_up
from bot.understanding.noise import DONE, GENERAL, NOISE, NOISE_ENGLISH, common_japanese
from bot.understanding.normal_form import normal as respelt
from bot.understanding.reading import ranks_what_is_chosen
from bot.understanding.say import say
from bot.understanding.scan import hints_in, scan
from bot.understanding.scripts import pattern, without_pauses
from bot.understanding.topics import is_common, modifying, names_something
from katou_index.records import TYPE_CHECKING
from katou_index.stems import english_stems
from katou_index.words import fold, tokens

if TYPE_CHECKING:
    from bot.answering.context import AnswerContext
    from bot.answering.result import Result
    from katou_index.plan import Item

SHOWN = ("list", "show", "count", "share", "table", "overview", "holds")  # answers that show what meets it
# Their words are no topics.
WORDLESS = (Ask.ALL, Ask.NONE, Ask.BOTH, Ask.BEST, Ask.WORST, Ask.RANK, Ask.OVERVIEW)

EXTREMES = (Ask.RANK, Ask.BEST, Ask.WORST)  # what asks for a place, the first one where none is said
MUCH = "多い"  # of a table of all ratings: where most items are
# A place of a ranking, not of the list that was shown: 二番目に多い, the second most.
OF_RANKING = (
    r"(?i)(?:番目|番め|つ目|位)に.{0,6}(?:多|おお|少な|すくな|高|低|大き|小さ|良|よい|いい|悪)"
    r"|\b(?:second|third|fourth|fifth|last|\d+(?:st|nd|rd|th))[ -](?:most|fewest|least|highest|lowest|"
    r"largest|smallest|best|worst)"
)
NOUNS = frozenset({"名詞", "接尾辞"})
MANNER = "で"  # behind a word that says how, not of what: ひと目で
BEHIND_TOPIC = (*tuple("のはがをにでともや"), "って")


def by_query(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """The answer of the query that a question is; None where its words or departments lead nowhere."""
    if any(question.ask not in WORDLESS or _is_name(name) for name in question.unknown_departments):
        return None
    alone = question.turn is Turn.SAME and desk.context is None and not (question.filter or question.topics)
    if alone and question.ask is Ask.COUNT and has_more(question, desk):
        return Helped(question=question, about="unclear")
    if question.weak_departments and not question.filter.departments:
        given = question.filter.but(departments=question.weak_departments)
        question = question.but(topics=(), filter=given)
    question = _of_both(question, desk)
    if question.ask in (*WORDLESS, Ask.COMPARE) and (strange := _strange(question, desk)):
        return refusals.no_match(question, strange)
    if question.ask is Ask.COMPARE and not question.over:
        return _compared(question, desk)
    if back := _which_rating(question, desk):
        return back
    if (one := _of_one_item(question, desk)) is not None:
        return show_items(question.but(ask=Ask.SHOW), desk, (one,), wants=(Field.FIGURE,))
    return _of_extremes(question, desk) if question.ask in EXTREMES else _answer(_whole(question, desk), desk)


def _of_both(question: Question, desk: AnswerContext) -> Question:
    """A question with what stands behind two things said of both, where the plan has that of the first, too.

    公共施設や公民館のWi-Fi整備 → 公共施設 Wi-Fi整備 or 公民館 Wi-Fi整備
    """
    if len(question.topics) != 2 or not question.topics[1].instead:
        return question
    (first,), second = question.topics[0].words[:1], question.topics[1]
    last, *behind = second.words
    if not behind or f"{first.text}や{last.text}の" not in fold(question.text):
        return question
    both = Topic((*question.topics[0].words, *behind))
    there = evaluate(Query(base=(Condition("topic", (both.text,)),)), store_of(desk.library.others)).items
    return question.but(topics=(both, second)) if there else question


def _of_extremes(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """A ranking, or what is rated best or worst; None of what is ranked by anything but its items."""
    ranks = question.ask is Ask.RANK
    if ranks and question.topics and not _counts_items(question, desk):
        return None
    if _is_no_place(question, desk):
        return Helped(question=question, about="unclear")
    if ranks:
        library = desk.library
        if ranks_what_is_chosen(question.text, library.vocabulary, desk.today, library.has):
            return Helped(question=question, about="unclear")  # of all groups is something else
        return _answer(_whole(_among_all(question), desk), desk)
    if Field.OWNER in question.wants and _of_nobody(question, desk):
        return refusals.no_match(question, (question.topics[-1].words[-1].text,))  # the best singer
    question = _whole(question, desk)
    question = question.but(filter=question.filter.but(ratings=_extreme(question, desk)))
    found = _answer(question, desk)
    return found.but(note="not_ranked") if isinstance(found, Listed) else found


def _among_all(question: Question) -> Question:
    """A ranking of one department as that of all: alone it would always be the first (防災課の順位)."""
    if not _ranks_one(question):
        return question
    if question.filter.ratings and "of_how_many" not in hints_in(fold(question.text)):
        return question.but(ask=Ask.LIST)  # 防災課で一番あかんかったのはどれ: its items
    return question.but(filter=question.filter.but(departments=()))


def _of_one_item(question: Question, desk: AnswerContext) -> Item | None:
    """No.29は何件, 何%: of one item that is no number of items, but what its texts count."""
    given = question.filter
    if (
        question.ask not in (Ask.COUNT, Ask.SHARE)
        or question.count_by
        or question.group_by
        or question.topics
    ):
        return None
    if given.measures or given.items:
        alone = given == Filter(measures=given.measures, items=given.items)
        named = set(given.measures)
        items = [each for each in desk.plan.items if each.measure in named or each.id in given.items]
    else:
        alone = question.turn is Turn.SAME and not given
        items = list(desk.shown_before()) if desk.context and desk.context.kind == "measure" else []
    return items[0] if alone and len(items) == 1 else None


def _counts_items(question: Question, desk: AnswerContext) -> bool:
    """Whether a ranking of what words lead to is by the number of items: 研修が多い課.

    Not where it is by something else (人気が高い課), or by what the plan does not have (苦情が多い課).
    """
    if question.filter.ratings or question.group_by == "items":
        return True
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    by_number = question.group_by in BELONGING and "of_how_many" in hints_in(fold(question.text))
    return by_number and all(map(desk.library.knows, words))


def _is_no_place(question: Question, desk: AnswerContext) -> bool:
    """Whether a place is none of the ranking (2番目の方針で×が多い課), or items have none (2番目に悪い)."""
    if not question.places or (desk.context is None and question.ask is Ask.RANK):
        return False
    return question.ask is not Ask.RANK or not pattern(OF_RANKING).search(question.text)


def _ranks_one(question: Question) -> bool:
    """防災課は×が多い？ asks where one department stands among all: alone it would always be the first."""
    by_department = question.group_by in ("", "department") and not question.count_by
    return by_department and question.turn is Turn.FRESH and len(question.filter.departments) == 1


def _which_rating(question: Question, desk: AnswerContext) -> Asked | None:
    """割合が一番高い課は？, or 一番高いのは？ of a table of all ratings: the highest share of what?"""
    if question.ask not in EXTREMES or question.topics:
        return None
    shown = _groups_shown(question, desk)
    per, base = (shown.per, shown.base) if shown else (question.group_by, ())
    of_shares = question.as_share and question.ask is Ask.RANK and not question.filter.ratings
    if not (shown or of_shares) or per not in BELONGING:
        return None
    order = "least" if question.least or question.ask is Ask.WORST else "most"
    ranked = Query(base=base, per=per, aggregate="rank", order=order, by="share")
    of_each = (ranked.but(conditions=(Condition("rating", (mark,)),)) for mark in desk.marks)
    sentences = (say(each, question.lang) for each in of_each)
    options = tuple(Option(label=mark, asks=each) for mark, each in zip(desk.marks, sentences, strict=True))
    return Asked(question=question, reason="ambiguous", why="which_rating", options=options)


def _groups_shown(question: Question, desk: AnswerContext) -> Query | None:
    """The table of all ratings, or the groups without something, that a bare superlative is asked of."""
    query = desk.context.query if desk.context is not None else None
    if query is None or question.wants or question.filter.but(ratings=()):
        return None
    table = query.aggregate == "table" and not query.conditions and MUCH not in fold(question.text)
    without = query.aggregate == "list" and any(each.quantifier in ("none", "only") for each in query.having)
    return query if table or without else None


def _is_name(department: str) -> bool:
    """Whether what ends as a department's name does is one, no end of a clause: not 持ってる課."""
    if department.isascii():
        return False
    before = tokens(department[:-1])
    named = named_by(before) or not pattern("[ぁ-ゖ]").search(department)
    return bool(before) and (before[-1].pos in NOUNS or bool(named))


def _strange(question: Question, desk: AnswerContext) -> tuple[str, ...]:
    """What a question begins with, where the plan does not have it: of ferries nothing is all ○.

    Words of a clause before it, 審議会の資料を作っていて、 say what it is asked for, unless it brings up what
    is asked about: 無人バスの実験では、
    """
    text = fold(question.text)
    *before, clause = without_pauses(text).split("、")
    clause, said_of = clause.lstrip(), modifying(text)
    brought = "、".join(filter(brings_up, before))
    words = (word for topic in question.topics for word in topic.words if not word.weak)
    # The whole plan is no answer of anything else. English words beside a mark say too much: the very best.
    whole = question.ask is Ask.OVERVIEW or (question.ask in (Ask.BEST, Ask.WORST) and question.lang == "ja")
    return tuple(
        word.text for word in words
        if (whole and not is_common(word) and word.text + MANNER not in text) or word.text in said_of
        or (clause.startswith(word.text) and clause[len(word.text) :].startswith(BEHIND_TOPIC)
            and (names_something(word) or _is_strange(word, question, desk)))
        or (word.text in brought and names_something(word))
        if not desk.library.knows(word)
    )  # fmt: skip


def _is_strange(word: TopicWord, question: Question, desk: AnswerContext) -> bool:
    """Whether a word of which groups are ranked is one of a thing (苦情の△が多い課), not said of anything."""
    return question.ask is Ask.RANK and desk.library.holds(word.text) is False


def _of_nobody(question: Question, desk: AnswerContext) -> bool:
    """Whether "who" asks for the best one of an English word that the plan does not have: the best singer."""
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    if not words or words[-1].text in (*NOISE_ENGLISH, *DONE) or desk.library.knows(words[-1]):
        return False
    return fold(question.text).rstrip(" ?!.").endswith((f"best {words[-1].text}", f"worst {words[-1].text}"))


def _of_the_table(question: Question, desk: AnswerContext) -> tuple[Topic, ...]:
    """Topics of words that say what is looked at: 空家バンクで×が多い課, the worst tax measure.

    What is ranked may be called by any word of the plan (研修の△が多い課), a whole by a name alone.
    In English those that the table of words has: many others only lead up to what is asked.
    """
    tables = (desk.vocabulary.glossary, desk.vocabulary.thesaurus.english)

    def named(word: TopicWord) -> bool:
        stems = (word.text, *english_stems(word.text))
        meant = {form for table in tables for stem in stems for form in table.get(stem, ())}
        if not word.english:
            done = is_common(word) or f"{word.text}し" in question.text  # 把握しておきたい
            held = question.ask is Ask.RANK or (question.ask in EXTREMES and not done)
            told = held and desk.library.holds(word.text) is True
            told |= question.ask is Ask.OVERVIEW and not (word.weak or is_common(word))
            return desk.library.knows(word) and (told or names_something(word))
        said = word.text in NOISE_ENGLISH or word.text.endswith(("ed", "ing"))  # collected the most
        return word.english and not said and bool(meant - GENERAL)

    kept = (Topic(tuple(word for word in topic.words if named(word))) for topic in question.topics)
    return tuple(topic for topic in kept if topic.words)


def whole(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The items that conditions alone lead to, whatever its words are."""
    if not question.unmentioned:
        question = question.but(topics=())
    plain = question.but(change="", rated_in=(), over=())
    found = _answer(question, desk) or _answer(plain, desk)
    if found is None:  # what is said of it contradicts itself
        return Helped(question=question, about="unclear")
    return found.but(detailed=len(found.items) <= FEW) if isinstance(found, Listed) else found


def overview(question: Question, desk: AnswerContext) -> AnyAnswer:
    """The whole year in numbers."""
    plain = question.but(
        ask=Ask.OVERVIEW, turn=Turn.FRESH, filter=Filter(), topics=(), over=(), change="", rated_in=()
    )
    found = _answer(plain, desk)
    assert found is not None  # it has no words that could lead nowhere
    return found.but(question=question)


def _answer(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    asked = query_in_talk(question, desk)
    if asked is None:
        return None
    query, question = asked
    result = evaluate(query, store_of(desk.library.others))
    words = query.values("topic") or query.values("text")
    if words and not result.base:
        return None
    if question.ask is Ask.RATED and not result.items and question.filter.departments:
        return None  # what it is a member of
    if question.ask is Ask.RANK and question.group_by == "items":
        return _most_items(question, result, desk)
    return answered(as_typed(query, question.text), result, question, desk)


def _whole(question: Question, desk: AnswerContext) -> Question:
    """A question with the topics that it can have: a breakdown by nothing is a count, and a count of nothing
    said is the whole year in numbers."""
    if question.ask in WORDLESS:
        question = question.but(topics=_of_the_table(question, desk))
    alone = question.turn is Turn.SAME and desk.context is None
    if question.ask is Ask.OVERVIEW and question.topics:
        return question.but(ask=Ask.COUNT)  # 研修の評価の内訳
    if question.ask is Ask.TABLE and set(question.filter.ratings) == set(desk.marks):
        question = question.but(filter=question.filter.but(ratings=()))
    if question.ask is Ask.TABLE and question.group_by in ("", "rating"):
        plain = not question.filter and question.turn is Turn.FRESH and not question.topics
        return question.but(ask=Ask.OVERVIEW if alone or plain else Ask.COUNT)
    return question.but(ask=Ask.OVERVIEW) if alone and question.ask is Ask.COUNT else question


def has_more(question: Question, desk: AnswerContext) -> bool:
    """Whether something stands beside what is asked for that was left out: たぬきの評価は is not 評価は."""
    found = scan(respelt(question.text, desk.vocabulary), desk.vocabulary, desk.today)
    if any(cue.meaning == "not" for cue in found.cues):
        return True
    nouns = (each.surface for _, text in found.segments for each in tokens(text) if each.pos == "名詞")
    return any(
        pattern("[ァ-ヺ]{2}|[一-鿿]{2}").search(noun) and noun not in NOISE and noun not in common_japanese()
        for noun in nouns
    )


def is_bare(question: Question, desk: AnswerContext) -> bool:
    """Whether a field is asked for and nothing else: 評価は？, not 評価だけでいい, 項目ごとの評価は."""
    found = scan(respelt(question.text, desk.vocabulary), desk.vocabulary, desk.today)
    leans = any(cue.meaning in ("items", "measures", Turn.SAME) or "だけ" in cue.text for cue in found.cues)
    return not (leans or has_more(question, desk))


def query_in_talk(question: Question, desk: AnswerContext) -> tuple[Query, Question] | None:
    """The query of a question with what it takes over, and the question with the ratings of that."""
    given = question.filter
    if given.measures and given.items:  # No.4とNo.30の項目3
        ids = (item.id for number in given.measures for item in desk.plan.by_number[number].items)
        question = question.but(filter=given.but(measures=(), items=tuple(sorted({*ids, *given.items}))))
    query = query_of(question, desk.vocabulary.newest)
    if query is None:
        return None
    if not question.over:
        query = query.but(years=(desk.year.code,))
    if question.turn is Turn.SWITCH and desk.context is not None and not (given.measures or given.items):
        return _still(query, _before(desk)), question
    if question.turn not in (Turn.NARROW, Turn.REMOVE, Turn.SAME) or desk.context is None:
        return query, question
    before = _before(desk)
    own = query.values("rating")
    kept = tuple(each for each in before.conditions if each.aspect != "rating" or not own)
    if question.ask is not Ask.SHARE:
        kept = before.conditions
    query, kept = _within(query, kept)
    query = normal(query.but(base=(*before.base, *query.base), conditions=(*kept, *query.conditions)))
    if question.ask is Ask.SHARE:
        question = question.but(filter=question.filter.but(ratings=query.values("rating")))
    return query, question


# Conditions that a question does not hold: they stay where another rating or department is asked for.
UNHELD = ("member", "shared", "spread", "sized", "mixed", "empty", "figure", "state")


def _still(query: Query, before: Query) -> Query:
    """×だと何件？ The query, still of what it was asked of that a question cannot say: without evidence."""
    said = {each.aspect for each in query.all_conditions()}
    kept = (each for each in before.base if each.aspect in UNHELD and each.aspect not in said)
    return normal(query.but(base=(*kept, *query.base)))


def _within(query: Query, kept: tuple[Condition, ...]) -> tuple[Query, tuple[Condition, ...]]:
    """Both without saying a rating twice: × among △ and × is ×."""
    own = next((each for each in query.conditions if each == Condition("rating", each.values)), None)
    wider = next((each for each in kept if each == Condition("rating", each.values)), None)
    both = tuple(value for value in own.values if value in wider.values) if own and wider else ()
    if not both:
        return query, kept
    narrow = tuple(each for each in query.conditions if each is not own)
    query = query.but(conditions=(*narrow, Condition("rating", both)))
    return query, tuple(each for each in kept if each is not wider)


def _before(desk: AnswerContext) -> Query:
    """The query before as conditions of this one; what it showed by id where it is more than conditions."""
    context = desk.context
    query = context.query if context is not None and context.year in (None, desk.year) else None
    plain = query is not None and query.aggregate in SHOWN and not query.over_years
    if query is not None and plain and not (query.having or query.sides or query.places):
        return normal(query)
    shown = tuple(item.id for item in desk.shown_before())
    if query is not None and query.base and query.aggregate == "holds" and not query.over_years:
        whole = Query(base=query.base)  # what something was said of, where that was shown
        if {item.id for item in evaluate(whole, store_of(desk.library.others)).items} == set(shown):
            return whole
    return Query(base=(Condition("item", shown),))


def _extreme(question: Question, desk: AnswerContext) -> tuple[str, ...]:
    """The best or the worst mark that anything asked about has."""
    asked = query_in_talk(question.but(ask=Ask.LIST), desk)
    items = evaluate(asked[0], store_of(desk.library.others)).items if asked else ()
    marks = desk.marks if question.ask is Ask.BEST else desk.marks[::-1]
    return next(((mark,) for mark in marks if any(item.rating.mark == mark for item in items)), marks[:1])


def _most_items(question: Question, result: Result, desk: AnswerContext) -> AnyAnswer:
    return show_items(question, desk, result.items, wants=(Field.RATING,)).but(counts=result.counts)


def _named_sides(given: Filter) -> tuple[object, ...]:
    return (*given.departments, *given.policies, *given.initiatives, *given.measures)


def _compared(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """Departments, policies, initiatives or measures side by side; of a follow-up with those before."""
    given = question.filter
    if question.turn is Turn.SAME and desk.context:
        before = desk.context.question.filter
        given = given.added_to(Filter(departments=before.departments, policies=before.policies))
        if not (given.departments or given.policies):
            owners = tuple(dict.fromkeys(owner for item in desk.shown_before() for owner in item.owners))
            given = given.but(departments=owners if len(owners) <= FEW else ())
    if _of_the_table(question, desk) and len(_named_sides(given)) == 1 and not question.city:
        return Asked(question=question, reason="ambiguous", why="compare_what")  # not with the whole city
    if given.departments or given.policies or given.initiatives or given.measures:
        return _answer(question.but(turn=Turn.FRESH, filter=given, topics=()), desk)
    if len(given.ratings) > 1:
        return by_query(question.but(ask=Ask.COUNT), desk)
    return None if question.topics else Asked(question=question, reason="ambiguous", why="compare_what")
