"""What stands in columns of a sheet that are no fields of a plan: asked for by their headings (決算額, 指標).

The text is shown as printed. It is never added up; it is put in order, and held against a number
(達成率が100%を超えた事業), only where all of it are numbers of one unit. Which items are meant is read as
for an amount: the heading stands for one in the question. A text that several items have is a condition also
where its column is not named (拡大する事業, where 拡大 stands below 今後の方向性), and what explains ratings
answers why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from bot.answer import AnyAnswer, Columned, Nothing
from bot.answering.column_numbers import Bound, bounds_in, in_order_of, numbers_of, within
from bot.answering.context import AnswerContext
from bot.answering.figures import is_money
from bot.answering.lookup import lost
from bot.answering.refusals import guard, unknown_department
from bot.answering.scoping import choose
from bot.question import Ask, Field, Question, Topic
from bot.understanding.divisions import by_section
from bot.understanding.own_names import LAST_WORDS
from bot.understanding.readings import THINGS, understand
from bot.understanding.scripts import pattern
from katou_index.plan import Item, names_divisions
from katou_index.records import NamedTuple

STANDS_FOR = ("金額", "amount")  # what a heading is read as, in Japanese and English
_BRACKETS = r"[(\[［〔【][^()\[\]]*[)\]］〕】]?"
_END = "一番|最も|もっとも|1番"
_ORDER = "(?:の|が)?(?:{})(?:い)?(?:もの)?(?:から)?(?:順|ほうから|方から)(?:番)?(?:に|で|の)?"
_FALLING, _RISING = _ORDER.format("多|大き|高|長"), _ORDER.format("少な|小さ|低|安|短")
_IN_ORDER = f"{_FALLING}|{_RISING}"
_LEAST = (
    f"(?:{_END})(?:(?!多|大き|高|長)[^、。])*?(?:少な|小さ|低|安|短)|最(?:小|少|低|安|短)"
    "|smallest|lowest|least|fewest|cheapest|shortest"
    f"|{_RISING}|下位|ワースト"
)
_SMALL = f"(?:(?<=一番)|(?<=最も)|(?<=もっとも)|(?<=1番)|(?<={STANDS_FOR[0]}が))(?:少な|小さ|低|安|短)い"
_MOST = f"{_END}|最大|最多|最高|largest|biggest|highest|most|{_FALLING}|上位|トップ"
_FIRST = r"(?:上位|下位|トップ|ワースト)([0-9]{1,2})"
_NOT = "(?:で(?:は)?な|じゃな|以外|を除|のほか|ではあ)"
_SUM = "合計|総額|合わせて|足すと|平均|total|sum of|average|mean"
_REASON = "理由|要因|原因"  # what a heading of the column has that tells why a rating was given
_EXCEEDED = "(?:過?[えいっら]?(?:た|て(?:い)?[るた]|る|ない|なかった|かった)?)"  # the end of 超えた, 届かない
_SAID = (  # 拡大する事業, 継続とされた項目, 廃止はいくつ; not 利用を拡大する事業, which is a text
    r"(?<![一-龠ァ-ヺーa-z0-9をがにへ])(?:{values})"
    "(?:する|した|とする|とした|とされ(?:た|ている)|(?:に|と)な(?:った|っている)|予定の|と(?:判断|判定|評価)された|である|の)?"
    "(?=(?:予定の)?(?:{things}|のは)|(?:は|って)?(?:いくつ|何[件事項])|の?(?:割合|件数|一覧)|は?[?。]?$|.の?(?:事業|項目))"
)


def asked_of(text: str, desk: AnswerContext) -> AnyAnswer | None:
    """The answer to a question that names further columns of the sheet, or a text of one of them; None for
    any other."""
    names = desk.vocabulary.columns
    found = _named(text, names, desk) if names else ()
    found = _named(_without_titles(text, desk), names, desk) if found else ()
    if not found:
        return _of_value(text, desk)
    if all(map(names_divisions, found)) and by_section(text) != text and _ranks(text):
        return None  # Cが一番多い部: of the groups
    line = _without_value(_without_bounds(_plain(text)), found, desk)
    for form in sorted({form for name in found for form in _forms(name, desk)}, key=len, reverse=True):
        line = line.replace(form, STANDS_FOR[line.isascii() or _is_english(line)])
    line = pattern(f"(?<={STANDS_FOR[0]})(?:別|毎|ごと)[のに]?").sub("の", line)
    line = pattern(_SMALL).sub("多い", line)  # which end is meant is told by the text as it was typed
    return _understood(pattern(f"{_IN_ORDER}|{_FIRST}").sub("", line), text, found, desk)


def _understood(
    line: str, text: str, columns: Sequence[str], desk: AnswerContext, value: str = ""
) -> AnyAnswer:
    """The answer to `text` out of these columns, for the items that `line` is about; `value`: those of them
    that say just this there. After an answer without items nothing is asked of these."""
    if desk.context is not None and not desk.context.keys:
        desk = AnswerContext(desk.library, None, desk.today)
    question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    if question.year in desk.vocabulary.years and question.year != desk.vocabulary.year:
        desk = AnswerContext(desk.library.others.of(question.year), desk.context, desk.today)
        question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    return of_columns(question.but(text=text), columns, desk, value)


def _ranks(text: str) -> bool:
    return pattern(f"{_MOST}|{_LEAST}").search(_plain(text)) is not None


def instead_of(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer | None:
    """What the sheet has in a column whose heading holds the word of a field that it was said not to have; or
    in that of reasons, where it was asked why. None for any other answer."""
    if not desk.vocabulary.columns:
        return None
    if not isinstance(found, Nothing):
        return _reasons(found, desk)
    if found.reason != "not_in_sheet":
        return None
    heads = [pattern("[一-鿿]+|[a-z]+").match(_plain(word)) for word in found.question.absent_words]
    words = [head[0] for head in heads if head and len(head[0]) > 1]
    words += pattern(LAST_WORDS).findall(found.question.text)
    named = tuple(name for name in desk.vocabulary.columns if any(word in _plain(name) for word in words))
    return of_columns(found.question.but(wants=()), named, desk) if named else None


def _reasons(found: AnyAnswer, desk: AnswerContext) -> Columned | None:
    """Why the items of an answer were rated so, where the sheet has a column for it and says so of one."""
    asked = Field.WHY in found.question.wants or (found.query is not None and "why" in found.query.wants)
    if not asked or isinstance(found, Columned):
        return None
    columns = tuple(name for name in desk.vocabulary.columns if pattern(_REASON).search(name))
    told = tuple(item for item in found.items if any(name in columns for name, _ in item.extra))
    if not told:
        return None
    without = len(found.items) - len(told)
    return Columned(question=found.question.but(wants=()), items=told, columns=columns, without=without)


def of_columns(question: Question, columns: Sequence[str], desk: AnswerContext, value: str = "") -> AnyAnswer:
    """The texts of these columns for the items that a question means; for all where it names none."""
    line = _plain(question.text)
    if refused := guard(question.but(ask=Ask.SHOW, text=_without_bounds(line)), desk):
        return refused
    if question.unknown_departments:
        return unknown_department(question, desk)
    bounds = bounds_in(line)
    exact = all(bound.way == "is" for bound in bounds)  # as it is written, if a cell is
    value, isnt = (value, False) if value or not exact else _value(line, columns, desk)
    bounds = () if value else bounds
    question = question.but(topics=_without_words(question, value))
    selection = choose(question, desk)
    if selection.lost:
        return lost(question, desk, selection)
    meant = selection.matched.primary or selection.items if selection.matched else selection.items
    meant = tuple(item for item in meant if item in selection.items)
    found = _Found.of(meant, columns)
    if value:
        found = found.saying(value, isnt=isnt)
    if bounds:
        found = found.within(bounds)
    if way := "least" if pattern(_LEAST).search(line) else "most" if pattern(_MOST).search(line) else "":
        found = found.in_order(way, line)
    return Columned(
        question=question.but(wants=()),
        items=found.items,
        columns=tuple(columns),
        without=found.without,
        ordered=found.ordered,
        summed=bool(pattern(_SUM).search(line)) and not found.ordered,
        value=value,
        isnt=isnt,
        bounds=found.bounds,
        no_number=found.no_number,
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

    @property
    def texts(self) -> list[str]:
        return [text for item in self.items for name, text in item.extra if name in self.columns]

    def saying(self, value: str, *, isnt: bool) -> _Found:
        """Those whose cell says just this, or another thing."""
        kept = tuple(item for item in self.items if ((self.columns[0], value) in item.extra) != isnt)
        return self._replace(items=kept, without=0)

    def within(self, bounds: Sequence[Bound]) -> _Found:
        """Those whose number is within these bounds; all, "unlike", where it cannot be held against them."""
        numbers = numbers_of(self.texts, self.columns[0]) if len(self.columns) == 1 else None
        held = within(numbers, bounds) if numbers else None
        if numbers is None or held is None:
            return self._replace(ordered="unlike" if numbers else "mixed")
        kept = tuple(item for item, holds in zip(self.items, held, strict=True) if holds)
        said = tuple(f"{bound.way}:{bound.shown}" for bound in bounds)
        return self._replace(items=kept, bounds=said, no_number=numbers.numbers.count(None))

    def in_order(self, way: str, line: str) -> _Found:
        """Those with the largest or smallest number; where an order or the first so many are asked for these,
        in order; all, "mixed", where these are not numbers of one unit."""
        first = pattern(_FIRST).search(line)
        every = first is not None or pattern(_IN_ORDER).search(line) is not None
        places = in_order_of(self.texts, way, every=every) if len(self.columns) == 1 else None
        if places is None:
            return self._replace(ordered="mixed")
        items = tuple(self.items[at] for at in places)
        if not every:
            return self._replace(items=items, ordered=way)
        falling = "falling" if way == "most" else "rising"
        return self._replace(items=items[: int(first[1])] if first else items, ordered=falling)


def _without_words(question: Question, value: str) -> tuple[Topic, ...]:
    """What a question is about beside the column and a text of it."""
    kept = (
        tuple(word for word in topic.words if not is_money(word) and _plain(word.text) not in _plain(value))
        for topic in question.topics
    )
    return tuple(Topic(words) for words in kept if any(not word.weak for word in words))


# ---- a text of a column -----------------------------------------------------------------------------------


def _of_value(text: str, desk: AnswerContext) -> AnyAnswer | None:
    """The answer to a question that names a text of one column and not the column: 拡大する事業."""
    values = desk.vocabulary.column_values
    if not values or text.isascii():
        return None
    line = _without_titles(text, desk)
    every = sorted(values, key=len, reverse=True)
    match = pattern(_SAID.format(values="|".join(map(re.escape, every)), things=THINGS)).search(line)
    if match is None:
        return None
    column, value = values[next(each for each in every if match[0].startswith(each))]
    about = f"{line[: match.start()]}{STANDS_FOR[0]}の{line[match.end() :]}"
    return _understood(about, text, (column,), desk, value)


def _value(line: str, columns: Sequence[str], desk: AnswerContext) -> tuple[str, bool]:
    """The text of a cell that a question gives for its column, "" for none, and whether it should not stand
    there: 次年度の方針が見直しの事業, 見直しでない事業."""
    for text, told in _told(line, columns, desk):
        if re.search(rf"{told}(?:(?=以外|除)|(?![一-龠ァ-ヺーa-z0-9]))", line):
            return text, re.search(rf"{told}{_NOT}", line) is not None
    return "", False


def _without_value(line: str, columns: Sequence[str], desk: AnswerContext) -> str:
    """事業費が0の事業 → 事業費の事業: a number of a cell is none of a measure."""
    for text, told in _told(line, columns, desk):
        if text[:1].isdecimal() and (found := re.search(rf"{told}(?![一-龠ァ-ヺーa-z0-9.,])", line)):
            return f"{line[: found.start()]}{found['form']}{line[found.end() :]}"
    return line


def _told(line: str, columns: Sequence[str], desk: AnswerContext) -> Iterator[tuple[str, str]]:
    """Each text of one column that stands in a line, the longest first, and how it would be said that it
    stands in the column."""
    if len(columns) != 1:
        return
    cells = dict.fromkeys(text for item in desk.plan.items for name, text in item.extra if name in columns)
    for text in sorted((each for each in cells if _plain(each) in line), key=len, reverse=True):
        for form in _forms(columns[0], desk):
            yield (
                text,
                rf"(?P<form>{re.escape(form)})(?:が|は|=|:|で|の)?[「『]?{re.escape(_plain(text))}[」』]?",
            )


# ---- the names of columns ---------------------------------------------------------------------------------


def _without_titles(text: str, desk: AnswerContext) -> str:
    """A question without the titles in it: the measure 指標の見直し is not asked for its column 指標."""
    line = _plain(text)
    titles = {_plain(each.title) for each in desk.plan.measures if each.title}
    for title in sorted((each for each in titles if each in line), key=len, reverse=True):
        line = line.replace(title, "、")
    return line


def _without_bounds(line: str) -> str:
    """達成率が100%を超えた事業 → 達成率の事業: a bound is none of what a question is about."""
    for bound in reversed(bounds_in(line)):
        before, behind = pattern("(?:が|は|も|で|約)*$").sub("", line[: bound.start]), line[bound.end :]
        if line[bound.end - 1] not in "上下満":
            behind = pattern(f"^{_EXCEEDED}").sub("", behind)
        behind = pattern("^の?(?=は|って|が|[?。、]|$)").sub("のもの", behind)  # 100%以上は？
        line = f"{before}の{behind.removeprefix('の')}" if not before.isascii() else f"{before}{behind}"
    return line


def _named(text: str, names: Sequence[str], desk: AnswerContext) -> tuple[str, ...]:
    """The columns that a question names, by the longest of their names that stands in it as a word."""
    line, found = _plain(text), []
    for name in sorted(names, key=lambda name: -len(_plain(name))):
        for form in _forms(name, desk):
            whole = form in _whole(name)
            behind = "(?!(?!別|毎)[一-龠ァ-ヺー])"
            behind += "" if whole else "(?!とし|とする)"  # 節約を目的とした
            if re.search(rf"{_edge(form[0], whole)}{re.escape(form)}{behind}", line):
                found.append(name)
                if len(form) == len(_plain(name)):
                    line = line.replace(form, " ")
                break
    return tuple(name for name in names if name in found)


def _edge(first: str, whole: bool) -> str:
    """A heading in letters does not begin within another word; one for short within none at all."""
    if not whole:
        return "(?:(?<![一-龠々ァ-ヺーa-z])|(?<=一番)|(?<=最も)|(?<=1番))"
    return "(?<![a-z])" if first.isascii() else "(?<![ァ-ヺー])"


def _forms(name: str, desk: AnswerContext) -> tuple[str, ...]:
    """`決算額(千円)` and `決算額`; 達成率 of 目標達成率, 目的 of 事業の目的 where no other column ends so."""
    return (*_whole(name), *_short(name, desk))


def _whole(name: str) -> tuple[str, ...]:
    whole = _plain(name)
    bare = re.sub(_BRACKETS, "", whole)
    return tuple(dict.fromkeys(form for form in (whole, bare) if len(form) > 1))


def _short(name: str, desk: AnswerContext) -> list[str]:
    """The ends of a heading by which it may be called: behind の, or its last three signs and more."""
    bare = _whole(name)[-1] if _whole(name) else ""
    vocabulary = desk.vocabulary
    others = {_whole(each)[-1] for each in vocabulary.columns if each != name and _whole(each)}
    others |= {_plain(each) for each in vocabulary.headings.values()}
    ends = [bare[at:] for at in range(1, len(bare) - 1) if len(bare) - at > 2 or bare[at - 1] == "の"]
    ends = [end for end in ends if pattern("[一-龠ァ-ヺー]+").fullmatch(end)]
    ends = [end for end in ends if not pattern(_REASON).fullmatch(end)]  # why is asked of items: `_reasons`
    return [end for end in ends if not any(other.endswith(end) for other in others)]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _is_english(line: str) -> bool:
    return not pattern("[ぁ-ゖ]").search(line) and bool(pattern("[a-z]{3,}").search(line))
