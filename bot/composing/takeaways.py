"""Answer → what is taken away of it: which items, under which name and conditions, which bars.

Loaded only where something is taken away; reading an answer does without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.answer import (
    AnyAnswer,
    Changed,
    Compared,
    Counted,
    Followed,
    Group,
    Listed,
    Overview,
    Shown,
    Tabled,
)
from bot.answering.selecting import group, groups_by, percent
from bot.card import Card, Section
from bot.composing import asked, frame, table_sheets
from bot.composing.context import CardWriter
from bot.composing.headline_sets import either
from bot.composing.tables import part_of
from bot.files.takeaway import Chart, ChartBar, Takeaway
from bot.question import Turn
from bot.understanding.say import says_more_than_form, standing_alone
from bot.wording import takeaway as say
from bot.wording import years
from bot.wording.queries import FIELDS, GROUPS
from katou_index.plan import FiscalYear, Item

LABELLED = {
    **{group: GROUPS[group][:2] for group in ("policy", "initiative")},
    **{field: FIELDS[field] for field in ("owner", "planned", "result", "evidence")},
}  # what columns of the file are called, in Japanese and English
LONGEST_NAME = 60  # characters of a file's name, without year and ending
PICTURES = ("png", "svg")
GROUPINGS = ("policy", "department", "measure")  # the first that parts the items is what they are drawn by


def takeaway(answer: AnyAnswer, writer: CardWriter, form: str) -> Takeaway | None:
    """An answer in a form (`Question.form`); None where it holds no items to take away."""
    items = _items(answer, writer)
    drawn = chart(answer, writer) if form in PICTURES else None
    if not items or (form in PICTURES and drawn is None):
        return None
    held = {*(item.year for item in items), *(answer.question.over if isinstance(answer, Changed) else ())}
    codes = "_".join(year.code for year in sorted(held))
    return Takeaway(
        form=form,
        name=f"{_stem(answer, writer)}_{codes}.{form}",
        keys=tuple(item.key for item in items),
        conditions=tuple(_conditions(answer, items, writer)),
        asks=_asks(answer, writer),
        lang=writer.say.lang,
        chart=drawn,
        tables=table_sheets.tables(answer, items, writer) if form == "xlsx" else (),
    )


def _asks(answer: AnyAnswer, writer: CardWriter) -> str:
    """The question that gives this answer again, whatever was said before it."""
    if alone := asked.words(answer, writer):
        return alone
    question = answer.question
    alone = standing_alone(question)
    return alone if question.turn is Turn.FRESH or question.filter.years else writer.asks(alone)


def told(card: Card, taken: Takeaway | None, answer: AnyAnswer, writer: CardWriter) -> Card:
    """The card with what it says of a file, a picture or a link; a picture's numbers as text."""
    lang, form = card.lang, answer.question.form
    if taken is None:
        useless = answer.kind in ("help", "nothing", "choose")
        return card if useless else card.but(scope=(*card.scope, say.nothing_to_take(lang, form)))
    if form == "link":
        again = say.asks_again(lang, taken.asks) if taken.asks else say.no_question_again(lang)
        return card.but(scope=(*card.scope, again))
    if taken.chart is None:
        measures = [key.rpartition("-")[0] for key in taken.keys]
        newest = measures[0].partition("/")[0] if measures else ""  # of several years, the measures of one
        number = len({each for each in measures if each.startswith(f"{newest}/")})
        counted = writer.say.counted(len(taken.keys), number)
        return card.but(scope=(*card.scope, say.holds(lang, taken.name, counted)))
    # A ranking's own table has one rating only.
    shown = not _is_ranked(answer) and any(section.rows for section in card.blocks)
    table = () if shown else (Section(title=taken.chart.title, rows=taken.chart.rows, more=True),)
    notice = say.same_as_picture(lang)
    return card.but(scope=(*card.scope, notice), blocks=(*card.blocks, *table))


def _items(answer: AnyAnswer, writer: CardWriter) -> tuple[Item, ...]:
    """The set that an answer shows; of the overview all of the year."""
    match answer:
        case Overview():
            return writer.plan.items
        case Shown() | Listed() | Counted() | Tabled() | Compared() | Changed() | Followed():
            return answer.items
    return ()


# -- the picture -------------------------------------------------------------------------------------------


