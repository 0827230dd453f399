"""Which loaded years a question is about: the one it is answered from, and those to hold side by side.

Where nothing says a year, the newest is meant; a follow-up stays in the year of what was shown.
"""

from __future__ import annotations

from bot.conversation import Context
from bot.question import Ask, Filter, Question, Turn
from bot.scanning import Scan
from bot.scripts import pattern
from bot.superlatives import has_superlative
from bot.vocabulary import Vocabulary
from katou_index.plan import FiscalYear
from katou_index.records import replace

CHANGES = ("better", "worse", "same", "changed", "new", "ended", "renamed")
# What a question may ask of several years; anything else is about one.
OVER = frozenset({
    Ask.SHOW, Ask.LIST, Ask.COUNT, Ask.SHARE, Ask.RANK, Ask.TABLE, Ask.COMPARE, Ask.OVERVIEW, Ask.TREND,
    Ask.DELTA, Ask.FIGURE, Ask.RATED,
})  # fmt: skip
# The year said is the one to compare with: R2から, R2と比べて, since R2. In R2で改善した it is the later one.
SINCE = (
    r"Y(?:年度?)?(?:の(?:評価|結果|とき|時|分)|時点|当時)?(?:から|より|と(?:比|くら)|に比べ|にくらべ|比|以降|以来)"
    r"|(?:since|from|than(?: in)?|compared (?:with|to)|with|vs\.?|versus|against|after) Y"
)


def across(question: Question, found: Scan, vocabulary: Vocabulary, context: Context | None) -> Question:
    """The question with `year`, `over` and `change`; what asks of several years leans on what was shown."""
    loaded = vocabulary.years
    if len(loaded) == 1:
        return replace(question, year=loaded[0])
    question = _hanging(question, found, context)
    said = tuple(sorted(year for year in question.filter.years if year in loaded))
    missing = len(said) < len(question.filter.years)
    base = _base(question, vocabulary, context)
    over = () if missing or question.ask not in OVER else _over(question, found, said, base, vocabulary)
    change = next((each for each in CHANGES if found.has(each)), "")
    if len(over) < 2:
        alone = change and question.ask in OVER and not missing  # there is no year before it
        return replace(question, year=said[-1] if said else base, ask=Ask.TREND if alone else question.ask)
    most = change and has_superlative(found)  # どの課が一番改善した？
    named = len(said) == 1 and over == loaded and not change  # R2のNo.33の推移: a number of that year
    return replace(
        question,
        year=said[0] if named else over[-1],
        over=over,
        change=change,
        ask=Ask.RANK if most else question.ask,
        filter=replace(question.filter, years=over),
        wants=tuple(want for want in question.wants if not change or want.value != "rating"),
    )


def _base(question: Question, vocabulary: Vocabulary, context: Context | None) -> FiscalYear:
    hangs = context is not None and question.turn is not Turn.FRESH
    year = context.year if hangs and context is not None else None
    return year if year in vocabulary.years and year is not None else vocabulary.newest


def _hanging(question: Question, found: Scan, context: Context | None) -> Question:
    """「前年と比べて」「R2では？」 after an answer: of what was shown."""
    if context is None or question.turn not in (Turn.FRESH, Turn.NARROW) or question.ask not in OVER:
        return question
    own = question.own if question.turn is Turn.NARROW and question.own is not None else question.filter
    topics = question.topics if question.topics != context.question.topics else ()
    if replace(own, years=()) != Filter() or topics or question.places:
        return question
    asks_years = found.has("history") or found.has("year_before") or any(map(found.has, CHANGES))
    whole = found.has("city") or found.has("measures") or found.has("items") or question.ask is Ask.OVERVIEW
    if not (own.years or asks_years) or whole or (question.turn is Turn.FRESH and question.ask is Ask.LIST):
        return question
    if context.kind == "measure" or context.question.topics:
        given = Filter(years=own.years)
        return replace(question, turn=Turn.SAME, filter=given, topics=(), implicit=False)
    before = context.question
    ask = before.ask if question.ask is Ask.SHOW and not asks_years else question.ask
    return replace(
        question,
        turn=Turn.SWITCH,
        filter=replace(before.filter, years=own.years),
        ask=ask,
        group_by=question.group_by or before.group_by,
        implicit=False,
    )


def _over(
    question: Question, found: Scan, said: tuple[FiscalYear, ...], base: FiscalYear, vocabulary: Vocabulary
) -> tuple[FiscalYear, ...]:
    """The years to hold side by side; fewer than two where the question is about one."""
    loaded = vocabulary.years
    if len(said) > 1:
        return said
    since = bool(said) and pattern(SINCE).search(found.line) is not None
    if found.has("history"):
        return tuple(year for year in loaded if year >= said[0]) if since else loaded
    if since and said[0] != base:
        return tuple(sorted((said[0], base)))
    later = said[0] if said else base
    changed = any(map(found.has, CHANGES))
    compared = question.ask is Ask.COMPARE and said and not (question.city or _sides(question) > 1)
    if compared and said[0] != base:
        return tuple(sorted((said[0], base)))
    if found.has("year_before"):
        before = FiscalYear(later.began - 1)
        return (before, later) if before in loaded else ()
    if changed or question.ask is Ask.TREND or compared:
        earlier = [year for year in loaded if year < later]
        return (earlier[-1], later) if earlier else ()
    return ()


def _sides(question: Question) -> int:
    given = question.filter
    return sum(map(len, (given.departments, given.policies, given.initiatives, given.measures)))


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
            told += [f"called:{name}:{'、'.join(called)}"] if called else []
        changed[field] = tuple(dict.fromkeys(names))
    if not told:
        return question
    return replace(
        question, filter=replace(question.filter, **changed), said=(*question.said, *dict.fromkeys(told))
    )
