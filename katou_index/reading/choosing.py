"""Which of several columns is read for one field: written rules, and none of them is "the leftmost".

A wrong rating that looks right is the worst that can happen, so a column is taken only where a rule says so
and no other rule says otherwise. Where they leave more than one, nobody guesses: the import stops and names
them. The rules hold for every format and every field.

What decides by itself, in this order; each takes columns away as long as one is left:

    columns.toml  `column = "G"`, or a heading written there with its year or brackets, as the sheet has it:
                  the office said so. A heading of another year than the one being loaded was for that year.
    year          A column of another year is not this year's: 令和2年度評価 when R3 is loaded, 前年度評価,
                  one under 令和2年度, R3.3末評価. Sheets carry last year's columns along, or both years.
                  What belongs to a year (`YEARLY`) is never taken from another, not even if it is alone;
                  a policy is never taken from a year to come (R8方針).
    part          A column that only stands under a heading and says something else (自己評価 over 理由) is
                  not the one that the heading names (自己評価 over 評価); for ratings, unless its cells are
                  those of another one (町の決定 beside 自己評価).
    texts         A column of ○ or ✓ alone says whether, not what: no planned work, no result, no evidence,
                  no department (実施計画 as a tick box beside 今年度の取組予定). Nor do figures alone (実績)
                  where another column has sentences (取組結果). One of sentences is no rating.

What has to agree, for one column against every other one:

    stage         Later before earlier (`stages`): 最終, 総合 before all others, 三次 before 二次 before 一次
                  and 自己. The plan's rating is what the evaluation ended with. 外部, 内部, 市民, 上期 … are
                  other views, not earlier or later ones: between them nothing is decided.
                  修正, 再, 見直し, 改定 come after 評価, 当初 and 自己; beside 最終 or 二次 stay open.
    named         A column that names the year being loaded before one that names none; not before 修正後 or
                  最終 where no column is of another year that these could belong to.
    exact         The field's own name (評価) before a longer or another one (自己評価, 評価（参考）, 達成度),
                  but not before one that has a day or a number more (評価（3月末現在）, 評価2).
    visible       What is shown before what is hidden. A hidden column never takes the place of a shown one.

Columns that say the same in every row are one: the first that is shown is read. Every column that is not read
is told, with the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from katou_index.reading.headings import bare, ends_before, heading, without_years, years_over
from katou_index.reading.stages import AT_LAST, CHANGED, FIRST, LAST, REVISED, STAGES, UNSAID
from katou_index.records import NamedTuple
from katou_index.tables import Column

_AGAIN = "再"  # alone over a column
_BEFORE = re.compile(f"(?:{'|'.join(CHANGED)}|変更)前")  # what was rated at first

_CORRECTED = re.compile(rf"[(（]?(?:{'|'.join((*CHANGED, '変更'))})後?の?[)）]?")

_OF_EVERY_FIELD = (*AT_LAST, "中間", "暫定", "見込")  # 主管課 is a stage of ratings alone

SETTLED = "columns.toml"
RATING = "評価"
TEXTS = ("取組内容", "取組結果", "根拠")
YEARLY = (*TEXTS, RATING)
"""Fields that belong to one year. A column of another year is none of these, even where there is no other."""
_OFFICE = "担当課"
_GENERAL = ("基本方針", "取組")  # R8方針, 次年度の取組 say what is to come, not what the measure belongs to

TICKS = frozenset("○◯〇●◎✓✔☑☐□■レ✕✗×△▲★☆")
HAND_TICKS = frozenset("○◯〇●✓✔レ☑")  # one tick, as several hands make it
_FIGURES = re.compile(r"[-+△▲約]?\s*\d[\d,.]*\s*\D{0,3}")
_ARROW, _PERCENT = re.compile("[↑↓→←↗↘⇧⇩⇨⬆⬇➡⤴⤵]"), re.compile(r"[-+△▲約]?\s*\d[\d,.]*\s*%")
_NTH_YEAR = re.compile("(?:初|中間|最終)年度|[1-9一二三四五]年目|第[1-9一二三四五]年度")
_WORDS = re.compile("[ぁ-んァ-ヶ一-龥々ー]{3}")
_NOTHING = frozenset(("", "—", "-", "－", "―", "ー"))
LONG = 12  # signs: a rating is shorter
_TWIN = re.compile(r"時点|現在|[1-9]$")
REMARK = "コメント|所見|意見|講評|特記事項"  # what somebody says of measures, or of one
_EXPLAINS = re.compile(
    f"(?:理由|要因|原因|課題|{REMARK}|説明|内容|考え方|備考)等?欄?$"
    "|[価定](?:日|月|者|主体|機関|時期|時点|段階)$"
)
_NUMBER = re.compile(r"番号|No\.?|NO\.?", re.I)
_LEGEND = re.compile(r"[(\[［〔【][^ぁ-んァ-ヶ一-龥()]*[)\]］〕】]?")  # （◎,○,△,×）, （R2）


class Candidate(NamedTuple):
    """One column that has a field's heading. `texts` stand over it, top first; `own`: they name the field,
    not only what they stand under. `cells` are its texts in every row below."""

    field: str
    column: int
    texts: tuple[str, ...]
    own: bool
    hidden: bool
    cells: tuple[str, ...]

    @property
    def written(self) -> str:
        """Its heading as people see it."""
        return " ".join(self.texts)

    def years(self, began: int | None) -> set[int]:
        """The calendar years in which the fiscal years that it is of began, as seen from `began`: by the
        lowest text that names any. 評価（R6・R7） over R6 │ R7 is one column of each."""
        named = (years_over(text, began) for text in reversed(self.texts))
        return next(filter(None, named), set())


class ColumnChoice(NamedTuple):
    """What the rules say: the column, None where the field has none or they do not decide; the columns
    between which they do not decide; for every other one the rule that spoke against it."""

    column: Candidate | None
    undecided: tuple[Candidate, ...]
    against: dict[int, str]  # column → rule
    candidates: tuple[Candidate, ...]


def choose(column: Column, candidates: Sequence[Candidate], began: int) -> ColumnChoice:
    """The one of `candidates`, all of one field, that is read when the fiscal year that began in `began` is
    loaded."""
    left = list(candidates)
    against: dict[int, str] = {}
    for rule, keeps in _facts(column, candidates, began):
        kept = [each for each in left if keeps(each)]
        must = (rule == "year" and column.name in YEARLY) or (rule == "texts" and column.name in TEXTS)
        must = must or (rule == "texts" and column.name == _OFFICE)
        must = must or (rule == "year" and column.name in _GENERAL and _are_to_come(left, began))
        if kept or must:
            against.update({each.column: rule for each in left if each not in kept})
            left = kept
    settled = SETTLED in against.values()
    shown = [each for each in candidates if not each.hidden and against.get(each.column, "year") == "year"]
    if column.name == RATING and not settled and _counts_years(candidates):
        return ColumnChoice(None, tuple(candidates), {}, tuple(candidates))
    order = _order(column, began, any(is_of_another_year(each, began) for each in candidates))
    for each in left:
        others = [other for other in left if other is not each]
        won = [_wins(each, other, order) for other in others]
        if all(won) and (settled or not each.hidden or not shown):
            against |= {other.column: rule for other, rule in zip(others, won, strict=True)}
            return ColumnChoice(each, (), against, tuple(candidates))
    if len(left) > 1 and len({each.cells for each in left}) == 1 and any(left[0].cells):
        first = min(left, key=lambda each: (each.hidden, each.column))
        against |= {each.column: "same" for each in left if each is not first}
        return ColumnChoice(first, (), against, tuple(candidates))
    if len(left) == 1:
        left += [each for each in shown if each is not left[0]]  # a hidden one, and what would be left out
    return ColumnChoice(None, tuple(sorted(left, key=lambda each: each.column)), against, tuple(candidates))


Keeps = Callable[[Candidate], bool]


def _facts(column: Column, candidates: Sequence[Candidate], began: int) -> list[tuple[str, Keeps]]:
    """The rules that decide by themselves, in their order: name, what they keep."""
    as_written = {
        bare(each)
        for each in column.headings
        if heading(each) != bare(each) and _is_of(years_over(each, began), began)
    }
    other = {each.column for each in candidates if is_of_another_year(each, began)}
    texts = column.name in (*TEXTS, "事業名", _OFFICE)
    marked = any(_marks(each) and each.column not in other for each in candidates)
    told = any(_tells(each) and each.column not in other for each in candidates)
    return [
        (SETTLED, lambda each: each.column == column.place),
        (SETTLED, lambda each: bare("".join(each.texts)) in as_written),
        ("year", lambda each: each.column not in other),
        ("part", lambda each: each.own or (column.name == RATING and _rates(each, candidates))),
        ("texts", lambda each: not (texts and is_ticks(each.cells))),
        ("texts", lambda each: not (texts and column.name != _OFFICE and told and is_figures(each.cells))),
        ("texts", lambda each: not (column.name == RATING and is_sentences(each.cells))),
        ("texts", lambda each: not (column.name == RATING and marked and _compares(each.cells))),
    ]


def _rates(each: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether a column that only stands under the heading holds the ratings that another one holds: 町の決定
    beside 自己評価, both under 評価."""
    known = {cell for other in candidates if other.own for cell in other.cells} - _NOTHING
    filled = {cell for cell in each.cells if cell not in _NOTHING}
    return len(filled) > 1 and filled <= known


