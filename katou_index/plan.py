"""The nouns: what an evaluated plan is made of. Frozen, without input or output.

    Plan (one fiscal year)
    └── Measure 事業 (number, title, policy, initiative, departments)
        └── Item 項目 (owners, planned work, result, evidence, rating, source)

The item, not the measure, is what was rated. A measure has at least one item.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from katou_index.records import TYPE_CHECKING, Enum, NamedTuple, Record, cached_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

# A measure's number as printed: an int for plain digits without a leading zero (12), else a text (1-①, 007).
MeasureNumber = int | str
MOST_DIGITS = 18  # of a number that is counted with

HEISEI_BEGAN, REIWA_BEGAN = 1988, 2018  # era year n is this + n
FIRST_REIWA_FISCAL_YEAR = 2019


def measure_number(printed: str) -> MeasureNumber:
    """`12` → 12; `1-①`, `8-1`, `007` stay texts. Tables and the index write what `str()` gives."""
    plain = printed.isascii() and printed.isdigit() and printed[0] != "0" and len(printed) <= MOST_DIGITS
    return int(printed) if plain else printed


# Patterns are compiled when first used: importing the nouns is part of every start.
_DIVISION_HEAD = (
    "(?:(?:担当|所管|主管)(?:部署|課|組織)?|所属)? ?部局?名?"  # 担当部署 over 部, not 担当部署 alone
)
_LEADING = r"([1-9][0-9]{0,17})(?![0-9])"


def leading_number(number: MeasureNumber) -> int | None:
    """What a printed number begins with: 4 of `4-①` and of 4; None for others (総務-3, 007)."""
    if isinstance(number, int):
        return number or None
    found = re.match(_LEADING, str(number))
    return int(found[1]) if found else None


def number_within(number: MeasureNumber) -> int | None:
    """The number that people say for a printed one: 4 of `4-①`, 1 of `防災課-1` and of `①`; None where there
    is none."""
    if (leading := leading_number(number)) is not None:
        return leading
    if len(str(number)) == 1 and "①" <= str(number) <= "⑳":
        return ord(str(number)) - ord("①") + 1
    before, _, last = str(number).rpartition("-")
    named = bool(before) and not any(map(str.isdigit, before))
    return int(last) if named and last.isdecimal() and len(last) < 4 else None


def measure_of(item_id: str) -> MeasureNumber:
    """`30-3` → 30, `1-①-2` → `1-①`: the number of the measure that an item's id begins with."""
    return measure_number(item_id.rpartition("-")[0] or item_id)


@lru_cache(maxsize=256)
def _year(code: str) -> FiscalYear:
    """The fiscal year of a code."""
    era, number = code.strip()[:1], code.strip()[1:].lstrip("0")
    if era not in tuple("RrHh") or not number.isdecimal() or len(number) > 2:
        raise ValueError(f"not a fiscal year like R2: {code!r}")
    return FiscalYear((REIWA_BEGAN if era in "Rr" else HEISEI_BEGAN) + int(number))


@lru_cache(maxsize=256)
def _code(began: int) -> str:
    """The code of the fiscal year that began then."""
    if began >= FIRST_REIWA_FISCAL_YEAR:
        return f"R{began - REIWA_BEGAN}"
    return f"H{began - HEISEI_BEGAN}"


@lru_cache(maxsize=256)
def _japanese(began: int) -> str:
    """What the fiscal year that began then is called."""
    code = _code(began)
    number = code[1:]
    return f"{'令和' if code[0] == 'R' else '平成'}{'元' if number == '1' else number}年度"


class FiscalYear(NamedTuple):
    """A Japanese fiscal year, 1 April `began` to 31 March of the next calendar year."""

    began: int

    @classmethod
    def from_code(cls, code: str) -> FiscalYear:
        """`R2`, `r2`, `R02` or `H30` → the year. Raises ValueError for anything else."""
        return _year(code)

    @property
    def code(self) -> str:
        """`R2`, as data and JSON write it."""
        return _code(self.began)

    @property
    def japanese(self) -> str:
        """`令和2年度`."""
        return _japanese(self.began)

    def __str__(self) -> str:
        return self.code


class State(Enum):
    """Whether an item has a rating, and if not, why. Unknown is never guessed."""

    RATED = "rated"
    DASH = "dash"  # "—": no work was planned, so nothing was rated
    LOST = "lost"  # there was one, the source does not hold it any more
    UNFILLED = "unfilled"  # nobody has filled it in yet


