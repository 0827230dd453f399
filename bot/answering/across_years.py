"""Questions over several loaded years: side by side, what changed, one measure followed through renames."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.answer import (
    AnyAnswer,
    Change,
    Changed,
    ChangedCount,
    Compared,
    Group,
    Shown,
    Tabled,
)
from bot.answering import figures, lookup
from bot.answering.changes import ORDER
from bot.answering.context import AnswerContext
from bot.answering.courses import followed
from bot.answering.scoping import choose
from bot.answering.selecting import count, group, groups_by, percent, select
from bot.question import Ask, Filter, Question, Turn
from katou_index.plan import FiscalYear, Item
from katou_index.records import replace
from katou_index.words import fold
from katou_index.years.ties import Pair, called_alike

TABLES = (Ask.COUNT, Ask.SHARE, Ask.TABLE, Ask.RANK, Ask.RATED)


def answer(question: Question, desk: AnswerContext) -> AnyAnswer:
    """What is asked of the years in `question.over`; the desk is that of the latest."""
    if question.ask is Ask.DELTA:  # the texts of one year may say what it was the year before
        found = figures.year_before(replace(question, over=()), desk)
        if isinstance(found, Shown) and found.delta:
            return found
    chosen = _chosen(question, desk)
    if chosen is not None and not isinstance(chosen, tuple):
        return chosen
    if question.rated_in:
        return _rated(question, desk, chosen)
    if question.change:
        return _changed(question, desk, chosen)
    if chosen is not None and len({item.measure for item in chosen}) == 1:
        return followed(question, desk, chosen)
    grouped = question.group_by in ("department", "policy", "initiative")
    if chosen is None and (grouped or question.ask in TABLES or _of_all_years(question, desk)):
        return _tabled(question, desk)
    return _compared(question, desk, chosen)


def _of_all_years(question: Question, desk: AnswerContext) -> bool:
    """Whether a course over the years was asked for, not two of them side by side."""
    return (
        question.ask is not Ask.COMPARE and question.over == desk.vocabulary.years and len(question.over) > 2
    )


def _chosen(question: Question, desk: AnswerContext) -> tuple[Item, ...] | AnyAnswer | None:
    """The items of the latest year that are to be followed; None where conditions say which."""
    given = question.filter
    if question.turn in (Turn.SAME, Turn.NTH, Turn.NARROW) and desk.context:
        shown = desk.shown_before()
        if question.turn is Turn.NTH:
            each = desk.all_shown()
            places = (place - 1 if place > 0 else len(each) + place for place in question.places)
            found = (desk.follow(each[place]) for place in places if 0 <= place < len(each))
            shown = tuple(item for item in found if item is not None)
        if question.turn is Turn.NARROW:
            shown = choose(replace(question, filter=replace(given, ratings=())), desk).base
        if shown:
            return shown
        return lookup.show(replace(question, over=(), ask=Ask.SHOW), desk)
    if question.unknown_departments or question.weak_departments:
        return lookup.show(replace(question, ask=Ask.SHOW), desk)
    if not (question.topics or given.measures or given.items or question.phrases or question.figures):
        return None
    topics = () if given.measures or given.items else question.topics  # the number says what is meant
    question = replace(question, topics=topics)
    selection = choose(replace(question, filter=replace(given, ratings=())), desk)
    if selection.lost or not selection.items:
        return lookup.show(replace(question, ask=Ask.SHOW, filter=replace(given, ratings=())), desk)
    return selection.matched.primary if selection.matched else selection.items


# -- the items of two years in pairs -------------------------------------------------------------------------


def changes(found: Iterable[Pair], marks: Sequence[str]) -> Iterator[Change]:
    """Each pair with what became of it; `marks` is the scale, best first."""
    for before, after, unsure in found:
        if before is not None and after is not None:
            yield Change(before, after, _kind(before, after, marks))
        elif unsure:
            yield Change(before, after, "open")
        else:
            yield Change(before, after, "new" if before is None else "ended")


def _kind(before: Item, after: Item, marks: Sequence[str]) -> str:
    if before.rating.mark not in marks or after.rating.mark not in marks:
        return "unrated"
    was, now = marks.index(before.rating.mark), marks.index(after.rating.mark)
    return "better" if now < was else "worse" if now > was else "same"


def _changes(question: Question, desk: AnswerContext, chosen: Iterable[Item] | None) -> tuple[Change, ...]:
    """The changes from the first to the last year, of what was asked for: by items, or by conditions."""
    first, last = question.over[0], question.over[-1]
    found = list(changes(desk.library.others.pairs(first, last), desk.marks))
    if chosen is not None:
        keys = {item.key for item in chosen}
    else:
        keys = {
            item.key
            for year in (first, last)
            for item in select(desk.plan_of(year), in_year(question.filter, desk, year))
        }
    return tuple(
        each
        for each in found
        if (each.before and each.before.key in keys) or (each.after and each.after.key in keys)
    )


def in_year(given: Filter, desk: AnswerContext, year: FiscalYear) -> Filter:
    """Conditions of the desk's year, as they are called in another one."""
    if year == desk.year:
        return given
    ties = desk.vocabulary.index.ties(desk.year, year)

    def called(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(form for name in names for form in ties.department(name)))

    return replace(
        given,
        departments=called(given.departments),
        not_departments=called(given.not_departments),
        measures=tuple(ties.measures[each] for each in given.measures if each in ties.measures),
        not_measures=tuple(ties.measures[each] for each in given.not_measures if each in ties.measures),
    )


