"""What stands in columns of a sheet that are no fields of a plan: asked for by their headings (決算額, 指標).

The text is shown as printed. It is never added up; it is put in order, and held against a number
(達成率が100%を超えた事業), only where all of it are numbers of one unit. Which items are meant is read as
for an amount: the heading stands for one in the question. A text that several items have is a condition also
where its column is not named (拡大する事業, where 拡大 stands below 今後の方向性), and what explains ratings
answers why.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer import AnyAnswer, Columned, ColumnSides, Nothing, Saying
from bot.answering.column_names import REASON, forms_of, named, plain, without_titles
from bot.answering.column_numbers import (
    SMALL,
    Bound,
    ColumnNumbers,
    against,
    bounds_in,
    in_order_of,
    numbers_of,
    within,
)
from bot.answering.column_sayings import bare_in, said_in
from bot.answering.column_sides import Other, held_against, text_sides
from bot.answering.context import AnswerContext
from bot.answering.figures import is_money
from bot.answering.lookup import lost
from bot.answering.refusals import guard, unknown_department
from bot.answering.scoping import choose
from bot.question import Ask, Field, Question, Topic
from bot.understanding.by_expressions import understand
from bot.understanding.divisions import by_section
from bot.understanding.own_names import LAST_WORDS
from bot.understanding.scripts import pattern
from katou_index.plan import Item, names_divisions
from katou_index.records import NamedTuple

STANDS_FOR = ("金額", "amount")  # what a heading is read as, in Japanese and English
_END = "一番|最も|もっとも|1番"
_ORDER = "(?:の|が)?(?:{})(?:い)?(?:もの)?(?:から)?(?:順|ほうから|方から)(?:番)?(?:に|で|の)?"
_FALLING, _RISING = _ORDER.format("多|大き|高|長"), _ORDER.format(SMALL)
_IN_ORDER = f"{_FALLING}|{_RISING}"
_LEAST = (
    f"(?:{_END})(?:(?!多|大き|高|長)[^、。])*?(?:{SMALL})|最(?:小|少|低|安|短)"
    "|smallest|lowest|least|fewest|cheapest|shortest"
    f"|{_RISING}|下位|ワースト"
)
_SMALL = f"(?:(?<=一番)|(?<=最も)|(?<=もっとも)|(?<=1番)|(?<={STANDS_FOR[0]}が))(?:{SMALL})い"
_MOST = f"{_END}|最大|最多|最高|largest|biggest|highest|most|{_FALLING}|上位|トップ"
_FIRST = (
    r"(?:上位|下位|トップ|ワースト)([0-9]{1,2})|(?<![0-9,.])(?P<so_many>[0-9]{1,2})(?:つ|[件個]|事業|項目)"
)
_SUM = "合計|総額|合わせて|足すと|平均|total|sum of|average|mean"
_EXCEEDED = "(?:過?[えいっら]?(?:た|て(?:い)?[るた]|る|ない|なかった|かった)?)"  # the end of 超えた, 届かない
_WHETHER = r"(?:です|ます|でしょう)?か[?。]?$|[?]$|^(?:is|are|was|were|does|do|did|has|have)\b"


def asked_of(text: str, desk: AnswerContext) -> AnyAnswer | None:
    """The answer to a question that names further columns of the sheet, or a text of one of them; None for
    any other."""
    names, line = desk.vocabulary.columns, plain(text)
    if not names:
        return None
    if sides := _of_sides(text, desk):
        return sides
    found = named(text, names, desk)
    found = named(without_titles(text, desk), names, desk) if found else ()
    if found and all(map(names_divisions, found)) and by_section(text) != text and _ranks(text):
        return None  # Cが一番多い部: of the groups
    asked = _Asked.of(line, found, desk)
    return _understood(asked, text, desk) if asked.columns else None


class _Asked(NamedTuple):
    """What is asked of columns; `line` is the rest of the question, with the names of columns in it."""

    line: str
    columns: tuple[str, ...]
    sayings: tuple[Saying, ...] = ()
    bounds: tuple[Bound, ...] = ()
    other: Other | None = None
    way: str = (
        ""  # "most", "least" where numbers are put in order; "falling", "rising" for more than the first
    )
    first: int = 0  # how many of these are asked for; 0 for all
    summed: bool = False

    @classmethod
    def of(cls, line: str, columns: Sequence[str], desk: AnswerContext) -> _Asked:
        """What a line in plain signs asks of these columns, and of those of which it names a text."""
        line, compared, other = held_against(line, columns, desk)
        sayings, line = said_in(line, compared, desk)
        while bare := bare_in(line, desk):
            saying, start, end = bare
            stays = "" if columns or sayings else f"{STANDS_FOR[0]}の"
            sayings, line = (*sayings, saying), f"{line[:start]}{stays}{line[end:].removeprefix('の')}"
        bounds = bounds_in(line) if columns else ()
        line = _without_bounds(line, bounds)
        way = "least" if pattern(_LEAST).search(line) else "most" if pattern(_MOST).search(line) else ""
        first = pattern(_FIRST).search(line) if way else None
        if way and (first or pattern(_IN_ORDER).search(line)):
            way = "falling" if way == "most" else "rising"
        shown = compared or tuple(dict.fromkeys(each.column for each in sayings))
        shown = (*shown, other.column) if other and other.column else shown
        several = any(len(each.values) > 1 for each in sayings)  # 終了と縮減を合わせて: of both
        return cls(
            line, shown, sayings, bounds, other, way,
            first=int(first[1] or first["so_many"]) if first else 0,
            summed=not several and pattern(_SUM).search(line) is not None,
        )  # fmt: skip

    def in_words(self, desk: AnswerContext) -> str:
        """The line as it is understood: the columns' names are those of an amount in it."""
        line = self.line
        for form in sorted({each for name in self.columns for each in forms_of(name, desk)}, key=len)[::-1]:
            line = line.replace(form, STANDS_FOR[line.isascii() or _is_english(line)])
        line = pattern(f"(?<={STANDS_FOR[0]})(?:別|毎|ごと)[のに]?").sub("の", line)
        line = pattern(_SMALL).sub("多い", line)  # which end is meant is told by the text as it was typed
        return pattern(f"{_IN_ORDER}|{_FIRST}" if self.way else _IN_ORDER).sub("", line)


