"""Where the plan has no answer: question → `Nothing` with its own clear reason, never the least bad measure.

`guard`     other cities, years that are not loaded, marks of no scale, columns and numbers not there
`no_match`  words that occur nowhere
`trend`     what one year alone cannot tell
"""

from __future__ import annotations

import re

from bot.answer import AnyAnswer, Helped, Nothing, Option
from bot.answering.context import AnswerContext
from bot.answering.lacking import lacking_in
from bot.answering.ranking import Texts
from bot.answering.selecting import select
from bot.answering.showing import show_items
from bot.answering.topics import match
from bot.question import Ask, Field, Filter, Question, Turn
from bot.understanding.cities import OfOthers, of_others, other_place
from bot.understanding.scan import hints_in
from bot.understanding.scripts import digits_in, pattern
from bot.understanding.topics import names_something
from bot.understanding.vocabulary import circled
from bot.wording.queries import mentioning, of_department
from katou_index.plan import FiscalYear, Item, MeasureNumber, measure_of
from katou_index.records import TYPE_CHECKING, replace
from katou_index.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# What only the sheet of a year says of it, whatever other years' texts name that year.
ITS_OWN = frozenset({Field.RATING, Field.RESULT, Field.OWNER, Field.EVIDENCE})
FEW = 5  # items that have a word which says what is asked of
A_WORD = "[一-鿿ァ-ヺー]{2,}|[a-z]{2,}"
# 3つ未満, 根拠がない, 項目が一つの事業: conditions that only templates read
LIMITS = frozenset({"bounded", "blank", "sized"})
# A number that is said to be one, but that no plan prints so: the whole plan is not what was asked about.
STRANGE_NUMBER = r"(?i)(?:no[.．]|№)\s*((?:[a-z]{1,3}|[一-龠]{1,6})-?[0-9]{1,6}(?:-[0-9]{1,3})?)(?![0-9])"
TALK = (Ask.HELP, Ask.THANKS, Ask.HELLO, Ask.RESET, Ask.SETTINGS, Ask.WRITE)