def is_of_another_year(each: Candidate, began: int | None) -> bool:
    """Whether a column names years, and not the one that began in `began`; or says how it was before that
    began (R7.3末評価 for 令和7年度)."""
    named = each.years(began)
    if named or began is None or each.field not in (RATING, "取組結果"):
        return bool(named) and began not in named
    return ends_before(each.written, began)


def _are_to_come(candidates: Sequence[Candidate], began: int) -> bool:
    """Whether columns are of years after the one that began in `began`, and of no other."""
    return all(min(each.years(began), default=began) > began for each in candidates)


def _counts_years(candidates: Sequence[Candidate]) -> bool:
    """Whether one of several columns counts the years of the plan (初年度評価, 2年目評価): the sheet does not
    say which of them is the year being loaded, and 2年度 is none of 令和."""
    return len(candidates) > 1 and any(_NTH_YEAR.search(bare(each.written)) for each in candidates)


def _is_of(named: set[int], began: int) -> bool:
    """A heading kept from last year says nothing about this year's sheet."""
    return not named or began in named


def is_ticks(cells: Sequence[str]) -> bool:
    """Whether a column holds nothing but ticks."""
    filled = {cell for cell in cells if cell not in _NOTHING}
    return bool(filled) and filled <= TICKS


def _tells(each: Candidate) -> bool:
    """Whether a column that is shown says something in words in more than half of its cells."""
    filled = [cell for cell in each.cells if cell not in _NOTHING]
    return not each.hidden and 2 * sum(bool(_WORDS.search(cell)) for cell in filled) > len(filled)