def chart(answer: AnyAnswer, writer: CardWriter) -> Chart | None:
    """The bars that an answer suggests: a table's groups, a comparison's sides, else what parts its items."""
    by, groups = _groups(answer, writer)
    if not groups:
        return None
    lang = writer.say.lang
    unit = writer.say.unit(by) or say.chart_label(lang, "of" if _is_share(answer) else "sides")
    marks = tuple((mark, writer.say.mark(mark)) for mark in writer.marks)
    items = _items(answer, writer)
    open_ones = any(item.rating.unknown for each in groups for item in each.items)
    unknown = (("?", say.chart_label(lang, "unknown")),) if open_ones else ()
    over = answer.question.over
    held = years.between(lang, over) or writer.say.year(writer.plan.year)
    whole = bool(by) and len(groups) > 1 and not _is_ranked(answer) and not over
    unrated = {
        "unknown": sum(item.rating.unknown for item in items),
        "unrated": sum(not item.rating.rated and not item.rating.unknown for item in items),
    }
    parts = [writer.tally(items), *(f"{say.chart_label(lang, name)} {n}" for name, n in unrated.items() if n)]
    tally = f"{writer.counted(items)}: {writer.say.join(part for part in parts if part)}"
    shared = (writer.say.shared_items(),) if by == "department" else ()
    by_share = _is_by_share(answer)
    ranked = _is_ranked(answer) and any(each.hits for each in groups)
    of_whole = _is_share(answer)
    rated = of_whole or (not ranked and not _chosen_by_rating(answer))
    shown = (each.hits if ranked else each.items for each in groups)
    bars = tuple(
        _bar(_bar_name(each, writer), own, writer, open_ones=open_ones, rated=rated)
        for each, own in zip(groups, shown, strict=True)
    )
    if by_share:
        bars = tuple(_by_share(bar, of, writer, ranked=ranked) for bar, of in zip(bars, groups, strict=True))
    elif ranked:
        told = (writer.say.of_items(bar.items, of.whole) for bar, of in zip(bars, groups, strict=True))
        bars = tuple(bar.but(told=text) for bar, text in zip(bars, told, strict=True))
    elif by and _chosen_by_rating_alone(answer):
        wholes = {each.name: len(each.items) for each in _all_by(by, writer)}
        told = (writer.say.of_items(bar.items, wholes[of.name]) for bar, of in zip(bars, groups, strict=True))
        bars = tuple(bar.but(told=text) for bar, text in zip(bars, told, strict=True))
    lengths = (say.chart_by_share(lang, whole=not ranked),) if by_share else ()
    return Chart(
        lang=lang,
        title=say.chart_title(lang, held, writer.say.unit(by)),
        conditions=_reading(answer, writer),
        unit=unit,
        counted=say.chart_label(lang, "items"),
        marks=(*marks, *unknown, ("—", say.chart_label(lang, "unrated"))),
        total=_share(answer, writer) or (say.chart_total(lang, tally) if whole else ""),
        bars=bars,
        foot=(*lengths, *shared, *_sources(items, answer, writer)),
    )


def _groups(answer: AnyAnswer, writer: CardWriter) -> tuple[str, tuple[Group, ...]]:
    match answer:
        case Tabled() | Overview():
            by = answer.group_by if isinstance(answer, Tabled) else "policy"
            return by, answer.groups
        case Compared():
            return "", (*answer.groups, *((answer.city,) if answer.city else ()))
        case Followed():
            steps = (step for step in reversed(answer.steps) if step.items)  # oldest first, as everywhere
            return "", tuple(group(writer.say.year(step.year), step.items, writer.marks) for step in steps)
        case Listed() if answer.beside:
            return "", answer.beside  # a department, the whole city, itself the year before
        case Counted() if _is_share(answer):
            return "", (group(_looked_at(answer, writer), answer.base, writer.marks),)
        case Shown() | Listed() | Counted() | Changed():
            return _parted(tuple(item for item in answer.items if item.year == writer.plan.year), writer)
    return "", ()


def _parted(items: tuple[Item, ...], writer: CardWriter) -> tuple[str, tuple[Group, ...]]:
    """The items of the answer's year by the first of GROUPINGS that parts them."""
    for by in GROUPINGS:
        groups = groups_by(by, writer.plan, items, writer.vocabulary)
        groups = tuple(each for each in groups if each.items)
        covered = {item.key for each in groups for item in each.items}
        if len(groups) > 1 and len(covered) == len(set(items)):
            return by, groups
    return "measure", groups_by("measure", writer.plan, items, writer.vocabulary)


def _is_share(answer: AnyAnswer) -> bool:
    """Whether it tells which share of what was looked at has a rating: all of that is drawn, as one bar."""
    return isinstance(answer, Counted) and bool(
        answer.shares and answer.question.filter.ratings and answer.base
    )


def _looked_at(answer: Counted, writer: CardWriter) -> str:
    """What a share is of, by its conditions; "" where that is the whole plan."""
    if len(answer.base) == len(writer.plan.items):
        return ""
    read = [pair for pair in frame.reading(answer, writer) if pair[0] != "ratings"]
    named = read and not any(name in ("asked", "asked_on", "before", "not") for name, _ in read)
    return writer.say.join(value for _, value in read) if named else say.chart_label(writer.say.lang, "base")