class Rating(NamedTuple):
    """One cell of the 評価 column. `mark` is the scale's own sign, "—" for DASH, else empty."""

    state: State
    mark: str = ""

    @property
    def rated(self) -> bool:
        """Whether the item counts among the rated ones."""
        return self.state is State.RATED

    @property
    def unknown(self) -> bool:
        """Whether it is lost or was not filled in: never shown as "—", which plans nothing."""
        return self.state in (State.LOST, State.UNFILLED)


DASH = Rating(State.DASH, "—")
LOST = Rating(State.LOST)
UNFILLED = Rating(State.UNFILLED)


class Certainty(Enum):
    """How an item was read; the value is what data and JSON write."""

    VERBATIM = "原文どおり"
    REPAIRED = "補正"  # a rating, owner, number or text came from another item's line or block, or by hand
    LOST = "欠落"  # a rating or a text is lost in the source
    UNFILLED = "未記入"  # not filled in


class Source(NamedTuple):
    """Where an item stands: the file's name in its year's folder, its lines (or rows), counted from 1."""

    file: str
    lines: tuple[int, ...]


def division_in(extra: Iterable[tuple[str, str]]) -> str:
    """教育部 of ("部名", "教育部") among further columns: heading, text; "" where none is a 部."""
    return next((text for head, text in extra if names_divisions(head) and text[-1:] in "部局"), "")


def names_divisions(head: str) -> bool:
    """Whether a further column has the 部 of departments, by its heading."""
    return re.fullmatch(_DIVISION_HEAD, head) is not None


class Item(Record):
    """One rated line of a measure. Texts are verbatim, without tags, white space folded to one blank."""

    year: FiscalYear
    measure: MeasureNumber
    number: int  # 1, 2, … within its measure, in the order of the sheet
    owners: tuple[str, ...]  # departments that report it; never members
    planned: str
    result: str
    evidence: str
    rating: Rating
    source: Source
    certainty: Certainty = Certainty.VERBATIM
    notes: tuple[str, ...] = ()  # what a reader should know, in Japanese; empty for most
    extra: tuple[tuple[str, str], ...] = ()  # further columns of the sheet: heading, text as printed

    @cached_property
    def id(self) -> str:
        """`30-3`. Made once: what was shown in thousands of conversations is kept by it."""
        return f"{self.measure}-{self.number}"

    @cached_property
    def key(self) -> str:
        """`R2/30-3`, unique over the years."""
        return f"{self.year.code}/{self.id}"

    @cached_property
    def division(self) -> str:
        """The 部 above its departments, where a further column of the sheet names it; else ""."""
        return division_in(self.extra) if self.extra else ""

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the source in which it stands."""
        return self.source.lines

    @property
    def shifted(self) -> bool:
        """Whether its cells stood at another line or in another column of the sheet."""
        return any("欄ずれ" in note for note in self.notes)

    @property
    def guessed(self) -> bool:
        """Whether its department is not printed beside it."""
        return any("担当課は推定" in note for note in self.notes)


class Measure(Record):
    """One 事業. `departments` as its 担当課 column lists them; an office without an item is a member."""

    year: FiscalYear
    number: MeasureNumber
    title: str
    policy_no: int | None
    policy: str  # without its circled number
    initiative: str
    departments: tuple[str, ...]
    items: tuple[Item, ...]
    estimated: bool = False  # that this initiative covers this measure is people's reading, not the sheet's


class Items(tuple[Item, ...]):
    """Items in an order, with what is counted of them: each number once, however often it is asked for."""

    @classmethod
    def of(cls, items: Iterable[Item]) -> Items:
        """These items; the same object where their numbers may be known already."""
        return items if isinstance(items, cls) else cls(items)

    @cached_property
    def marks(self) -> Mapping[str, int]:
        """Mark → how many items have it; "" counts those without one."""
        return Counter([item.rating.mark for item in self])

    @cached_property
    def rated(self) -> int:
        """How many have a rating."""
        return [item.rating.state for item in self].count(State.RATED)

    @cached_property
    def measures(self) -> Mapping[tuple[FiscalYear, MeasureNumber], int]:
        """Year and number of a measure → how many of its items these are."""
        return Counter([(item.year, item.measure) for item in self])

    @cached_property
    def in_measures(self) -> int:
        """Of how many measures they are; what a measure is in another year counts for itself."""
        return len(self.measures)

    @cached_property
    def in_numbers(self) -> int:
        """How many numbers of measures they have: of several years each once."""
        return len({number for _, number in self.measures})

    @cached_property
    def years(self) -> frozenset[FiscalYear]:
        """The years that they are of."""
        return frozenset([year for year, _ in self.measures])

    def having(self, plan: Plan) -> tuple[Measure, ...]:
        """The measures of a plan that have any of them, in the order in which they come."""
        numbers = dict.fromkeys([item.measure for item in self if item.year == plan.year])
        return tuple([plan.by_number[number] for number in numbers])

    def in_full(self, plan: Plan) -> tuple[Measure, ...]:
        """The measures of which every item is among them, in the order of the sheet."""
        held, numbers = self.measures, plan.by_number
        measures = {number: numbers[number] for _, number in held if number in numbers}
        if self.years <= {plan.year}:
            whole = [m for m in measures.values() if held[plan.year, m.number] == len(m.items)]
        else:
            ids = set(self.ids)
            whole = [m for m in measures.values() if all(item.id in ids for item in m.items)]
        return tuple(sorted(whole, key=lambda measure: plan.places[measure.items[0].id]))

    @cached_property
    def ids(self) -> Sequence[str]:
        """The id of each."""
        return tuple([item.id for item in self])

    @cached_property
    def open(self) -> tuple[Item, ...]:
        """Those whose rating is lost in the source, or that nobody has filled in."""
        return tuple([item for item in self if item.rating.state in (State.LOST, State.UNFILLED)])

    @cached_property
    def unrated(self) -> tuple[Item, ...]:
        """Those without a rating: open ones, and those of which nothing was planned."""
        return tuple([item for item in self if not item.rating.rated])

    @cached_property
    def made(self) -> dict[str, Any]:
        """What whoever holds them made of them and wants to find again, by name."""
        return {}

    @cached_property
    def owners(self) -> Mapping[str, int]:
        """Department → how many of the items it owns, in the order in which they come."""
        shared = Counter([item.owners for item in self])
        found: dict[str, int] = {}
        for owners, number in shared.items():
            for owner in owners:
                found[owner] = found.get(owner, 0) + number
        return found

    @cached_property
    def keys(self) -> Sequence[str]:
        """The key of each."""
        return tuple([item.key for item in self])

    @cached_property
    def doubtful(self) -> tuple[Item, ...]:
        """Those that do not stand in the source as they are shown."""
        return tuple([item for item in self if item.certainty is not Certainty.VERBATIM])

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The lines of the source in which they stand, each once."""
        return tuple(sorted({line for item in self for line in item.lines}))

    def first_lines(self, most: int) -> tuple[int, ...]:
        """So many of these lines, from the first on."""
        return self.lines[:most]