# -- answers -------------------------------------------------------------------------------------------------


def _sides(question: Question, desk: AnswerContext, chosen: Sequence[Item] | None) -> tuple[Group, ...]:
    """A group a year, oldest first: what meets the conditions, or the items that are followed."""
    sides = []
    for year in question.over:
        if chosen is None:
            items = select(desk.plan_of(year), in_year(question.filter, desk, year))
        elif year == desk.year:
            items = tuple(chosen)
        else:
            other = desk.at(year)
            items = tuple(dict.fromkeys(there for item in chosen if (there := other.follow(item))))
        sides.append(group(year.code, items, desk.marks, year.code))
    return tuple(sides)


def _compared(question: Question, desk: AnswerContext, chosen: Sequence[Item] | None) -> AnyAnswer:
    sides = _sides(question, desk, chosen)
    found = _changes(question, desk, chosen)
    rest = tuple(item for side in reversed(sides) for item in side.items)
    told = (each.item for kind in ORDER for each in found if each.kind == kind)  # as the card lists them
    items = tuple(dict.fromkeys((*(item for item in told if item in rest), *rest)))
    return Compared(
        question=question,
        items=items,
        groups=sides,
        counts=count(items, desk.marks),
        changes=found,
    )


def _rated(question: Question, desk: AnswerContext, chosen: Sequence[Item] | None) -> AnyAnswer:
    """Items by the ratings that they have in certain years, with what they are in the others."""
    first, last = question.over[0], question.over[-1]
    wanted = dict(question.rated_in)
    found = tuple(
        each
        for each in _changes(question, desk, chosen)
        if all(
            item is not None and item.rating.mark == wanted[year]
            for year, item in ((first, each.before), (last, each.after))
            if year in wanted
        )
    )
    if len(wanted) > 1:
        items = tuple(each.item for each in found)
        kind = ChangedCount if question.ask in (Ask.COUNT, Ask.SHARE) else Changed
        return kind(question=question, items=items, changes=found, counts=count(items, desk.marks))
    before = tuple(each.before for each in found if each.before)
    after = tuple(each.after for each in found if each.after)
    shown = (each.item for kind in (*ORDER, "same") for each in found if each.kind == kind)
    return Compared(
        question=question,
        items=tuple(dict.fromkeys((*shown, *after, *before))),
        groups=(
            group(first.code, before, desk.marks, first.code),
            group(last.code, after, desk.marks, last.code),
        ),
        counts=count(after, desk.marks),
        changes=found,
    )


