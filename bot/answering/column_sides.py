"""What numbers and texts of further columns are held against: those of another measure, column or text.

    No.3より事業費が大きい事業      the number that this measure has
    実績値が目標値を上回った事業    the number that another column has, item by item
    拡大と継続はどっちが多い        how many items have the one text, and how many the other

The measure or the second column is put into the line as a number is, as `STAND_IN`, so that bounds are read
as they are of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.column_names import forms_of, plain, without_titles
from bot.answering.column_numbers import EXACTLY, LESS, MORE, STAND_IN
from bot.answering.column_sayings import WORD, any_of
from bot.answering.context import AnswerContext
from bot.understanding.counters import BOUNDS
from bot.understanding.scripts import pattern
from katou_index.plan import Item
from katou_index.records import NamedTuple

_THAN = "(?:より(?:も)?|(?:に|と)(?:比べ|くらべ)て?(?:も)?)"
_MEETS = f"(?:{BOUNDS}|満た)(?![成数率度値額])"  # not 到達数
_ALIKE = "(?:同じ|等し|同額|同率|同数)(?:くらい|ぐらい|程度|い)?(?:の|で)?"
_LESS_THAN, _MORE_THAN = "fewer|less|lower|smaller|cheaper", "more|greater|higher|larger|bigger"
_MEASURE = (
    r"(?:(?:no\.?|№|番号|事業)\s?(?P<number>{numbers})番?|(?P<bare>{bare})|(?P<title>{titles}))"
    r"(?:の(?:事業|項目))?"
)

_WHICH = (
    r"(?P<sides>{side}(?:(?:と|、|か|も|・){side})+)(?:と)?(?:の|では|で|って|は|、|を)*"
    r"(?:(?:どっち|どちら|どれ|何|なに)(?:の(?:ほう|方))?[がの]?(?:数が|件数が)?(?:多|少)"
    r"|差|(?:何[件項事]\S{{0,2}}|いくつ|どれだけ|どのくらい|どれくらい)違|比べ|比較|違い)"
)
_FIRST = r"(?P<first>{side})(?:の(?:ほう|方))?(?:は|が|って)?"
_SECOND = r"(?P<second>{side})より(?:も)?"
_MANY = "(?P<way>多|少)(?!く?な[いか])"
_BESIDE, _BESIDE_TURNED = f"{_FIRST}{_SECOND}{_MANY}", f"{_SECOND}{_FIRST}{_MANY}"
_AS_MANY = r"(?P<sides>{side}と{side})(?:は|が|の数は|の件数は)?(?:同じ|同数)"


class Other(NamedTuple):
    """What numbers are held against: those of the items of a measure, or of a column."""

    shown: str  # No.3（1,200）, 「目標値」
    items: tuple[Item, ...] = ()  # of the measure
    column: str = ""


def held_against(
    line: str, columns: Sequence[str], desk: AnswerContext
) -> tuple[str, tuple[str, ...], Other | None]:
    """The line with a stand-in for the measure or second column that numbers are held against, the columns
    whose numbers these are, and what stands in. The same line and None where they are held against none."""
    if len(columns) == 2:
        for column in columns:
            rest = tuple(name for name in columns if name != column)
            if put := _put(line, rf"(?:{_forms(column, desk)})", "", desk):
                return put[0], rest, Other(f"「{column}」", column=column)
    if len(columns) != 1:
        return line, tuple(columns), None
    measures = {plain(str(each.number)): each for each in desk.plan.measures}
    titles = {plain(each.title): each for each in desk.plan.measures if plain(each.title) in line}
    standing = [number for number in measures if number in line]
    if not (standing or titles):
        return line, tuple(columns), None
    form = _MEASURE.format(
        numbers=any_of(standing),
        bare=any_of(number for number in standing if not number.isdecimal()),
        titles=any_of(titles),
    )
    if (put := _put(line, rf"(?<![{WORD}]){form}(?![0-9-])", columns[0], desk)) is None:
        return line, tuple(columns), None
    found = put[1]
    number = found["number"] or found["bare"]
    measure = measures[number] if number else titles[found["title"]]
    texts = [text for item in measure.items for name, text in item.extra if name == columns[0]]
    shown = f"No.{measure.number}（{texts[0]}）" if texts else f"No.{measure.number}"
    return put[0], tuple(columns), Other(shown, measure.items)


def _put(line: str, other: str, column: str, desk: AnswerContext) -> tuple[str, re.Match[str]] | None:
    """The line with the stand-in where `other` stands, right before the word that compares; None where none
    does: No.3より事業費が大きい → 事業費が¤より多い."""
    own = rf"{other}(?:の(?:{_forms(column, desk)}))?" if column else other
    mid = "(?P<mid>[^、。0-9]{0,20}?)(?:が|は|の)?"
    forms = (
        (rf"{own}{_THAN}{mid}(?:(?P<less>{LESS})|{MORE})(?:回[るりっ]|い|き|(?P<not>く))?", ""),
        (rf"{own}(?P<hand>を|に)?{mid}(?P<way>を?(?:{_MEETS}))", ""),
        (rf"{own}と{mid}{_ALIKE}", EXACTLY),
        (rf"\b(?:an? |the )?(?:(?P<less>{_LESS_THAN})|{_MORE_THAN})\b(?P<mid>.*?)\s?\bthan {own}", "english"),
    )
    for form, alike in forms:
        if (match := pattern(form).search(line)) is None:
            continue
        said, mid = match.groupdict(), match["mid"]
        if alike == "english":
            told = f"{mid.strip()} {'less' if said['less'] else 'more'} than {STAND_IN}"
        elif "way" in said:
            told = f"{STAND_IN}{said['hand'] or ''}{said['way']}"
        elif alike:
            told = f"{alike}{STAND_IN}の"
        else:
            told = f"{STAND_IN}より{'少な' if said['less'] else '多'}{'く' if said['not'] else 'い'}"
        before = f"{mid}が" if mid and alike != "english" else ""
        return f"{line[: match.start()]}{before}{told}{line[match.end() :]}", match
    return None


def _forms(column: str, desk: AnswerContext) -> str:
    return any_of(forms_of(column, desk))


class TextSides(NamedTuple):
    """Texts of a column that are counted beside each other; `than` as in `ColumnSides`; what stands before
    them in the line."""

    column: str
    texts: tuple[str, ...]
    than: str
    before: str


def text_sides(line: str, desk: AnswerContext) -> TextSides | None:
    """What a line in plain signs asks of texts (拡大と継続はどっちが多い); None where it asks nothing so."""
    values = desk.vocabulary.column_values
    if not values or line.isascii():
        return None
    line, each = without_titles(line, desk), any_of(values)
    columns = any_of({form for column, _ in values.values() for form in forms_of(column, desk)})
    ending = "(?:する|した|とする)?(?:の?(?:事業|項目|もの|数))?"
    side = rf"(?:(?:{columns})[がはでの]?)?(?<![{WORD}])(?:{each}){ending}"
    for form in (_WHICH, _BESIDE, _BESIDE_TURNED, _AS_MANY):
        if (match := pattern(form.format(side=side)).search(line)) is None:
            continue
        said = match["sides"] if form in (_WHICH, _AS_MANY) else f"{match['first']}、{match['second']}"
        told = [values[text] for text in pattern(rf"(?<![{WORD}])(?:{each})").findall(said)]
        if len(told) < 2 or len({column for column, _ in told}) > 1:
            continue
        return TextSides(
            told[0][0], tuple(text for _, text in told), _than(form, match), line[: match.start()]
        )
    return None


def _than(form: str, match: re.Match[str]) -> str:
    if form in (_WHICH, _AS_MANY):
        return "" if form == _WHICH else "same"
    return "less" if match["way"] == "少" else "more"
