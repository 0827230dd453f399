"""Result → Answer: which kind of answer shows what a query gave, and what is told beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answer import (
    AnyAnswer,
    Changed,
    ChangedCount,
    Compared,
    Counted,
    Group,
    Listed,
    Nothing,
    Overview,
    Shown,
    Tabled,
)
from bot.answering import showing
from bot.answering.changes import ORDER
from bot.answering.context import AnswerContext
from bot.answering.courses import followed
from bot.answering.lacking import lacking, without
from bot.answering.plan_sets import each_once
from bot.answering.quantities import deltas
from bot.answering.refusals import untold
from bot.answering.result import Result, ResultRow
from bot.answering.scales import ungraded
from bot.answering.selecting import count, group, in_full, percent
from bot.query import BELONGING, CORRECTED, SHARES, Query
from bot.question import Question, Turn
from bot.understanding.vocabulary import circled, policy_name
from katou_index.plan import FiscalYear, Item, Items, measure_number
from katou_index.records import replace

RANKED = {"all": "only", "only": "only", "none": "without"}  # how a table of chosen groups is called
NAMED = ("measure", "item", "topic", "text")  # conditions that lead to one measure rather than to a list
NOTES = {"amounts": "amounts", "sum": "no_sum", "written": "mention"}


def answered(query: Query, result: Result, question: Question, desk: AnswerContext) -> AnyAnswer:
    """The answer that a result is shown as. `question` is the query as one; `desk` that of its last year."""
    years = tuple(FiscalYear.from_code(year) for year in query.years or result.years)
    if (none := ungraded(question, query, years, desk)) is not None:
        return none
    if (none := lacking(question, query, years, result.items, desk)) is not None:
        return none
    found = _answer(query, result, without(question, years, desk), desk)
    return found.but(
        query=query, base=result.base, hits=result.hits, judged=result.judged, holds=result.holds
    )


def _answer(query: Query, result: Result, question: Question, desk: AnswerContext) -> AnyAnswer:
    chosen = query.per in BELONGING and bool(query.having or query.named)
    match query.aggregate:
        case "overview" if not query.over_years and not query.base:
            return _overview(query, result, question, desk)
        case "rank" | "table" | "overview":
            return _tabled(query, result, question, desk)
        case "compare" | "holds" if query.sides:
            return _sides(query, result, question, desk)
        case "delta" if _is_one(query, result):
            told = tuple(dict.fromkeys(delta for item in result.items for delta in deltas(item)))
            if not told and (nothing := untold(question, result.items, desk)):
                return nothing
            return _shown(result, question, desk).but(delta=told)
        case "largest" if result.items:
            end = "smallest" if query.order == "least" else "largest"
            said = (*question.said, f"{end}:{result.figure}")
            return showing.show_items(replace(question, said=said), desk, result.items)
        case "largest":
            return Nothing(question=question, reason="not_in_sheet", subject="figure")
        case _ if chosen:
            return _tabled(query, result, question, desk)
        case "count" | "share":
            return _counted(query, result, question, desk)
    if query.over_years:
        return _over_years(query, result, question, desk)
    if query.base == CORRECTED and not (result.items or query.conditions):
        return showing.records(question, desk.plan.items, desk)
    if result.judged and result.holds is None and not query.per and _is_lost(result.items):
        return _shown(result, question, desk)  # what is not known is shown with what there is
    if question.turn is not Turn.NARROW and _is_one(query, result):
        counts = result.counts if query.conditions and not query.wants else None
        return _shown(result, question, desk).but(counts=counts)
    return _listed(query, result, question, desk)


def _overview(query: Query, result: Result, question: Question, desk: AnswerContext) -> Overview:
    """The whole year in numbers, by policy, with what has no rating named."""
    return Overview(
        question=question,
        counts=result.counts,
        groups=_groups((row for row in result.rows if row.value), "policy", query, desk),
        lost=Items.of(result.base).open,
        dashed=result.dashes,
    )


def _is_one(query: Query, result: Result) -> bool:
    """Whether one measure was named, so that it is shown in full."""
    named = any(each.aspect in NAMED and not each.negated for each in query.base)
    if not named or query.having or query.aggregate in NOTES:
        return False
    return Items.of(result.items).in_numbers == 1


def _is_lost(items: Sequence[Item]) -> bool:
    """Whether all that was looked at is one item whose rating the source lost."""
    return len(items) == 1 and items[0].rating.unknown


def _shown(result: Result, question: Question, desk: AnswerContext) -> Shown:
    measure = desk.plan_of(result.items[0].year).by_number[result.items[0].measure]
    return Shown(
        question=question,
        items=result.items,
        related=result.related,
        unknown=result.strange,
        measures=(measure,),
    )


def _listed(query: Query, result: Result, question: Question, desk: AnswerContext) -> Listed:
    having = next(iter(query.having), None)
    note = "percentages" if query.unit == "%" else NOTES.get(query.aggregate, "")
    if note == "amounts" and query.unit not in ("", "円"):
        note = f"figures:{query.unit}"
    whole: Sequence[Item] = ()
    if having is not None and query.per == "measure" and not result.judged:
        several = len(query.having) > 1 and all(each.quantifier == "any" for each in query.having)
        each = several or having.quantifier == "each"
        note = "both" if each else RANKED.get(having.quantifier, "") if len(query.having) == 1 else ""
        whole = result.items if note == "only" else ()
    elif query.values("rating") and not query.values("owner"):
        whole = result.hits
    return Listed(
        question=question,
        items=result.items,
        related=result.related,
        counts=result.counts.but(share=_share(query, result)),
        unknown=result.strange,
        topic=" ".join((*query.values("topic"), *query.values("text"))),
        members=Items.of(each_once((result.members, result.everyone))).having(desk.plan),
        sections=tuple(dict.fromkeys(owner for item in result.sections for owner in item.owners)),
        in_full=in_full(desk.plan, whole),
        overlap=result.repeated,
        detailed=(bool(query.wants) or query.aggregate in NOTES) and len(result.items) <= showing.FEW,
        note=note or _note(query),
        beside=showing.beside(question.filter, result.items, desk) if _is_department(query) else (),
    )


def _is_department(query: Query) -> bool:
    """Whether the whole of one department was asked for."""
    aspects = [each.aspect for each in query.base]
    return aspects == ["owner"] and not (
        query.conditions or query.having or set(query.wants) - {"rating", "owner"}
    )


def _note(query: Query) -> str:
    """What a special list is told as: what has no rating, where something is written."""
    if query.conditions or query.having or len(query.base) != 1 or query.base[0].negated:
        return ""
    match query.base[0].aspect, query.base[0].values:
        case "state", ("unrated",):
            return "unrated"
        case "text", _:
            return "mention"
    return ""


def _share(query: Query, result: Result) -> float | None:
    """The share that a list of one rating tells; of a part chosen by words it would say nothing."""
    told = query.conditions and all(each.aspect == "rating" for each in query.conditions) and not query.having
    return (
        result.share
        if told and not any(each.aspect in NAMED and not each.negated for each in query.base)
        else None
    )


def _shares(base: Sequence[Item], marks: Iterable[str]) -> dict[str, float]:
    counted = Items.of(base)
    return {mark: percent(counted.marks.get(mark, 0), counted.rated) for mark in marks}


def _counted(query: Query, result: Result, question: Question, desk: AnswerContext) -> AnyAnswer:
    if any(each.aspect == "change" or each.years for each in query.conditions):
        return ChangedCount(
            question=question, items=result.items, counts=result.counts, changes=result.changes
        )
    if query.over_years:
        return _tabled(query, result, question, desk)
    shares = _shares(result.base, desk.marks) if query.aggregate == "share" else {}
    return Counted(
        question=question,
        items=result.items,
        related=result.sections,
        counts=result.counts.but(share=result.share if query.conditions else None),
        shares=shares,
        unknown=result.strange,
        in_full=in_full(desk.plan, result.items) if query.values("rating") else (),
        sections=tuple(dict.fromkeys(owner for item in result.sections for owner in item.owners)),
    )


# ---- groups


def _tabled(query: Query, result: Result, question: Question, desk: AnswerContext) -> Tabled:
    kind = query.per or ("year" if query.over_years else "department")
    having = next(iter(query.having), None)
    ranked = ""
    ranking = query.ranks
    if ranking:
        ranked = query.by or "count"
    elif having is not None:
        ranked = RANKED.get(having.quantifier, "") if len(query.having) == 1 else ""
    elif query.conditions and "share" in (query.by, query.aggregate):  # without, a share of nothing
        ranked = "shares"
    rows = result.rows
    if having is None and not ranking:
        told = bool(query.conditions) and query.by != "average"
        rows = tuple(row for row in rows if (row.hits if told else row.base))
    return Tabled(
        question=question,
        group_by=kind,
        groups=_groups(rows, kind, query, desk),
        apart=_groups(result.apart, kind, query, desk),
        unsure=_groups(result.unknown, kind, query, desk),
        total=None,
        ranked=ranked,
        least=query.order == "least",
        items=result.items,
        related=result.related,
        counts=result.counts,
    )


def _groups(rows: Iterable[ResultRow], kind: str, query: Query, desk: AnswerContext) -> tuple[Group, ...]:
    return tuple(_group(row, kind, query, desk) for row in rows)


def _group(row: ResultRow, kind: str, query: Query, desk: AnswerContext) -> Group:
    name, value = _called(row.value, kind, desk)
    if row.year and kind != "year" and query.over_years:
        name = f"{name} {row.year}"
    whole = query.aggregate == "share" or query.ranks or query.by == "share" or query.sides
    counted = query.conditions and not query.having and not whole
    items = row.hits if counted or kind == "year" else row.base
    by_rating = row.by_rating
    if counted:
        by_rating = {mark: Items.of(items).marks.get(mark, 0) for mark in by_rating}
    by_share = any(each.quantifier in SHARES for each in query.having) and row.rated
    return Group(
        name=name,
        value=value,
        items=items,
        by_rating=by_rating,
        rated=Items.of(items).rated if counted else row.rated,
        number=percent(len(row.hits), row.rated) if by_share else row.number,
        whole=len(row.base),
        hits=row.hits,
        place=row.place,
        everyone=row.everyone,
    )


def _called(value: str, kind: str, desk: AnswerContext) -> tuple[str, str]:
    """How a group is named, and how it is asked for."""
    match kind:
        case "policy" if value.isdecimal():
            number = int(value)
            return policy_name(number, desk.vocabulary.policies.get(number, "")), circled(number)
        case "measure" if (measure := desk.plan.by_number.get(measure_number(value))) is not None:
            return f"No.{value} {measure.title}", f"No.{value}"
        case "measure" | "item":
            return f"No.{value}", f"No.{value}"
    return value or "—", value


def _sides(query: Query, result: Result, question: Question, desk: AnswerContext) -> AnyAnswer:
    if not result.rows:
        return _listed(query, result, question, desk)  # a department has nothing in any of these policies
    groups, city = [], None
    for row in result.rows:
        side = query.sides[int(row.value)]
        if not side:
            city = _group(row.but(value=""), "side", query, desk).but(name="", value="")
            continue
        kind = {"owner": "department"}.get(side[0].aspect, side[0].aspect)
        values = [_called(value, kind, desk) for value in side[0].values]
        group = _group(row.but(value=values[0][1]), "side", query, desk)
        groups.append(group.but(name="・".join(name for name, _ in values), value=values[0][1]))
    return Compared(
        question=question, items=result.items, groups=tuple(groups), city=city, counts=result.counts
    )


# ---- several years


def _over_years(query: Query, result: Result, question: Question, desk: AnswerContext) -> AnyAnswer:
    linked = any(each.aspect == "change" or each.years for each in query.conditions)
    if linked and query.aggregate == "compare":
        before = tuple(each.before for each in result.changes if each.before)
        after = tuple(each.after for each in result.changes if each.after)
        sides = zip((query.years[0], query.years[-1]), (before, after), strict=True)
        told = (each.item for kind in (*ORDER, "same") for each in result.changes if each.kind == kind)
        return Compared(
            question=question,
            items=tuple(dict.fromkeys((*told, *after, *before))),
            groups=tuple(group(year, items, desk.marks_in(year), year) for year, items in sides),
            changes=result.changes,
            counts=count(after, desk.marks),
        )
    if linked or (query.having and query.per):
        return Changed(
            question=question,
            items=result.items,
            changes=result.changes,
            counts=result.counts,
            open=tuple(each for each in result.changes if each.kind == "open"),
        )
    here = [item for item in result.items if item.year == desk.year]
    if len({item.measure for item in here}) == 1 and any(each.aspect in NAMED for each in query.base):
        return followed(question, desk, here)
    if len(result.years) > 2 and query.aggregate != "compare":
        return _tabled(query, result, question, desk)
    groups = [
        _group(row, "year", query, desk).but(name=row.value or row.year, value=row.value or row.year)
        for row in result.rows
    ]
    of_changes = (each for kind in ORDER for each in result.changes if each.kind == kind)
    told = (item for each in of_changes for item in (each.after, each.before) if item in result.items)
    return Compared(
        question=question,
        items=tuple(
            dict.fromkeys((*(i for i in told if i), *reversed_years(result.items)))
        ),  # as the card lists them
        groups=tuple(groups),
        changes=result.changes,
        counts=result.counts,
    )


def reversed_years(items: Iterable[Item]) -> list[Item]:
    """The newest year first, each in the order of its sheet."""
    return sorted(items, key=lambda item: -item.year.began)