def _marks(each: Candidate) -> bool:
    """Whether a column that is shown holds what may be ratings: neither figures, arrows nor sentences."""
    rated = not (_compares(each.cells) or is_figures(each.cells) or is_sentences(each.cells))
    return not each.hidden and rated and any(cell not in _NOTHING for cell in each.cells)


def _compares(cells: Sequence[str]) -> bool:
    """Whether a column holds nothing but arrows or percents: how it was against last year, or what was aimed
    at."""
    filled = [unicodedata.normalize("NFKC", cell) for cell in cells if cell not in _NOTHING]
    return bool(filled) and any(all(map(form.fullmatch, filled)) for form in (_ARROW, _PERCENT))


def is_figures(cells: Sequence[str]) -> bool:
    """Whether a column holds nothing but figures, such as what was aimed at and what was reached."""
    filled = [unicodedata.normalize("NFKC", cell) for cell in cells if cell not in _NOTHING]
    return bool(filled) and all(_FIGURES.fullmatch(cell) for cell in filled)


def is_sentences(cells: Sequence[str]) -> bool:
    """Whether more than half of what a column holds is longer than a rating."""
    filled = [cell for cell in cells if cell not in _NOTHING]
    return 2 * sum(len(cell) > LONG for cell in filled) > len(filled)