class Department(Record):
    """One 課・室・館・局, from the table people keep; `parent` is the department it is a section of."""

    name: str
    parent: str | None = None
    short: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()  # hiragana, of the name and of short names
    english: tuple[str, ...] = ()


class Status(Enum):
    """What became of a finding. Only OPEN ones ask for a person."""

    REPAIRED = "repaired"
    CORRECTED = "corrected"
    OPEN = "open"


class Border(NamedTuple):
    """Where one measure ends and another begins."""

    above: MeasureNumber
    below: MeasureNumber


class Finding(NamedTuple):
    """A damage or a doubt in a source. `line` counts from 1, None where it concerns no line."""

    year: FiscalYear
    file: str
    line: int | None
    cell: str  # the column's name as in the tidy format, or "" where it concerns the line
    kind: str  # one of restoring.KINDS
    status: Status
    text: str  # one Japanese sentence (language.Told): what stands there and what was done
    measure: MeasureNumber | None = None
    item: int | None = None
    was: str = ""
    now: str = ""
    border: Border | None = None  # what a doubt is about, until those about one are put together


class Plan(Record):
    """One fiscal year's evaluated plan, whole. For years too large to hold, stream measures instead."""

    year: FiscalYear
    measures: tuple[Measure, ...]

    @cached_property
    def items(self) -> Items:
        """All items in the order of the sheet."""
        return Items(item for measure in self.measures for item in measure.items)

    @cached_property
    def places(self) -> dict[str, int]:
        """Id of an item → its place among all of them."""
        return {item.id: place for place, item in enumerate(self.items)}

    @cached_property
    def by_number(self) -> dict[MeasureNumber, Measure]:
        """Measure number → measure."""
        return {measure.number: measure for measure in self.measures}