def _share(answer: AnyAnswer, writer: CardWriter) -> str:
    """The share that was asked for, and of how many; "" of any other answer."""
    if not (_is_share(answer) and answer.counts and answer.counts.share is not None):
        return ""
    marks = either(answer.question.filter.ratings, writer)
    told = writer.say.of_items(len(answer.items), answer.counts.rated, rated=True)
    return say.chart_share(writer.say.lang, marks, answer.counts.share, told)


def _is_ranked(answer: AnyAnswer) -> bool:
    """Whether its groups are some of many: their items are no whole."""
    return isinstance(answer, Tabled) and bool(answer.ranked)


def _is_by_share(answer: AnyAnswer) -> bool:
    """Whether its bars are as long as shares: a department beside the whole city, a ranking by share."""
    match answer:
        case Compared():
            return answer.city is not None
        case Listed():
            return bool(answer.beside)
        case Tabled():
            return answer.ranked in ("share", "shares")
    return False


def _by_share(bar: ChartBar, of: Group, writer: CardWriter, *, ranked: bool) -> ChartBar:
    """As long as its share in a ranking by it; else each the whole length."""
    if not ranked:
        return bar.but(length=1.0)
    return bar.but(length=of.number / 100, told=f"{of.number}%（{part_of(of, writer)}）")


def _chosen_by_rating(answer: AnyAnswer) -> bool:
    """Whether its items were chosen by their ratings: a share of them would say nothing."""
    query = answer.query
    rated = query is not None and any(each.aspect == "rating" for each in query.all_conditions())
    return rated or bool(answer.question.filter.ratings)


def _chosen_by_rating_alone(answer: AnyAnswer) -> bool:
    """Whether they are those of the whole plan with these ratings: of how many is told beside each bar."""
    query = answer.query
    found = query.all_conditions() if query is not None and not query.having else ()
    alone = bool(found) and all(each.aspect == "rating" and not each.negated for each in found)
    return alone and not answer.question.over and isinstance(answer, Listed | Counted)


def _all_by(by: str, writer: CardWriter) -> tuple[Group, ...]:
    """The whole plan by what a chart is drawn by."""
    return groups_by(by, writer.plan, writer.plan.items, writer.vocabulary)


def _bar_name(each: Group, writer: CardWriter) -> str:
    """Its name; of a department the year before with that year."""
    year = next((year for year in writer.vocabulary.years if year.code == each.value), None)
    over = year in writer.question.over or each.name == each.value
    named = writer.group_name(each) or writer.say.whole_city()
    return named if year is None or over else say.in_year(writer.say.lang, named, writer.say.year(year))


def _bar(name: str, items: Iterable[Item], writer: CardWriter, *, open_ones: bool, rated: bool) -> ChartBar:
    """Items by mark; then, where any group has one, those of which the rating is not known; then "—".

    `rated`: with the shares of the rated ones, where there are several.
    """
    shown = tuple(items)
    numbers = [sum(item.rating.mark == mark for item in shown) for mark in writer.marks]
    whole = sum(item.rating.rated for item in shown) if rated else 0
    shares = tuple(f"{percent(number, whole)}%" if number and whole > 1 else "" for number in numbers)
    if open_ones:
        numbers.append(sum(item.rating.unknown for item in shown))
    return ChartBar(name, (*numbers, len(shown) - sum(numbers)), shares)


def _reading(answer: AnyAnswer, writer: CardWriter) -> str:
    read = frame.reading(answer, writer)
    if _is_share(answer):  # the bar holds the other ratings, too
        read = tuple(pair for pair in read if pair[0] != "ratings")
    parts = (f"{writer.say.condition(name)} {value}".strip() for name, value in read)
    text = writer.say.join(parts)
    return say.chart_conditions(writer.say.lang, text) if text else ""


def _sources(items: tuple[Item, ...], answer: AnyAnswer, writer: CardWriter) -> Iterable[str]:
    """Where the numbers come from, a line a year."""
    index = writer.vocabulary.index
    for year in answer.question.over or (writer.plan.year,):
        file = next((item.source.file for item in items if item.year == year), "")
        if file:
            yield writer.say.source(file, (), year, index.imported_at(year))


# -- the file ----------------------------------------------------------------------------------------------


def _asked(answer: AnyAnswer, writer: CardWriter) -> str:
    """The question that a file answers: as it was typed, or, where that only goes on with what was said
    before (「Excelで」), the one that gives it whatever was said before, with what was typed."""
    typed = answer.question.text
    if answer.question.turn is Turn.FRESH and not answer.carried and says_more_than_form(typed):
        return typed
    alone = _asks(answer, writer)
    return say.asked_going_on(writer.say.lang, alone, typed) if alone not in ("", typed) else typed