def explains(called: str, cells: Sequence[str]) -> bool:
    """Whether a column about ratings holds what is said of them and none itself: 評価の理由, 評価コメント."""
    return bool(_EXPLAINS.search(heading(called))) or is_sentences(cells)


def stage(field: str, texts: Sequence[str]) -> int | None:
    """The step of the evaluation that a heading names (`STAGES`); None: neither before nor after."""
    written = _BEFORE.sub("当初", bare("".join(texts)))
    if written == _AGAIN:
        return REVISED
    found = {
        step
        for step, words in STAGES
        if any(word in written for word in words if field == RATING or word in _OF_EVERY_FIELD)
    }
    return found.pop() if len(found) == 1 else None if found else UNSAID


def corrected(written: str) -> str:
    """訂正後の評価, 評価（修正後） → 評価: the heading of what a column corrects; "" for one that corrects
    nothing."""
    left = _CORRECTED.sub("", bare(written))
    return heading(left) if left and left != bare(written) else ""


@lru_cache(maxsize=4096)
def is_qualifier(text: str) -> bool:
    """Whether a text only says which one of several columns of a name it is: 一次, 最終, R3, （◎○△×）."""
    left = heading(without_years(text)) if bare(text) else ""
    left = _BEFORE.sub("", _LEGEND.sub("", left))
    if left == _AGAIN:
        return True
    for _, words in STAGES:
        for word in words:
            left = left.replace(word, "")
    return len(left) < len(bare(text)) and len(left.rstrip("後")) <= 1


# -- what has to agree -------------------------------------------------------------------------------------

Compare = Callable[[Candidate, Candidate], int]  # above 0: the first one goes before the second


def _order(column: Column, began: int, several_years: bool) -> dict[str, Compare]:
    return {
        "stage": lambda one, other: _later(stage(column.name, one.texts), stage(column.name, other.texts)),
        "named": lambda one, other: _named_before(column.name, one, other, began, several_years),
        "exact": lambda one, other: _nearer(column.name, one, other),
        "visible": lambda one, other: other.hidden - one.hidden,
    }


def _wins(one: Candidate, other: Candidate, order: dict[str, Compare]) -> str:
    """The first rule that puts one before the other, empty where none does or another says the opposite."""
    said = {rule: compare(one, other) for rule, compare in order.items()}
    return next((rule for rule, sign in said.items() if sign > 0), "") if min(said.values()) >= 0 else ""


def _nearer(field: str, one: Candidate, other: Candidate) -> int:
    """A revision has a longer name than what it revises (修正評価, 評価): that says nothing against it. Nor
    does a day (評価, 評価（R8.3時点）) or a number (評価, 評価2), nor a name over nothing at all."""
    if any(_TWIN.search(bare(each.written)) for each in (one, other)) or any(one.cells) != any(other.cells):
        return 0
    steps = {stage(field, one.texts), stage(field, other.texts)}
    if REVISED in steps and steps & {UNSAID, FIRST}:
        return 0
    return _exact(field, one) - _exact(field, other)


def _later(one: int | None, other: int | None) -> int:
    if REVISED in (one, other):  # of an evaluation's first rating surely, of a later one nobody knows
        return (other in (UNSAID, FIRST)) - (one in (UNSAID, FIRST))
    if LAST in (one, other):
        return (one == LAST) - (other == LAST)
    if one is None or other is None or {one, other} == {UNSAID, FIRST}:
        return 0
    return one - other


def _named_before(field: str, one: Candidate, other: Candidate, began: int, several_years: bool) -> int:
    ahead = _names(one, began) - _names(other, began)
    unnamed = other if ahead > 0 else one
    ended = field == RATING and stage(field, unnamed.texts) in (LAST, REVISED)
    return 0 if ended and not several_years else ahead


def _names(each: Candidate, began: int) -> int:
    return int(began in each.years(began))


def _exact(field: str, each: Candidate) -> int:
    """2: the field's name and nothing else, 1: with a year or a remark, 0: another, a longer one."""

    def same(text: str) -> bool:
        return _NUMBER.sub("No", text) == _NUMBER.sub("No", field)

    written = bare("".join(each.texts))
    alone = same(_LEGEND.sub("", written)) and not years_over(written, None)
    return 2 if alone else int(same(heading(written)))
