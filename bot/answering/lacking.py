"""Columns that a year's sheet does not have: of none of them it is told that nothing is written there.

A sheet without a column 根拠 says of no measure that it has no evidence, so a list of all "without evidence"
or 「根拠の記載はありません」 would be a false no. What is asked for beside it and is there is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bot.answer import Nothing
from bot.answering.context import AnswerContext
from bot.answering.ranking import compact
from bot.query import TEXTS, Query
from bot.question import Ask, Field, Question
from bot.understanding.scripts import pattern
from katou_index.plan import FiscalYear, Item
from katou_index.words import fold

WANTED = (*TEXTS, "owner")
GROUPS = {"policy": "policy", "initiative": "initiative", "department": "owner", "division": "owner"}
CONDITIONS = {
    "policy": "policy", "initiative": "initiative", "owner": "owner", "member": "owner", "shared": "owner",
    "spread": "owner",
}  # fmt: skip
LARGEST = "(?:一番|最も|もっとも)(?:大|多|小|少|高|低)"
NAMED = 3  # items that the answer names


def lacking(
    question: Question, query: Query, years: Sequence[FiscalYear], items: Sequence[Item], desk: AnswerContext
) -> Nothing | None:
    """That a column is not there which decides a query, or the only ones that it wants to see; None where
    all are. `items`: those that it is about."""
    of_rating = "rating" in query.wants or any(each.aspect == "rating" for each in query.all_conditions())
    if of_rating and (none := _another_rating(question, years, desk)) is not None:
        return none
    for field in _deciding(query):
        for year in years:
            if field not in desk.vocabulary.index.headings(year):
                return no_column(question, field, year, ())
    return wanting(question, query.wants, years, items, desk)


def lacking_in(
    question: Question, items: Callable[[], Sequence[Item]], desk: AnswerContext
) -> Nothing | None:
    """The same of a question that phrases read; `items` are those that it is about."""
    given, named = question.filter, question.filter.years or question.over
    years = tuple(year for year in named if year in desk.vocabulary.years) or (desk.year,)
    decide = {
        GROUPS.get(question.group_by, ""): True,
        "owner": bool(given.departments or given.not_departments or question.unknown_departments),
        "policy": bool(given.policies or given.not_policies),
        "initiative": bool(given.initiatives or given.not_initiatives),
    }
    of_rating = given.ratings or given.not_ratings or Field.RATING in question.wants
    if (
        of_rating
        and question.ask is not Ask.OPINION
        and (none := _another_rating(question, years, desk)) is not None
    ):
        return none
    for field in (each for each, decides in decide.items() if each and decides):
        if _is_lacking(field, years, desk):
            return no_column(question, field, years[-1], ())
    if given.ratings or given.not_ratings:  # then they are what was asked for
        return None
    wants = tuple(each.value for each in question.wants)
    if _only_lacking(wants, years, desk) and (name := _ordered_text(question, years[-1], desk)):
        return Nothing(question=question, reason="not_in_sheet", subject=f"order:{name}", year=years[-1])
    return wanting(question, wants, years, items(), desk) if _only_lacking(wants, years, desk) else None


def _another_rating(question: Question, years: Sequence[FiscalYear], desk: AnswerContext) -> Nothing | None:
    """That 一次評価 was asked for where the sheet's rating that was read is another one (最終評価)."""
    text = fold(question.text)  # with its blanks: 議会 評価 is of a department
    if "評価" not in text:
        return None
    from katou_index.reading.stages import OTHER_RATINGS  # here: few questions say the word

    for year in years:
        called = compact(fold(desk.vocabulary.index.headings(year).get("rating", "")))
        for word in OTHER_RATINGS:
            if f"{word}評価" in text and word not in called and word not in desk.vocabulary.stems:
                left = "rating" if _is_left_out(word, year, desk) else "no-rating"
                return Nothing(
                    question=question, reason="not_in_sheet", subject=f"{left}:{word}評価", year=year
                )
    return None


def _is_left_out(word: str, year: FiscalYear, desk: AnswerContext) -> bool:
    """Whether the sheet has a column so called, which was not read."""
    findings = desk.vocabulary.index.findings(year)
    names = (each.was for each in findings if each.kind in ("column-doubled", "column-unknown"))
    return any(word in compact(fold(name)) for name in names)


def _ordered_text(question: Question, year: FiscalYear, desk: AnswerContext) -> str:
    """The column of texts of which the largest is asked for, as the sheet calls it (実績が一番大きい事業)."""
    text = compact(fold(question.text))
    if not pattern(LARGEST).search(text):
        return ""
    asked = pattern(f"([一-龠々ァ-ヺーa-z]+)が{LARGEST}").findall(text)
    names = (name for field, name in desk.vocabulary.index.headings(year).items() if field in WANTED)
    return next((name for name in names if name and any(compact(fold(name)).endswith(a) for a in asked)), "")


def wanting(
    question: Question,
    wants: Sequence[str],
    years: Sequence[FiscalYear],
    items: Sequence[Item],
    desk: AnswerContext,
) -> Nothing | None:
    """The same where fields are only to be shown. How something went its rating tells, too."""
    first = _only_lacking(wants, years, desk)
    return no_column(question, first, years[-1], items) if first and first != "result" else None


def without(question: Question, years: Sequence[FiscalYear], desk: AnswerContext) -> Question:
    """The question without the fields that it wants to see and no sheet has, which is told."""
    gone = [each for each in question.wants if each.value in WANTED and _is_lacking(each.value, years, desk)]
    if not gone:
        return question
    said = (*question.said, *(f"no_column:{each.value}:{years[-1].code}" for each in gone))
    return question.but(wants=tuple(each for each in question.wants if each not in gone), said=said)


def _only_lacking(wants: Sequence[str], years: Sequence[FiscalYear], desk: AnswerContext) -> str:
    """The first of the columns that are wanted, where none of them is there; else ""."""
    if {"figure", "when"} & set(wants):  # they are looked for in every text
        return ""
    asked = [each for each in wants if each in WANTED]
    return asked[0] if asked and all(_is_lacking(each, years, desk) for each in asked) else ""


def _is_lacking(field: str, years: Sequence[FiscalYear], desk: AnswerContext) -> bool:
    return not any(field in desk.vocabulary.index.headings(year) for year in years)


def no_column(question: Question, field: str, year: FiscalYear, items: Sequence[Item]) -> Nothing:
    """That the sheet of a year has no column for a field; the few items that were asked about are named."""
    named = tuple(items) if len(items) <= NAMED else ()
    return Nothing(
        question=question, reason="not_in_sheet", subject=f"column:{field}", year=year, items=named
    )


def _deciding(query: Query) -> Iterator[str]:
    """The fields whose columns decide which items and groups a query gives."""
    if query.per in GROUPS:
        yield GROUPS[query.per]
    for each in query.all_conditions():
        if each.aspect in CONDITIONS:
            yield CONDITIONS[each.aspect]
        elif each.aspect == "empty":
            yield from each.values
        elif each.aspect == "figure":
            yield from (field for value in each.values if (field := value.partition(":")[0]))
