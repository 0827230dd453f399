"""What an import would bring, as lines for people: counts, ratings, doubts, the year before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from katou_index.importing import preview_sentences as say
from katou_index.importing import sentences
from katou_index.importing.staging import Staged
from katou_index.language import english, in_english, in_language
from katou_index.plan import Finding, Item, Plan, State, Status
from katou_index.years import links as kinds
from katou_index.years.comparing import Comparison, Doubt, YearChange

_PLACE = re.compile(r"シート「|\d+ページ |\d+行目")
_LEFT_OUT = ("column-doubled", "column-unknown", "block-unread")
_WITHIN = "mark-within"
_TOLD_APART = (
    "rating-unfilled",
    "mark-unknown",
    "row-passed",
    "struck-out",
    "column-kept",
    _WITHIN,
    *_LEFT_OUT,
)
_TOLD_FIRST = (
    "forms-read", "table-turned", "fields-in-rows", "numbers-given", "numbers-bracketed", "numbers-apart",
    "department-of-sheet", "department-remark", "row-repeated", "rating-ticked", "ditto",
)  # fmt: skip
_TABLED = 8  # unread ratings that the table to fill in is written out for
_IN_FULL = (kinds.RENAMED, kinds.RENUMBERED, kinds.NEW, kinds.DROPPED, kinds.DEPARTMENT_RENAMED,
            kinds.DEPARTMENT_MERGED, kinds.DEPARTMENT_NEW, kinds.DEPARTMENT_ENDED)  # fmt: skip


def of_file(lang: str, staged: Staged) -> Iterator[str]:
    """The file by itself."""
    plan = staged.plan
    yield say.loading(plan.year, staged.file)
    yield "  " + say.counts(lang, len(plan.measures), len(plan.items))
    yield "  " + say.ratings(lang, _ratings(lang, staged))
    unfilled = [item for item in plan.items if _is_unfilled(item)]
    if places := [f"{item.id} {_where(lang, place(staged, item))}" for item in unfilled]:
        yield "  " + say.unfilled(lang, places)
    yield from _unread_ratings(lang, staged)
    within = [(each.was, each.now) for each in staged.findings if each.kind == _WITHIN]
    told = [say.rating_within(lang, *each, count) for each, count in Counter(within).most_common()]
    yield from _listed(lang, say.ratings_within(lang, len(within)), told)
    doubts = [f for f in staged.findings if f.status is Status.OPEN and f.kind not in _TOLD_APART]
    yield from _listed(lang, say.open_findings(lang, len(doubts)), [_placed(lang, each) for each in doubts])
    yield from (f"  {_said(lang, f)}" for f in staged.findings if f.kind in _TOLD_FIRST)
    repaired = (each.kind for each in staged.findings if each.status is Status.REPAIRED)
    others = Counter(each for each in repaired if each not in (*_TOLD_APART, *_TOLD_FIRST))
    if others:
        yield "  " + say.repaired(lang, others.most_common())
    left_out = [_said(lang, f) for kind in _LEFT_OUT for f in staged.findings if f.kind == kind]
    yield from _listed(lang, say.left_out(lang, len(left_out)), left_out, most=len(left_out))
    kept = [_said(lang, f) for f in staged.findings if f.kind == "column-kept"]
    yield from _listed(lang, say.kept(lang, len(kept)), kept, most=len(kept))
    struck = [_said(lang, f) for f in sorted(staged.findings, key=_line) if f.kind == "struck-out"]
    yield from _listed(lang, say.struck_out(lang, len(struck)), struck)
    passed = [_said(lang, f) for f in staged.findings if f.kind == "row-passed"]
    yield from _listed(lang, say.passed(lang, len(passed)), passed)


def _unread_ratings(lang: str, staged: Staged) -> Iterator[str]:
    """What stands where a rating should and is none of the scale, each once with its number and first cell;
    and the table that would make them ratings."""
    places: dict[str, list[str]] = {}
    for finding in staged.findings:
        if finding.kind == "mark-unknown":
            where = finding.text.partition(": ")[0] if _PLACE.match(finding.text) else f"{finding.line}行目"
            places.setdefault(finding.was, []).append(_where(lang, where))
    if not places:
        return
    most = sorted(places.items(), key=lambda each: -len(each[1]))
    total = sum(map(len, places.values()))
    told = [say.unread_rating(lang, cell, len(where), where[0]) for cell, where in most]
    yield from _listed(lang, say.unread_ratings(lang, total), told)
    beside = sum(len(where) for cell, where in most if staged.scale.read_within(cell)[1])
    if 2 * beside > total:
        yield "  " + say.marks_with_words(lang)
    elif total > sum(item.rating.rated for item in staged.plan.items):
        yield "  " + say.table_of_ratings(lang)
        yield from (f"    {line}" for cell, _ in most[:_TABLED] for line in say.rating_entry(lang, cell))
    else:
        yield "  " + say.forms_of_ratings(lang)


def _said(lang: str, finding: Finding) -> str:
    return in_language(lang, finding.text, english(finding.text))


def _where(lang: str, place: str) -> str:
    return in_language(lang, place, in_english(place))


def _placed(lang: str, finding: Finding) -> str:
    """What a finding says, with its line where the sentence does not begin with its place."""
    told = finding.line is None or _PLACE.match(finding.text)
    said = _said(lang, finding)
    return said if told else f"{_where(lang, f'{finding.line}行目')}: {said}"


def _line(finding: Finding) -> int:
    """Whole rows first."""
    return finding.line or 0


def _listed(lang: str, title: str, texts: list[str], most: int = sentences.MOST) -> Iterator[str]:
    if texts:
        yield "  " + title
        yield from (f"    {text}" for text in texts[:most])
    if len(texts) > most:
        yield "  " + say.others(lang, len(texts) - most)


def _is_unfilled(item: Item) -> bool:
    return item.rating.state is State.UNFILLED


def _ratings(lang: str, staged: Staged) -> list[tuple[str, int]]:
    found = Counter(item.rating for item in staged.plan.items)
    numbers = [
        (say.with_word(lang, mark), sum(n for r, n in found.items() if r.rated and r.mark == mark.mark))
        for mark in staged.scale.marks
    ]
    rest = {
        "—": State.DASH,
        say.word_lost(lang): State.LOST,
        say.word_unfilled(lang): State.UNFILLED,
    }
    for name, state in rest.items():
        if count := sum(number for rating, number in found.items() if rating.state is state):
            numbers.append((name, count))
    return numbers


def place(staged: Staged, item: Item) -> str:
    """Where an empty rating is: sheet and cell, page and row, or line."""
    for finding in staged.findings:
        if (finding.measure, finding.item) == (item.measure, item.number) and finding.cell == "評価":
            where, sign, _ = finding.text.partition(": ")
            if sign and finding.kind in ("rating-unfilled", "mark-unknown"):
                return where
    return f"{item.source.lines[0]}行目" if item.source.lines else item.source.file


def of_change(lang: str, old: Plan | None, staged: Staged, comparison: Comparison | None) -> Iterator[str]:
    """The difference to the year before, as far as it is decided."""
    if old is None or comparison is None:
        yield say.first_year(lang)
        return
    yield say.compared(lang, old.year, len(old.measures), len(old.items))
    numbers = [(name, len(comparison.of(name))) for name in kinds.KINDS if comparison.of(name)]
    yield "  " + say.how_many(lang, numbers)
    yield from (f"  {_change(lang, change)}" for change in comparison.changes if change.kind in _IN_FULL)
    yield from ("  " + say.moved(lang, *each) for each in comparison.moved[: sentences.MOST])
    if len(comparison.moved) > sentences.MOST:
        yield say.others(lang, len(comparison.moved) - sentences.MOST)
    known = {department.name for department in staged.tables.departments}
    new = [c.after for c in comparison.changes if c.of_department and c.after and c.after not in known]
    new += [doubt.after for doubt in comparison.doubts if not doubt.title_after and doubt.after not in known]
    if known and new:
        yield "  " + say.unknown_department(lang, list(dict.fromkeys(new)))


def question(lang: str, doubt: Doubt) -> str:
    """A doubt as it is asked."""
    if doubt.title_before:
        return say.doubt_measure(lang, doubt.before, doubt.title_before, doubt.after, doubt.title_after)
    return say.doubt_department(lang, doubt.before, doubt.after, doubt.taken)


def _change(lang: str, change: YearChange) -> str:
    def side(number: str, title: str) -> str:
        return number if change.of_department else say.measure(number, title)

    sides = [
        side(number, title)
        for number, title in ((change.before, change.title_before), (change.after, change.title_after))
        if number
    ]
    return f"{say.kind(lang, change.kind)}: {' → '.join(sides)}"


def replaced(lang: str, now: Plan, new: Plan) -> str:
    """What a year that is loaded already would lose or change."""
    marks = {item.id: item.rating.mark or "空" for item in now.items}
    changed = [
        f"{item.id} {marks[item.id]}→{item.rating.mark or '空'}"
        for item in new.items
        if item.id in marks and marks[item.id] != (item.rating.mark or "空")
    ]
    return sentences.replaces(lang, new.year, changed)