def _understood(asked: _Asked, text: str, desk: AnswerContext) -> AnyAnswer:
    """The answer to `text` out of columns. After an answer without items nothing is asked of these."""
    if desk.context is not None and not desk.context.keys:
        desk = AnswerContext(desk.library, None, desk.today)
    line = asked.in_words(desk)
    question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    if question.year in desk.vocabulary.years and question.year != desk.vocabulary.year:
        desk = AnswerContext(desk.library.others.of(question.year), desk.context, desk.today)
        question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    return of_columns(question.but(text=text), asked, desk)


def _ranks(text: str) -> bool:
    return pattern(f"{_MOST}|{_LEAST}").search(plain(text)) is not None


def instead_of(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer | None:
    """What the sheet has in a column whose heading holds the word of a field that it was said not to have; or
    in that of reasons, where it was asked why. None for any other answer."""
    if not desk.vocabulary.columns:
        return None
    if not isinstance(found, Nothing):
        return _reasons(found, desk)
    if found.reason != "not_in_sheet":
        return None
    heads = [pattern("[一-鿿]+|[a-z]+").match(plain(word)) for word in found.question.absent_words]
    words = [head[0] for head in heads if head and len(head[0]) > 1]
    words += pattern(LAST_WORDS).findall(found.question.text)
    columns = tuple(name for name in desk.vocabulary.columns if any(word in plain(name) for word in words))
    if not columns:
        return None
    asked = _Asked.of(plain(found.question.text), columns, desk)
    return of_columns(found.question.but(wants=()), asked, desk)


def _reasons(found: AnyAnswer, desk: AnswerContext) -> Columned | None:
    """Why the items of an answer were rated so, where the sheet has a column for it and says so of one."""
    asked = Field.WHY in found.question.wants or (found.query is not None and "why" in found.query.wants)
    if not asked or isinstance(found, Columned):
        return None
    columns = tuple(name for name in desk.vocabulary.columns if pattern(REASON).search(name))
    told = tuple(item for item in found.items if any(name in columns for name, _ in item.extra))
    if not told:
        return None
    without = len(found.items) - len(told)
    return Columned(question=found.question.but(wants=()), items=told, columns=columns, without=without)


def of_columns(question: Question, asked: _Asked, desk: AnswerContext) -> AnyAnswer:
    """What is asked of columns, for the items that a question means; for all where it names none."""
    question = question.but(topics=_without_words(question), wants=())
    meant = _meant(question, asked.line, desk)
    if not isinstance(meant, tuple):
        return meant
    found = _Found.of(meant, asked.columns)
    for saying in asked.sayings:
        found = found.saying(saying)
    if asked.bounds:
        found = found.within(asked.bounds, asked.other)
    elif asked.way:
        found = found.in_order(asked.way, asked.first)
    whether = bool(asked.bounds or asked.sayings) and pattern(_WHETHER).search(plain(question.text))
    judged = bool(whether and question.filter.measures and not found.ordered and not found.no_number)
    other = asked.other.items if asked.other and judged else ()
    return Columned(
        question=question,
        items=tuple(dict.fromkeys((*meant, *other))) if judged else found.items,
        base=meant if judged else (),
        columns=asked.columns,
        without=found.without if not judged else 0,
        ordered=found.ordered,
        summed=asked.summed and not found.ordered,
        sayings=asked.sayings,
        bounds=found.bounds,
        other=asked.other.shown if asked.other else "",
        no_number=found.no_number,
        judged=judged,
        holds=len(found.items) == len(meant) if judged else None,
    )


def _meant(question: Question, line: str, desk: AnswerContext) -> tuple[Item, ...] | AnyAnswer:
    """The items that a question means; the answer where it is refused or leads nowhere."""
    if refused := guard(question.but(ask=Ask.SHOW, text=line), desk):
        return refused
    if question.unknown_departments:
        return unknown_department(question, desk)
    selection = choose(question, desk)
    if selection.lost:
        return lost(question, desk, selection)
    meant = selection.matched.primary or selection.items if selection.matched else selection.items
    return tuple(item for item in meant if item in selection.items)


def _of_sides(text: str, desk: AnswerContext) -> AnyAnswer | None:
    """How many items have each of two texts of a column, where that is asked."""
    sides = text_sides(plain(text), desk)
    if sides is None:
        return None
    line = _Asked(f"{sides.before}{STANDS_FOR[0]}は?", (sides.column,)).in_words(desk)
    question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    question = question.but(text=text, topics=_without_words(question), wants=())
    meant = _meant(question, line, desk)
    if not isinstance(meant, tuple):
        return meant
    having = [tuple(item for item in meant if (sides.column, each) in item.extra) for each in sides.texts]
    numbers = [len(items) for items in having]
    more = {"more": numbers[0] > numbers[1], "less": numbers[0] < numbers[1], "same": len({*numbers}) == 1}
    either = {item.id for items in having for item in items}
    return ColumnSides(
        question=question,
        items=tuple(item for item in meant if item.id in either),
        column=sides.column,
        sides=tuple(zip(sides.texts, numbers, strict=True)),
        than=sides.than,
        judged=bool(sides.than),
        holds=more.get(sides.than),
    )


class _Found(NamedTuple):
    """The items with a text in the columns, and what was made of them; see `Columned`."""

    columns: tuple[str, ...]
    items: tuple[Item, ...]
    without: int
    ordered: str = ""
    bounds: tuple[str, ...] = ()
    no_number: int = 0

    @classmethod
    def of(cls, meant: Sequence[Item], columns: Sequence[str]) -> _Found:
        said = tuple(item for item in meant if any(name in columns for name, _ in item.extra))
        return cls(tuple(columns), said, len(meant) - len(said))

    def texts(self, column: str) -> list[str]:
        """What the items have in a column, "" where they have nothing there."""
        return [dict(item.extra).get(column, "") for item in self.items]

    def saying(self, saying: Saying) -> _Found:
        """Those whose cell says just this, or another thing."""
        kept = tuple(
            item
            for item, text in zip(self.items, self.texts(saying.column), strict=True)
            if text and (text in saying.values) != saying.isnt
        )
        return self._replace(items=kept, without=0)

    def within(self, bounds: Sequence[Bound], other: Other | None) -> _Found:
        """Those whose number is within these bounds; all, "unlike", where it cannot be held against them."""
        own = self.columns[0] if len(self.columns) == 1 or (other and other.column) else ""
        numbers = numbers_of(self.texts(own), own) if own else None
        if numbers is None:
            return self._replace(ordered="mixed")
        said = tuple(f"{bound.way}:{bound.shown}" for bound in bounds)
        held = self._beside(numbers, bounds, other) if other else within(numbers, bounds)
        if held is None:
            return self._replace(ordered="unlike")
        kept = tuple(item for item, holds in zip(self.items, held, strict=True) if holds)
        no_number = held.count(None) if other else numbers.numbers.count(None)
        return self._replace(items=kept, bounds=said, no_number=no_number)

    def _beside(
        self, numbers: ColumnNumbers, bounds: Sequence[Bound], other: Other
    ) -> tuple[bool | None, ...] | None:
        """Whether each number is within the bound that something else is."""
        if len(bounds) != 1:
            return None
        own = self.columns[0]
        if other.column:
            beside = numbers_of(self.texts(other.column), other.column)
            return against(numbers, beside, bounds[0].way) if beside else None
        texts = [text for item in other.items for name, text in item.extra if name == own]
        its = numbers_of(texts[:1], own) if texts else None
        if its is None or its.numbers[0] is None:
            return None
        return against(numbers, its._replace(numbers=its.numbers * len(self.items)), bounds[0].way)

    def in_order(self, way: str, first: int) -> _Found:
        """Those with the largest or smallest number; where an order or the first so many are asked for these,
        in order; all, "mixed", where these are not numbers of one unit."""
        every = way in ("falling", "rising")
        end = {"falling": "most", "rising": "least"}.get(way, way)
        found = self._replace(
            items=tuple(item for item in self.items if dict(item.extra).get(self.columns[0]))
        )
        texts = found.texts(self.columns[0])
        places = in_order_of(texts, end, every=every) if len(self.columns) == 1 else None
        if places is None:
            return self._replace(ordered="mixed")
        items = tuple(found.items[at] for at in places)
        return found._replace(items=items[:first] if first else items, ordered=way)


def _without_words(question: Question) -> tuple[Topic, ...]:
    """What a question is about beside the column, which stands in it as an amount."""
    kept = (
        tuple(word for word in topic.words if not is_money(word) and word.text not in STANDS_FOR)
        for topic in question.topics
    )
    return tuple(Topic(words) for words in kept if any(not word.weak for word in words))


def _without_bounds(line: str, bounds: Sequence[Bound]) -> str:
    """達成率が100%を超えた事業 → 達成率の事業: a bound is none of what a question is about."""
    for bound in reversed(bounds):
        before, behind = pattern("(?:が|は|も|で|約)*$").sub("", line[: bound.start]), line[bound.end :]
        if line[bound.end - 1] not in "上下満":
            behind = pattern(f"^{_EXCEEDED}").sub("", behind)
        if not _is_english(line):
            behind = pattern("^の?(?=は|って|が|[?。、]|$)").sub("のもの", behind)  # 100%以上は？
        joined = "" if before.isascii() or _is_english(line) else "の"
        line = f"{before}{joined}{behind.removeprefix('の')}"
    return line


def _is_english(line: str) -> bool:
    return not pattern("[ぁ-ゖ]").search(line) and bool(pattern("[a-z]{3,}").search(line))