def _conditions(answer: AnyAnswer, items: tuple[Item, ...], writer: CardWriter) -> Iterable[tuple[str, str]]:
    """The sheet of conditions: what was asked, how it was read, how many, from where; of years one by one."""
    lang, index, over = writer.say.lang, writer.vocabulary.index, answer.question.over
    held = tuple(dict.fromkeys(item.year for item in items))
    every = tuple(sorted({*held, *over}))
    yield say.condition(lang, "question"), _asked(answer, writer)
    meaning = asked.marked(asked.words(answer, writer), writer)
    if meaning:
        yield say.condition(lang, "meaning"), meaning
    yield say.condition(lang, "year"), say.both_years(held)
    if len(over) > 1:
        yield say.condition(lang, "over"), say.both_years(over)
    for name, value in frame.reading(answer, writer, once=False):
        if value != meaning:
            yield writer.say.condition(name), value
    yield from _each_condition(answer, writer)
    for year in held:
        of_year = [item for item in items if item.year == year]
        marks = [mark.mark for mark in writer.vocabulary.scale_of(year).marks]
        tally = {mark: sum(item.rating.mark == mark for item in of_year) for mark in marks}
        named = f" {year.code}" if len(held) > 1 else ""  # of two years never added up
        yield say.condition(lang, "counted") + named, writer.counted(of_year)
        yield say.condition(lang, "tally") + named, writer.say.tally(tally, zeros=True)
    for year in every:
        named = f" {year.code}" if len(every) > 1 else ""
        yield say.condition(lang, "imported") + named, index.imported_at(year).isoformat()
        files = dict.fromkeys(item.source.file for item in index.plan(year).items)
        used = dict.fromkeys(item.source.file for item in items if item.year == year)
        yield say.condition(lang, "file") + named, "、".join(used or files)
        if lacking := _lacking(year, writer):
            yield say.condition(lang, "lacking") + named, writer.say.join(lacking)
    yield say.condition(lang, "about"), say.about(lang)
    for year in every:
        yield f"{say.VERSION} {year.code}", index.digest(year)


def _lacking(year: FiscalYear, writer: CardWriter) -> list[str]:
    """The columns of the items that are blank because the sheet of a year has none of them."""
    there = writer.vocabulary.index.headings(year)
    return [name[writer.say.lang != "ja"] for field, name in LABELLED.items() if field not in there]


def _each_condition(answer: AnyAnswer, writer: CardWriter) -> Iterable[tuple[str, str]]:
    """Each condition of a query that is more than names and ratings, in words."""
    if answer.query is None or asked.plain(answer.query):
        return
    found = (asked.phrase((each,), writer) for each in answer.query.all_conditions())
    for number, words in enumerate(dict.fromkeys(filter(None, found)), 1):
        yield f"{say.condition(writer.say.lang, 'condition')}{number}", words


def _stem(answer: AnyAnswer, writer: CardWriter) -> str:
    """The conditions as a file's name that every system takes: 秘書室_三角."""
    lang, given = writer.say.lang, answer.question.filter
    words = (writer.typed(w.text) for t in answer.question.topics for w in t.words if not w.weak)
    if answer.query is not None and not asked.plain(answer.query):
        return _file_name(asked.phrase((*answer.query.base, *answer.query.conditions), writer), lang)
    parts = [
        *given.departments,
        *(f"{say.stem(lang, 'policy')}{number}" for number in given.policies),
        *given.initiatives,
        *(f"No{number}" for number in (*given.measures, *given.items)),
        *words,
        *answer.question.phrases,
        *(writer.say.mark(mark).removeprefix(mark) for mark in given.ratings),
    ]
    match answer:
        case Changed():
            parts.append(years.kind(lang, answer.question.change))
        case Tabled():
            parts.append(f"{writer.say.unit(answer.group_by)}{say.stem(lang, 'by')}")
        case Compared() if not answer.question.over:
            parts = [each.name or say.stem(lang, "city") for each in answer.groups]
            parts += [say.stem(lang, "city")] if answer.city else []
        case Overview() | Compared() if not parts:
            parts.append(say.stem(lang, "all"))
    if not parts:
        parts = [f"No{item.id}" for item in answer.items] if len(answer.items) == 1 else []
    return _file_name("_".join(parts), lang)


def _file_name(text: str, lang: str) -> str:
    """The text as a file's name that every system takes."""
    name = re.sub(r"[^\w-]+", "_", text)[:LONGEST_NAME]
    return re.sub("_+", "_", name).strip("_") or say.stem(lang, "list")
