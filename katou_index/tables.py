"""The tables that people keep under data/: departments, rating scale, words, policies per year.

They are read from their files (tablefiles) when the index is built and compiled into it; the bot never opens
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from katou_index.plan import DASH, Department, MeasureNumber, Rating, State
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import clean

if TYPE_CHECKING:
    from typing import Any

_ROMAN = {chr(0x2160 + n): n + 1 for n in range(12)}  # Ⅰ → 1
_NUMBERED = (  # compiled when first used, as all below: importing the tables is part of every start
    r"(?:(?:基本|重点)?(?:方針|目標|政策|施策)|第|柱)?\s*[(（]?(\d{1,2}|[Ⅰ-Ⅻ])"
    r"(?:[)）章節]|の柱|(?=[\s.．、:：])|(?<=[Ⅰ-Ⅻ]))[\s.．、:：]*([^\s\d.．、:：].*)"
)
CIRCLED = {chr(0x2460 + n): n + 1 for n in range(20)}  # ① → 1


class Mark(Record):
    """One step of the rating scale."""

    mark: str
    word: str
    en: str
    rank: int  # 0 is best
    forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    means: tuple[str, ...] = ()
    legend_ja: str = ""
    legend_en: str = ""

    def named(self, *, japanese: bool) -> str:
        """The mark with its word, as a mark alone is not read aloud: `× バツ`, `× (cross)`; one of them where
        it holds the other (拡大, C評価)."""
        if japanese:
            alone = self.mark if self.word in self.mark else self.word if self.mark in self.word else ""
            return alone or f"{self.mark} {self.word}"
        return self.mark if self.en in ("", self.mark) else f"{self.mark} ({self.en})"


# What leaves a rating open: brackets around all of it, (仮) before it or behind it.
_OPEN = (
    "仮(?:評価|判定)?|案|事務局案|見込み?|予定|暫定(?:評価|値)?|未定|未確定"
    "|要確認|確認中|調整中|検討中|協議中"
)
_LEFT, _RIGHT = r"[（(［\[〔【「＜<]", r"[）)］\]〕】」＞>]"
_PROVISIONAL = rf"{_LEFT}[^（()）］\]〕】」＞>]*{_RIGHT}|.*{_LEFT}(?:{_OPEN}|[^（()）]*[?？]){_RIGHT}.*"
# Of which year a rating is, in brackets behind it and with nothing else: perhaps not of this one.
_OF_YEAR = (
    r"\s*(?:(?:一昨|前々|前|昨|去)(?:年度?|回)|(?:令和|平成|[RHＲＨ])\s*[元0-9０-９]{1,2}(?:年度?)?|[元0-9０-９]{1,4}年度?)"
    rf"(?:の?(?:評価|判定|実績|結果))?\s*{_RIGHT}"
)
# What may stand around a rating in its cell: 評価：, remarks in brackets, the sign of a note (※1).
_AROUND = (
    rf"\s*(?:[（(](?:{_OPEN})[）)]\s*)?(?:(?:評価|評定|判定|結果|区分)\s*[:：]?\s*)?\x00\s*(?:評価|評定|判定|ランク)?\s*"
    r"(?:[※＊*†]\s*[0-9０-９]{0,2}|注\s*[0-9０-９]{1,2})?\s*"
    rf"(?:[（(［\[【「](?!{_OF_YEAR})[^（()）］\]】」→⇒]{{0,60}}[）)］\]】」]|[:：][^→⇒]{{1,60}})?[。.]?\s*"
)
# ○ 達成; B おおむね達成, but not A 棟.
_TELLS = "達成|順調|遅れ|完了|着手|概ね|おおむね|一部|十分|適切|良|計画|期待|目標|有効|高い|低い"
_LETTER_BEHIND = rf"\s*\x00\s+(?=[ぁ-んァ-ヶー一-龠]*(?:{_TELLS}))[一-龠ぁ-んァ-ヶー]{{1,16}}\s*"
# ○ 達成, ○ 予定どおり実施し、利用者が増えた。: a word or a reason behind a blank or a line break; not what
# goes on with the mark (× から変更), tells of another year or leaves the rating open.
_AS_PLANNED = "(?:予定|計画|目標)(?:どおり|通り)"
_NO_REASON = (
    rf"{_OPEN}|[をへのが]|に(?:変|修|下|上|す|し|格|近)|から|まで|より|とす|とし|では|は[一-龠ァ-ヶ]|又|または|か[、。]"
    r"|[一前昨](?:昨|々)?[年回]|目標$|[RHＲＨ]\s*[\d０-９]|令和|平成|[^\w\s「]"
)
_WORD_BEHIND = (
    rf"\s*\x00(?:\s*(?={_AS_PLANNED})|\s+(?!{_NO_REASON}))"
    r"(?!.*(?:修正|変更|訂正|見直|確認中|調整中|検討中|協議中|未定|[?？]))[^→⇒↗⇨<>＜＞]{1,80}"
)
# A word with a remark that names another one: 縮小（廃止を含め検討）; 縮小（廃止） says two things.
_REMARK = r"\s*([^（()）]{2,}?)\s*[（(]([^（()）]*)[)）]\s*"


# Last year's mark in brackets behind this year's: ○（前年度△）, ○ （前回：△）.
_LAST_YEARS = (
    r"\s*\x00\s*[（(](?:一昨|前々|前|昨|去)(?:年度?|回)(?:の?(?:評価|判定|結果))?(?:は|[:：=＝])?\s*"
    r"\x00\s*(?:評価)?[）)]\s*"
)


# Boxes before the words of a form, one of them ticked: □A ■B □C, □拡大 レ継続, （　）A （○）B.
_EMPTY_BOX, _TICKED_BOX = (
    r"[□☐▢⬜]|[(（[［]\s*[)）\]］]",
    r"[■☑☒✅✓✔]|レ(?![ァ-ヶー])|[(（[［]\s*[○◯〇レ✓✔]\s*[)）\]］]",
)


def ticked(cell: str) -> tuple[str, ...] | None:
    """The words of a cell that stand behind a ticked box; None where it is no list of boxes."""
    parts = re.split(rf"({_EMPTY_BOX}|{_TICKED_BOX})", cell.strip())
    boxes, words = parts[1::2], [word.strip(" 　・、,／/") for word in parts[2::2]]
    if (
        parts[0]
        or len(words) < 2
        or not all(words)
        or not any(re.fullmatch(_EMPTY_BOX, each) for each in boxes)
    ):
        return None
    return tuple(word for box, word in zip(boxes, words, strict=True) if re.fullmatch(_TICKED_BOX, box))


def is_provisional(cell: str) -> bool:
    """Whether a cell leaves its rating open: （○）, (仮)○, ○（見込）. What goes as planned does not."""
    return re.fullmatch(_PROVISIONAL, cell.strip()) is not None


class Scale(Record):
    """The rating scale, best first, and the signs for "nothing planned"."""

    marks: tuple[Mark, ...]
    dashes: tuple[str, ...]

    @cached_property
    def _by_form(self) -> dict[str, Rating]:
        found = dict.fromkeys(("—", *self.dashes), DASH)
        for mark in self.marks:
            found.update(dict.fromkeys((mark.mark, *mark.forms), Rating(State.RATED, mark.mark)))
        return found

    def read(self, cell: str) -> Rating | None:
        """The rating that a cell of the 評価 column shows, None where it shows none. Letters are the same in
        full width (Ａ), and small where the scale has no small ones. Signs that nobody sees do not count."""
        shown = clean(cell).strip()
        if (found := self._by_form.get(shown)) is not None:
            return found
        narrow = unicodedata.normalize("NFKC", shown)
        for form in (narrow, narrow.upper()):
            if (rating := self._by_form.get(form)) is not None:
                return rating
        return None

    def read_within(self, cell: str) -> tuple[Rating | None, tuple[str, ...]]:
        """The rating that a cell shows with words around it (○（達成）, 評価：×, A評価), and the marks that
        stand in it: of more than one, or with more than words that go with it, no rating is read. Of boxes
        the ticked one counts."""
        if (boxes := ticked(cell)) is not None:
            if len(boxes) != 1:
                return None, boxes
            rating = self.read(boxes[0])
            return (rating, (rating.mark,)) if rating and rating.rated else self.read_within(boxes[0])
        found = self._marks_in(cell)
        if not found:
            cell = unicodedata.normalize("NFKC", cell)
            found = self._marks_in(cell)
        if _is_last_years(cell, found):
            mark = self._by_form[found[0][1]]
            return (mark, (mark.mark,)) if mark.rated else (None, ())
        found = _before_remark(cell, found) or found
        marks = tuple(dict.fromkeys(self._by_form[form].mark for _, form in found))
        if len(marks) != 1 or self._by_form[found[0][1]].state is not State.RATED:
            return None, marks
        if any(place + len(form) == after for (place, form), (after, _) in pairwise(found)):
            return None, marks  # ○○ is a blank to fill in, or ◎
        words = {each for mark in self.marks if mark.mark == marks[0] for each in (mark.word, *mark.words)}
        left = _without(cell, found)
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        around = f"{_AROUND}|{_LETTER_BEHIND if found[0][1][0].isalnum() else _WORD_BEHIND}"
        return (self._by_form[found[0][1]], marks) if re.fullmatch(around, left) else (None, marks)

    def _marks_in(self, cell: str) -> list[tuple[int, str]]:
        """Place and form of each mark in a cell, the longest first at each; letters only as whole words."""
        found: list[tuple[int, str]] = []
        forms = sorted(self._by_form, key=len, reverse=True)
        place = 0
        while place < len(cell):
            form = next(
                (each for each in forms if cell.startswith(each, place) and _stands(cell, place, each)), ""
            )
            if form:
                found.append((place, form))
            place += len(form) or 1
        return found

    def rank(self, mark: str) -> int:
        """Place of a mark in the scale, 0 is best; past the end for a mark it does not have."""
        return next((m.rank for m in self.marks if m.mark == mark), len(self.marks))


def _stands(cell: str, place: int, form: str) -> bool:
    """Whether a form is not a piece of a word in Latin letters or of a figure: A of AI, 5 of 15."""
    before, after = cell[place - 1 : place], cell[place + len(form) : place + len(form) + 1]
    plain = form[0].isascii() and form[0].isalnum()
    return not plain or not any(
        each.isascii() and (each.isalnum() or each in "./") for each in (before, after) if each
    )


def _before_remark(cell: str, found: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The one mark that a word before a remark is, where that says more than another mark; else none."""
    parts = re.fullmatch(_REMARK, cell) if len(found) > 1 else None
    if parts is None or parts[1] != found[0][1]:
        return []
    within = "".join(form for _, form in found[1:])
    return [found[0]] if len(parts[2]) > len(within) + 1 else []