def guard(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """What no kind of question may step over: other places, years and measures that do not exist."""
    if question.ask in TALK:
        return None
    if place := _elsewhere(question.text, desk):
        return Nothing(question=question, reason="out_of_scope", subject=place)
    for found_missing in (_another_year, _another_scale, _left_out, _no_column, _no_such_number):
        if (refused := found_missing(question, desk)) is not None:
            return refused
    return None


def _another_year(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """That a year is not loaded, or what the texts of the others tell of it."""
    missing = tuple(year for year in question.filter.years if year not in desk.vocabulary.years)
    if question.dated and not desk.texts.having(question.months):
        missing = question.dated
    if not missing or question.ask is Ask.OPINION or _looks_for_the_year(question):
        return None
    if items := _naming_year(question, missing[0], desk):
        asked = replace(
            question,
            filter=replace(question.filter, years=()),
            said=(*question.said, f"written_year:{missing[0].japanese}"),
            # The rating shown is that of this year.
            wants=(question.ask is not Ask.COMPARE and question.wants) or (Field.FIGURE,),
        )
        return show_items(asked, desk, items)
    near = _year_written(missing[0], question.lang, desk)
    return Nothing(question=question, reason="year_not_loaded", year=missing[0], near=near)


def _another_scale(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """That a rating is none of the scale."""
    if not question.filter.ratings:
        return None
    from bot.answering.scales import not_in_scale  # here: most questions name no rating

    loaded = tuple(year for year in question.filter.years if year in desk.vocabulary.years)
    return not_in_scale(question, question.filter.ratings, loaded, desk)


def _left_out(question: Question, _desk: AnswerContext) -> AnyAnswer | None:
    """That a word which limits a rating was not read, or a number is none of a plan: neither is left out.

    Nor is one word of several that is to be left out, where no template read that.
    """
    if "without_one" in question.said:
        return Helped(question=question, about="unclear")
    numbered = question.filter.measures or question.filter.items
    rated = question.filter.ratings or question.filter.not_ratings
    if rated and LIMITS & hints_in(fold(question.text)):
        return Helped(question=question, about="unclear")
    if not numbered and (strange := _strange_number(question.text)):
        return Nothing(question=question, reason="no_such_measure", subject=f"No.{strange}")
    return None


def _no_column(question: Question, desk: AnswerContext) -> AnyAnswer | None:
    """That the sheet has no column for what is asked."""
    lacking = lacking_in(question, lambda: about(question, desk), desk)
    if lacking is not None and question.ask is Ask.COUNT and lacking.items:
        return show_items(question, desk, lacking.items, wants=(Field.FIGURE,))  # 実績は何件: in any text
    return lacking


def _no_such_number(question: Question, desk: AnswerContext) -> Nothing | None:
    """That no measure, item or policy of the plan has a number."""
    given = question.filter
    for number in (*given.measures, *map(measure_of, given.items)):
        if number not in desk.plan.by_number:
            near = _in_other_years(number, desk)
            return Nothing(question=question, reason="no_such_measure", subject=f"No.{number}", near=near)
    for each in given.items:
        if not desk.items((each,)):
            near = _measures(each, desk)
            return Nothing(question=question, reason="no_such_measure", subject=f"No.{each}", near=near)
    for policy in (*given.policies, *given.not_policies):
        if policy not in desk.vocabulary.policies:
            policies = sorted(desk.vocabulary.policies.items())
            near = tuple(Option(label=name, asks=circled(number)) for number, name in policies[:6])
            return Nothing(question=question, reason="no_match", subject=f"基本方針{policy}", near=near)
    return None


def _looks_for_the_year(question: Question) -> bool:
    """令和3年度と書いてある事業: whether the year is what is looked for in the texts, and nothing else is."""
    words = (word for topic in question.topics for word in topic.words if not word.weak)
    return question.ask is Ask.MENTION and not any(map(names_something, words))


def _strange_number(text: str) -> str:
    """A number that no plan prints so, "" for none: most questions have no digit, and the pattern is slow to
    compile."""
    if not digits_in(text) or ("№" not in text and "no" not in text.lower()):
        return ""
    strange = pattern(STRANGE_NUMBER).search(text)
    return strange[1].upper() if strange else ""


def _in_other_years(number: MeasureNumber, desk: AnswerContext) -> tuple[Option, ...]:
    """The measure of this number in other loaded years, newest first."""
    here = (
        desk.vocabulary.index.ties(year, desk.year).measures.get(number)
        for year in reversed(desk.vocabulary.years)
        if year != desk.year and number in desk.plan_of(year).by_number
    )
    now = next((desk.plan.by_number[each] for each in here if each in desk.plan.by_number), None)
    called = () if now is None else (Option(f"{desk.year.code} No.{now.number} {now.title}",
                                            f"{desk.year.code}のNo.{now.number}", dated=True),)  # fmt: skip
    found = (
        (year, desk.plan_of(year).by_number.get(number))
        for year in reversed(desk.vocabulary.years)
        if year != desk.year
    )
    others = tuple(
        Option(f"{year.code} No.{number} {measure.title}", f"{year.code}のNo.{number}", dated=True)
        for year, measure in found
        if measure is not None
    )
    return (*called, *others)


def _naming_year(question: Question, year: FiscalYear, desk: AnswerContext) -> tuple[Item, ...]:
    """The items a question is about whose texts name a year that is not loaded: 34件（R1年度：48件）."""
    given = replace(question.filter, years=())
    compared = question.ask is Ask.COMPARE and Field.RATING not in question.wants  # 人数をR1年度と比べて
    own = question.ask is Ask.RATED or "sheet_of" in hints_in(fold(question.text))
    own = own or (not compared and bool(ITS_OWN.intersection(question.wants)))
    if own or given.ratings or given.not_ratings:
        return ()
    figure = question.wants == (Field.FIGURE,) or question.ask is Ask.COUNT  # never a rating of another year
    hangs = given == Filter() and not question.topics and figure
    if not (question.topics or given.measures or given.items or hangs):
        return ()
    found = desk.shown_before()[:MOST_SHOWN] if hangs else select(desk.plan, given)
    if question.topics:
        matched = match(question.topics, found, desk)
        found = () if matched.unknown else (*matched.primary, *_with_a_word(question, matched.related, desk))
    forms = (fold(year.japanese), fold(f"{year.code}年度"))
    return tuple(item for item in found if any(form in desk.texts.whole[item.id] for form in forms))


def _with_a_word(question: Question, items: Sequence[Item], desk: AnswerContext) -> Iterator[Item]:
    """The items that have every word that was asked for: 固定資産税台帳 is no 農家台帳."""
    words = [word for topic in question.topics for word in topic.words if not word.weak]
    for item in items:
        text = desk.texts.whole[item.id]
        if all(any(form in text for form in word.forms) for word in words):
            yield item


def _year_written(missing: FiscalYear, lang: str, desk: AnswerContext) -> tuple[Option, ...]:
    """That a text of a loaded year mentions the missing year may be searched."""
    label, asks = mentioning(lang, missing.japanese)
    found = desk.texts.having((fold(missing.japanese),))
    return (Option(label=label, asks=asks, items=found),) if found else ()


def _measures(item_id: str, desk: AnswerContext) -> tuple[Option, ...]:
    number = measure_of(item_id)
    return (Option(label=f"No.{number}", asks=f"No.{number}"),) if number in desk.plan.by_number else ()


def about(question: Question, desk: AnswerContext) -> tuple[Item, ...]:
    """What a question that cannot be answered was about: its numbers, its words, or what was shown last."""
    if question.filter.measures or question.filter.items:
        return select(desk.plan, question.filter)
    if question.turn in (Turn.SAME, Turn.SWITCH) and desk.context:
        return desk.shown_before()
    if question.turn is Turn.NTH and desk.context:
        return desk.at_places(question.places) or ()
    if question.topics:
        return match(question.topics, desk.plan.items, desk).primary
    return ()


MOST_SHOWN = 3  # items shown last that "in R1?" may ask about
COSTS = "[一-鿿]{1,6}(費|料|代|代金|単価)"


def no_match(question: Question, words: tuple[str, ...], near: tuple[Option, ...] = ()) -> Nothing:
    """A word that occurs nowhere; what is called a cost is a field that the sheet does not hold."""
    if words and pattern(COSTS).fullmatch(words[-1]):
        return Nothing(question=question, reason="not_in_sheet", subject="budget", unknown=words)
    return Nothing(question=question, reason="no_match", subject="、".join(words), unknown=words, near=near)


def unknown_department(question: Question, desk: AnswerContext) -> AnyAnswer:
    """A department that does not exist: near names, and those whose work has the word."""
    name = question.unknown_departments[0]
    return no_match(question, (name,), near_departments(name, desk, question.lang))


def near_departments(name: str, desk: AnswerContext, lang: str) -> tuple[Option, ...]:
    """The departments whose work has the word, and those with a near name."""
    names = list(desk.vocabulary.departments)
    if name.isascii():
        return _near_in_english(name, desk, lang)
    work = desk.texts.inside((re.sub("(事務局|課|室|局|館)$", "", name),), "title")
    items, places = desk.plan.items, desk.plan.places
    having = (items[place] for place in sorted(map(places.__getitem__, work)))
    owners = [owner for item in having for owner in item.owners if owner in names]
    from bot.understanding.similarity import nearest  # here: most departments that are named exist

    near = dict.fromkeys((*owners, *nearest(name, names, most=3)))
    return tuple(
        Option(label=each, asks=of_department(lang, each)) for each in list(near)[:4] if each != name
    )


def _near_in_english(name: str, desk: AnswerContext, lang: str) -> tuple[Option, ...]:
    """The departments whose English name has one of the words, and those whose work is called so."""
    words = [word for word in name.split()[:-1] if len(word) > 2]  # without department, section …
    called = [
        each.name
        for each in desk.vocabulary.departments.values()
        if any(word in form.lower().split() for form in each.english for word in words)
    ]
    forms = tuple(form for word in words for form in desk.vocabulary.glossary.get(word, ()))
    work = desk.texts.inside(forms, "title") if forms else ()
    names = desk.vocabulary.departments
    items, places = desk.plan.items, desk.plan.places
    having = (items[place] for place in sorted(map(places.__getitem__, work)))
    owners = [owner for item in having for owner in item.owners if owner in names]
    near = list(dict.fromkeys((*called, *owners)))[:4]
    return tuple(Option(label=each, asks=of_department(lang, each)) for each in near)


def absent(question: Question, desk: AnswerContext) -> AnyAnswer:
    """A field that the sheet does not hold; the measure that was asked about is named."""
    items = about(question, desk)
    if question.absent == "budget" and _written(question, desk, items):
        return show_items(question, desk, items, wants=(Field.FIGURE,))
    if question.absent == "contractor" and len(items) == 1 and _has_the_word(question, desk, items):
        return show_items(question, desk, items)  # its text names one
    if question.topics and not items and question.turn is Turn.FRESH:
        found = match(question.topics, desk.plan.items, desk)
        if found.unknown:
            return no_match(question, found.unknown)
    return Nothing(question=question, reason="not_in_sheet", subject=question.absent, items=items)


def _written(question: Question, desk: AnswerContext, items: tuple[Item, ...]) -> bool:
    """Whether the texts do hold what was asked for: an amount in yen, or the very word (not: a budget)."""
    amounts = any(re.search(r"[\d,]+円", desk.texts.whole[item.id]) for item in items)
    return amounts or _has_the_word(question, desk, items)


def _has_the_word(question: Question, desk: AnswerContext, items: tuple[Item, ...]) -> bool:
    """Whether a text has the very word for it (not: a budget)."""
    words = [re.match("[一-鿿]*", word) for word in question.absent_words]
    kept = [word[0] for word in words if word and len(word[0]) > 1 and word[0] not in ("予算", "予算額")]
    return any(word in desk.texts.whole[item.id] for item in items for word in kept)


def legend(question: Question, desk: AnswerContext) -> AnyAnswer:
    """What a mark means: the office's legend if it has set one; the sheet defines none."""
    if any(mark.legend_ja or mark.legend_en for mark in desk.vocabulary.tables.scale.marks):
        return Helped(question=question, about="legend")
    return Nothing(question=question, reason="not_in_sheet", subject="legend")


def _elsewhere(text: str, desk: AnswerContext) -> str:
    """What a question asks of that is not this plan's: another place, or other cities; "" for nothing."""
    if (place := other_place(fold(text))) and not desk.texts.having((place,)):
        return place
    others = of_others(text)
    return others.named if others and not is_written(others, desk.texts) else ""


def is_written(others: OfOthers, texts: Texts) -> bool:
    """Whether the plan itself writes of it: 他市町の先進事例, or 他自治体 beside the クラウド meant."""
    if others.words and texts.having((fold(others.words),)):
        return True
    there = {item.id for item in texts.having((fold(others.named),))}
    words = (texts.having((word,)) for word in pattern(A_WORD).findall(fold(others.rest)))
    return any(len(items) <= FEW and there & {item.id for item in items} for items in words)


def opinion(question: Question, desk: AnswerContext) -> AnyAnswer:
    """It judges and forecasts nothing; the facts it has are named."""
    return Nothing(question=question, reason="not_in_sheet", subject="opinion", items=about(question, desk))


def trend(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Better or worse than the year before: needs that year's ratings."""
    missing = [year for year in question.filter.years if year not in desk.vocabulary.years]
    before = missing[0] if missing else FiscalYear(desk.year.began - 1)
    return Nothing(question=question, reason="year_not_loaded", year=before)


def untold(question: Question, items: Iterable[Item], desk: AnswerContext) -> AnyAnswer | None:
    """Of the year before: it is not loaded, and the texts of these items tell nothing of it; else None."""
    before = FiscalYear(desk.year.began - 1)
    asked = "year_before" in hints_in(fold(question.text))
    if not asked or before in desk.vocabulary.years:
        return None
    from bot.answering.quantities import tells_of  # here: few questions ask of the year before

    if any(tells_of(item, before) for item in items):
        return None
    return trend(question, desk)


def outside(question: Question, _desk: AnswerContext) -> AnyAnswer:
    """Not about this plan."""
    return Nothing(question=question, reason="out_of_scope", subject="")


def read_only(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Asked to change something: it never does; the office corrects in its table."""
    question = replace(question, topics=())  # only what is numbered or was shown is surely what it is about
    return Nothing(question=question, reason="read_only", subject="write", items=about(question, desk))


def correction(question: Question, desk: AnswerContext) -> AnyAnswer:
    """Told that something is wrong: the data stay, the office is told."""
    return Nothing(question=question, reason="read_only", subject="correction", items=about(question, desk))


def helped(question: Question, _desk: AnswerContext) -> AnyAnswer:
    """Help, greeting, thanks, reset, settings of the bot."""
    return Helped(question=question, about=question.ask.value)
