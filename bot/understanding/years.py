"""Which loaded years a question is about: the one it is answered from, and those to hold side by side.

Where nothing says a year, the newest is meant; a follow-up stays in the year of what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation import Context
from bot.question import Ask, Field, Filter, Question, Topic, Turn
from bot.understanding.kinds import FORMS
from bot.understanding.numbers import THIS_YEAR, shift_of
from bot.understanding.scan import Scan
from bot.understanding.scripts import pattern
from bot.understanding.spans import Number
from bot.understanding.superlatives import has_superlative
from bot.understanding.vocabulary import Vocabulary
from katou_index.plan import FiscalYear
from katou_index.records import replace
from katou_index.words import fold

CHANGES = (
    "better", "worse", "always", "same", "offices", "owners", "unrated", "new", "ended", "renumbered",
    "renamed", "changed",
)  # fmt: skip
# What a question may ask of several years; anything else is about one.
OVER = frozenset({
    Ask.SHOW, Ask.LIST, Ask.COUNT, Ask.SHARE, Ask.RANK, Ask.TABLE, Ask.COMPARE, Ask.OVERVIEW, Ask.TREND,
    Ask.DELTA, Ask.FIGURE, Ask.RATED, Ask.UNRATED,
})  # fmt: skip
WHOLLY = (Ask.ALL, Ask.NONE, Ask.BOTH)  # 3年とも全部○, where one year is loaded
IN_A_ROW = r"(\d)(?:年|か年|ヶ年)度?間?(?:とも|連続|続け|ずっと)"
OF_YEAR = (  # what stands between a year and its rating: R2で×, R2の評価が×, R2 was ×
    r"(?:年度?)?(?:で|では|に|は|の|の評価が|の評価は|、|:|\s)*も?\s*(?:was |is |were |are |rated )?"
)


def across(question: Question, found: Scan, vocabulary: Vocabulary, context: Context | None) -> Question:
    """The question with `year`, `over` and `change`; what asks of several years leans on what was shown."""
    loaded = vocabulary.years
    if len(loaded) == 1:  # 「3年連続で×」: there is no year before it
        question = _relative(question, found, vocabulary, context) if context else question
        may = question.ask in OVER or question.ask in WHOLLY
        before = found.hints("several") and may and not question.filter.years
        return replace(question, year=loaded[0], ask=Ask.TREND if before else question.ask)
    row = pattern(IN_A_ROW).search(fold(question.text)) if found.hints("several") else None
    if row is not None and int(row[1]) > len(loaded):  # 「4年連続で×」 of three years: one is not there
        return replace(question, year=loaded[0], ask=Ask.TREND)
    moved_so = found.has("better") or found.has("worse")
    if question.ask in (Ask.BEST, Ask.WORST) and moved_so:
        question = replace(question, ask=Ask.LIST)  # 一番良くなった事業: not the best one
    if question.form and question.ask in FORMS and (found.has("history") or any(map(found.has, CHANGES))):
        question = replace(question, ask=Ask.SHOW)  # 「改善した事業をExcelで」
    question = _relative(question, found, vocabulary, context)
    question = _hanging(question, found, context)
    if found.has("which_years") and not question.filter and not _required(question.topics):
        return replace(question, ask=Ask.SOURCE, turn=Turn.FRESH, said=("years",), year=vocabulary.newest)
    said = tuple(sorted(year for year in question.filter.years if year in loaded))
    missing = len(said) < len(question.filter.years)
    base = _base(question, vocabulary, context)
    over = () if missing or question.ask not in OVER else _over(question, found, said, base, vocabulary)
    change = next((each for each in CHANGES if found.has(each)), "")
    if len(over) < 2:
        alone = change and question.ask in OVER and not missing  # there is no year before it
        return replace(question, year=said[-1] if said else base, ask=Ask.TREND if alone else question.ask)
    question = replace(question, over=over, filter=replace(question.filter, years=over))
    return _asked(question, found, vocabulary, said, change)


def _asked(
    question: Question, found: Scan, vocabulary: Vocabulary, said: tuple[FiscalYear, ...], change: str
) -> Question:
    """What is asked of the years in `over`, and the year whose numbers and names are meant."""
    over = question.over
    rated_in = () if found.hints("also") else _rated_in(found, over)
    whole = found.has("which") or found.has("items") or found.has("measures") or question.ask is Ask.LIST
    asked_of_all = change in ("better", "worse") or (change in ("always", "same") and question.doubted)
    if asked_of_all and _named(question) and not whole and question.ask is not Ask.COUNT:
        change = ""  # 「防災課は良くなった？」: all that became of it
    numeric = question.ask in (Ask.SHARE, Ask.COUNT)
    if change == "changed" and (numeric or (len(said) > 1 and not question.topics)):
        change = ""
    ask = question.ask
    most = has_superlative(found) or found.hints("most")
    if change and most and found.hints("groups"):
        ask = Ask.RANK  # どの課が一番改善した？
    elif found.has("counted") and ask in (Ask.SHOW, Ask.COMPARE, Ask.TREND, Ask.LIST):
        ask = Ask.COUNT
    year = over[-1]
    if len(said) == 1 and over == vocabulary.years and not change and found.has("history"):
        year = said[0]  # R2のNo.33の推移
    steps = found.hints("steps")
    given = question.filter
    numbers = tuple(span.value for _, span in found.signs if span.sign == "N")
    said_numbers = [number.measure for number in numbers if isinstance(number, Number)]
    amount = next((number for number in said_numbers if isinstance(number, int)), 1) if steps else 1
    if steps:
        given = replace(given, measures=(), items=())
    return replace(
        question,
        year=_year_of_number(found, over, vocabulary) or year,
        change=change or ("moved" if rated_in else ""),
        ask=ask,
        steps=amount,
        rated_in=rated_in,
        filter=replace(given, ratings=()) if rated_in else given,
        wants=tuple(want for want in question.wants if not change or want.value != "rating"),
    )


def _named(question: Question) -> bool:
    given = question.filter
    return bool(given.departments or given.policies or given.initiatives)


# -- which years ---------------------------------------------------------------------------------------------


def _base(question: Question, vocabulary: Vocabulary, context: Context | None) -> FiscalYear:
    """The year that is meant where none is said: that of what was shown, for a follow-up."""
    if context is None or question.turn is Turn.FRESH or context.year not in vocabulary.years:
        return vocabulary.newest
    if question.turn is Turn.NTH:
        return context.year_at(question.places) or context.year or vocabulary.newest
    return context.year or vocabulary.newest


def _relative(question: Question, found: Scan, vocabulary: Vocabulary, context: Context | None) -> Question:
    """「去年は？」 after R3 is R2: where the calendar's is not loaded, it counts from what is shown.

    Not where a later year was asked for in vain (R8の×は？ 去年は？): that is the calendar's.
    """
    base = (context.year if context else None) or vocabulary.newest
    if context is not None and any(year > vocabulary.newest for year in context.question.filter.years):
        return question
    told: list[str] = []
    years = list(question.filter.years)
    compares = found.hints("compares") or question.ask is Ask.COMPARE
    compares = compares or any(map(found.has, CHANGES))
    back = any(span.sign == "Y" and shift_of(span.text) < 0 for _, span in found.signs)
    for _, span in found.signs:
        shift = shift_of(span.text) if span.sign == "Y" else 0
        if back and span.text in THIS_YEAR and span.value in years and span.value not in vocabulary.years:
            years[years.index(span.value)] = base  # 「去年とくらべて今年は」
            continue
        meant = FiscalYear(base.began + shift)
        if shift < 0 and span.value in years and span.value not in vocabulary.years and (context or compares):
            years[years.index(span.value)] = meant
            told.append(f"relative:{span.text}:{base.code}:{meant.code}")
    before = FiscalYear(base.began - 1)
    bare = not years and found.has("that_year_before") and question.ask in (*OVER, Ask.CORRECT)
    if bare and (context or question.filter) and (context or not question.topics):
        years.append(before)
        ask = Ask.SHOW if question.ask in (Ask.DELTA, Ask.TREND) else question.ask
        question = replace(question, ask=ask)
        told.append(f"relative::{base.code}:{before.code}")
    if not told:
        return question
    given = question.filter
    own = question.own
    return replace(
        question,
        filter=replace(given, years=tuple(years)),
        own=replace(own, years=tuple(years)) if own is not None else None,
        said=(*question.said, *told),
    )


def _hanging(question: Question, found: Scan, context: Context | None) -> Question:
    """「前年と比べて」「R2では？」 after an answer: of what was shown."""
    turns = (Turn.FRESH, Turn.NARROW, Turn.SWITCH, Turn.SAME)
    if context is None or question.turn not in turns or question.ask not in OVER:
        return question
    own = question.own if question.turn is not Turn.FRESH and question.own is not None else question.filter
    topics = question.topics if question.topics != context.question.topics else ()
    if replace(own, years=()) != Filter() or _required(topics) or question.places:
        return question
    asks_years = any(map(found.has, ("history", "year_before", "now", *CHANGES)))
    whole = found.has("city") or found.has("measures") or found.has("items") or question.ask is Ask.OVERVIEW
    if not (own.years or asks_years) or whole or (question.turn is Turn.FRESH and question.ask is Ask.LIST):
        return question
    if context.kind == "measure" or context.question.topics:
        given = Filter(years=own.years)
        return replace(question, turn=Turn.SAME, filter=given, topics=())
    before = context.question
    ask = before.ask if question.ask in (Ask.SHOW, Ask.TREND) and not asks_years else question.ask
    return replace(
        question,
        turn=Turn.SWITCH,
        filter=replace(before.filter, years=own.years),
        ask=ask,
        group_by=question.group_by or before.group_by,
    )


def _required(topics: tuple[Topic, ...]) -> bool:
    return any(not word.weak for topic in topics for word in topic.words)


def _over(
    question: Question, found: Scan, said: tuple[FiscalYear, ...], base: FiscalYear, vocabulary: Vocabulary
) -> tuple[FiscalYear, ...]:
    """The years to hold side by side; fewer than two where the question is about one."""
    loaded = vocabulary.years
    if len(said) > 1:
        between = found.hints("range")
        return tuple(year for year in loaded if said[0] <= year <= said[-1]) if between else said
    since = bool(said) and (found.hints("since") or found.has("since"))
    since = since or (bool(said) and found.hints("also"))
    when = Field.WHEN in question.wants and any(map(found.has, CHANGES))  # いつ下がった
    if found.has("history") or found.has("always") or when:
        return tuple(year for year in loaded if year >= said[0]) if since else loaded
    if since and said[0] != base:
        return tuple(sorted((said[0], base)))
    later = said[0] if said else base
    compared = question.ask is Ask.COMPARE and said and not (question.city or _sides(question) > 1)
    if (compared or found.has("now")) and said and said[0] != base:
        return tuple(sorted((said[0], base)))
    if found.has("year_before"):
        before = FiscalYear(later.began - 1)
        return (before, later) if before in loaded else ()
    counted = found.has("counted") and not _required(question.topics) and not question.figures
    counted = counted and bool(question.filter.ratings or found.has("measures") or found.has("items"))
    moved = found.hints("moved")
    changed = any(map(found.has, CHANGES)) or moved or counted
    if changed or question.ask is Ask.TREND or compared:
        earlier = [year for year in loaded if year < later]
        return (earlier[-1], later) if earlier else ()
    return ()


def _sides(question: Question) -> int:
    given = question.filter
    return sum(map(len, (given.departments, given.policies, given.initiatives, given.measures)))


# -- which year a number or a rating belongs to --------------------------------------------------------------


def _year_of_number(found: Scan, over: tuple[FiscalYear, ...], vocabulary: Vocabulary) -> FiscalYear | None:
    """「R2のNo.33はR3でどうなった」: the year whose number it is; the latest that has it where none says."""
    typed = [
        (place, span.value)
        for place, span in found.signs
        if span.sign == "N" and isinstance(span.value, Number) and span.text not in vocabulary.names
    ]
    if not typed or found.hints("steps"):
        return None
    place, number = typed[0]
    years = [(at, year) for at, year in _places(found, over) if at < place]
    beside = [year for at, year in years if not found.line[at + 1 : place].strip(" の:、,")]
    if beside and not pattern(r"Y(?:と|、|,| and )\s*Yの?N").search(found.line):
        return beside[-1]
    having = [year for year in reversed(over) if number.measure in vocabulary.index.plan(year).by_number]
    return having[0] if having and having[0] != over[-1] else None


def _rated_in(found: Scan, over: tuple[FiscalYear, ...]) -> tuple[tuple[FiscalYear, str], ...]:
    """「R2で×だった事業はR3で…」: the ratings that belong to one of the years."""
    marks = [(place, str(span.value)) for place, span in found.signs if span.sign == "M"]
    if not marks:
        return ()
    if len(marks) == 2 and found.hints("moved"):
        return ((over[0], marks[0][1]), (over[-1], marks[1][1]))
    years = _places(found, over)
    belongs = []
    for place, mark in marks:
        year = _governing(place, years, found.line)
        if year is not None:
            belongs.append((year, mark))
    each_once = len({year for year, _ in belongs}) == len(belongs) == len(marks)
    return tuple(belongs) if each_once else ()


def _places(found: Scan, over: tuple[FiscalYear, ...]) -> list[tuple[int, FiscalYear]]:
    """Where in the line years of `over` stand."""
    years = ((at, span.value) for at, span in found.signs if span.sign == "Y")
    return [(at, year) for at, year in years if isinstance(year, FiscalYear) and year in over]


def _governing(place: int, years: Sequence[tuple[int, FiscalYear]], line: str) -> FiscalYear | None:
    """The year that a rating at `place` belongs to: R2で×, × in R2; not R2とR3の×."""
    for at, year in reversed(years):
        between = line[at + 1 : place]
        joined = re.search(r"Y(?:と|や|、|,|・| and | to |から|[~〜～-])\s*$", line[:at])
        if at < place:
            near = pattern(OF_YEAR).fullmatch(between)
            return year if near and not joined else None
    after = re.match(r"M[^MY]{0,14}?in Y", line[place:])
    if after:
        at = place + after.end() - 1
        return next((year for spot, year in years if spot == at), None)
    return None


# -- names of other years ------------------------------------------------------------------------------------


def moved(question: Question, found: Scan, vocabulary: Vocabulary) -> Question:
    """The question with departments as they are called in its year; what was renamed is told."""
    if len(vocabulary.years) == 1:
        return question
    told = [
        f"titled:{vocabulary.titles_elsewhere[span.text]}:{span.text}"
        for _, span in found.signs
        if span.sign == "N" and span.text in vocabulary.titles_elsewhere
    ]
    changed: dict[str, tuple[str, ...]] = {}
    for field in ("departments", "not_departments"):
        names: list[str] = []
        for name in getattr(question.filter, field):
            called = vocabulary.offices_elsewhere.get(name)
            names += called or (name,)
            if called and fold(name) in found.text:  # not where it only comes from what was said before
                told.append(f"called:{name}:{'、'.join(called)}")
        changed[field] = tuple(dict.fromkeys(names))
    kept = [said for said in question.said if not said.startswith(("called:", "titled:"))]
    if any(said.startswith("relative:") for said in kept):
        kept = [said for said in kept if said != "calendar_year"]  # 去年 is told already
    return replace(question, filter=replace(question.filter, **changed), said=(*kept, *dict.fromkeys(told)))