def _is_last_years(cell: str, found: Sequence[tuple[int, str]]) -> bool:
    """Whether a cell says one mark and, in brackets, that another one was last year's."""
    if len(found) != 2:
        return False
    (first, form), (second, other) = found
    between = cell[first + len(form) : second]
    around = f"{cell[:first]}\0{between}\0{cell[second + len(other) :]}"
    return re.fullmatch(_LAST_YEARS, around) is not None


def _without(cell: str, found: Sequence[tuple[int, str]]) -> str:
    """The cell with one NUL for its first mark, and without the same mark said again."""
    for place, form in reversed(found[1:]):
        cell = cell[:place] + cell[place + len(form) :]
    place, form = found[0]
    return f"{cell[:place]}\0{cell[place + len(form) :]}"


class SameWords(NamedTuple):
    """Words for one thing. The first one is the name that answers use."""

    words: tuple[str, ...]
    english: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


class Alias(NamedTuple):
    """Other names of a policy, an initiative or a measure's title (`of`, as the sheet writes it)."""

    of: str
    english: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


class PlanWords(NamedTuple):
    """What a city calls its plan and the office that keeps it, and words that help texts show. Without a
    table of its own: words that fit any plan."""

    name: str = "計画"
    short: str = "計画"
    english: str = "plan"
    city: str = ""
    office: str = "担当の部署"
    office_english: str = "office in charge"
    words: tuple[str, ...] = ()  # subjects that people ask for
    words_english: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()  # questions that people approved, from the table of examples
    city_english: str = ""
    about: tuple[str, ...] = ()  # what all of it is about, in other words than its name