def _changed(question: Question, desk: AnswerContext, chosen: Sequence[Item] | None) -> AnyAnswer:
    """Only what changed so."""
    found = _changes(question, desk, chosen)
    wanted = tuple(each for each in found if _is(each, question, desk))
    if question.change in ("better", "worse", "same", "always", "changed") and chosen is not None:
        numbers = {item.measure for item in chosen}
        if len(numbers) == 1:
            return followed(question, desk, chosen)
    items = tuple(each.item for each in wanted)
    if question.ask is Ask.RANK or (question.ask is Ask.TABLE and question.group_by):
        return _ranked(question, desk, items)
    kind = ChangedCount if question.ask in (Ask.COUNT, Ask.SHARE) else Changed
    return kind(
        question=question,
        items=items,
        changes=wanted,
        open=tuple(each for each in found if each.kind == "open"),
        counts=count(items, desk.marks),
    )


def _is(change: Change, question: Question, desk: AnswerContext) -> bool:
    """Whether an item changed as it was asked."""
    before, after = change.before, change.after
    match question.change:
        case "better" | "worse":
            return change.kind == question.change and _steps(change, desk) >= question.steps
        case "changed":
            return change.kind in ("better", "worse")
        case "always":
            there = (desk.library.others.partner(change.item, year) for year in question.over)
            return all(item is not None and item.rating == change.item.rating for item in there)
        case "renamed" | "renumbered" | "owners" | "offices" if before is None or after is None:
            return False
        case "renumbered":
            return change.item.measure != (before or change.item).measure
        case "renamed":
            was, now = (desk.plan_of(each.year).by_number[each.measure] for each in (before, after) if each)
            return was.number != now.number or fold(was.title) != fold(now.title)
        case "owners" | "offices":
            return _other_owners(before, after, desk, renamed=question.change == "offices")
    return change.kind == question.change


def _steps(change: Change, desk: AnswerContext) -> int:
    ranks = [desk.marks.index(each.rating.mark) for each in (change.before, change.after) if each]
    return abs(ranks[0] - ranks[-1])


def _other_owners(before: Item | None, after: Item | None, desk: AnswerContext, *, renamed: bool) -> bool:
    """Whether an item went to other departments; with `renamed`, whether these only have other names."""
    if before is None or after is None:
        return False
    alike = called_alike(before.owners, after.owners, desk.vocabulary.index.ties(before.year, after.year))
    return set(before.owners) != set(after.owners) and alike == renamed


def _ranked(question: Question, desk: AnswerContext, items: Sequence[Item]) -> AnyAnswer:
    """「どの課が一番改善した？」: groups by how many of these items they have."""
    by = question.group_by if question.group_by not in ("", "items", "rating") else "department"
    here = [item for item in items if item.year == desk.year]
    groups = [
        each.but(number=float(len(each.items))) for each in groups_by(by, desk.plan, here, desk.vocabulary)
    ]
    groups = [each for each in groups if each.items]
    groups.sort(key=lambda each: each.number if question.least else -each.number)
    return Tabled(
        question=replace(question, filter=replace(question.filter, ratings=())),
        group_by=by, groups=tuple(groups), ranked="count", least=question.least, items=tuple(here),
        counts=count(here, desk.marks),
    )  # fmt: skip


def _tabled(question: Question, desk: AnswerContext) -> AnyAnswer:
    """A row a year; a row a group and year where a group was said."""
    sides = _sides(question, desk, None)
    items = tuple(item for side in reversed(sides) for item in side.items)
    groups: list[Group] = [each.but(number=_share(each, question, desk)) for each in sides]
    if question.group_by in ("department", "policy", "initiative"):
        groups = [
            each.but(name=f"{each.name} {side.name}")
            for side in sides
            for each in groups_by(
                question.group_by, desk.plan_of(FiscalYear.from_code(side.value)), side.items,
                desk.at(FiscalYear.from_code(side.value)).vocabulary,
            )
            if each.items
        ]  # fmt: skip
    return Tabled(
        question=question,
        group_by=question.group_by if len(groups) > len(sides) else "year",
        groups=tuple(groups),
        items=items,
        ranked="shares" if question.ask is Ask.SHARE and question.filter.ratings else "",
        counts=count(sides[-1].items, desk.marks),
    )


def _share(side: Group, question: Question, desk: AnswerContext) -> float:
    """Which part of the rated items of a year has the ratings asked for, in per cent."""
    year = FiscalYear.from_code(side.value)
    base = select(desk.plan_of(year), in_year(replace(question.filter, ratings=()), desk, year))
    return percent(sum(item.rating.rated for item in side.items), sum(item.rating.rated for item in base))