class Column(NamedTuple):
    """A column of the tidy format and the headings that sheets write over it; `*` stands for any text.
    `place` (from 0) is which one is read where several columns of a sheet have such a heading; `file` the
    table in which the office writes it; `nearest` are headings that a new city's sheet has for it where it
    has none of these."""

    name: str
    headings: tuple[str, ...]
    place: int | None = None
    file: str = "data/columns.toml"
    nearest: tuple[str, ...] = ()


class PolicyRow(Record):
    """Policy and initiative of one measure. Laid over only where the title is that measure's."""

    measure: MeasureNumber
    title: str
    policy_no: int | None
    policy: str
    initiative: str
    estimated: bool


class Tables(Record):
    """All tables that hold for every year."""

    departments: tuple[Department, ...]
    scale: Scale  # of the newest year; of a year that is being read, its own
    same: tuple[SameWords, ...]
    names: tuple[Alias, ...]
    misread: dict[str, str]  # printed → what it means
    glossary: dict[str, tuple[str, ...]]  # English → words of the sheet, all folded: read by programs only
    columns: tuple[Column, ...] = ()  # how sheets of tables name their columns
    scales: Mapping[str, Scale] = {}  # code of a year → its scale; "" → the common one, of ◎ ○ △ ×
    plan: PlanWords = PlanWords()

    uncompared = ("columns", "scales")  # needed to read documents, not kept in the index
    _keeps = True  # how they are read later

    @classmethod
    def read_later(cls, read: Callable[[str], object], **now: object) -> Tables:
        """Tables of which some fields are there now, and `read(field)` gives each other when first asked."""
        tables = cls.__new__(cls)
        tables.__dict__.update(now, _read=read)
        return tables

    def __getattr__(self, name: str) -> Any:
        """A field that is not there yet."""
        if name not in self._known or "_read" not in self.__dict__:
            raise AttributeError(name)
        return self.__dict__.setdefault(name, self.__dict__["_read"](name))

    def but(self, **changed: Any) -> Tables:
        """The same with other values of these fields."""
        for name in self.fields:
            getattr(self, name)
        return super().but(**changed)


def numbered_policies(texts: Iterable[str]) -> dict[str, tuple[int, str]]:
    """`2 健全な財政`, `Ⅱ 健全な財政`, `基本目標２：健全な財政` → (2, "健全な財政"), where each policy of
    a sheet is written so, with a number of its own; empty else. In a text sheet it may be a measure."""
    found = dict[str, tuple[int, str]]()
    for text in set(map(str.strip, texts)) - {""}:
        match = re.fullmatch(_NUMBERED, text)
        number = _ROMAN.get(match[1]) or int(match[1]) if match else 0
        if match is None or not 0 < number <= len(CIRCLED):
            return {}
        found[text] = (number, match[2])
    return found if len({number for number, _ in found.values()}) == len(found) else {}


def split_policy(text: str) -> tuple[int | None, str]:
    """`① 安全・安心の推進` → (1, "安全・安心の推進"); no circled number → (None, text)."""
    text = text.strip()
    number = CIRCLED.get(text[:1])
    return (number, text[1:].strip()) if number else (None, text)
