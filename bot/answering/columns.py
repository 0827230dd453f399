"""What stands in columns of a sheet that are no fields of a plan: asked for by their headings (決算額, 指標).

The text is shown as printed. It is never added up; it is put in order only where all of it are numbers of one
unit. Which items are meant is read as for an amount: the heading stands for one in the question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.answer import AnyAnswer, Columned, Nothing
from bot.answering.context import AnswerContext
from bot.answering.figures import is_money
from bot.answering.lookup import lost
from bot.answering.refusals import guard, unknown_department
from bot.answering.scoping import choose
from bot.question import Ask, Question, Topic
from bot.understanding.divisions import by_section
from bot.understanding.readings import understand
from bot.understanding.scripts import pattern
from katou_index.plan import Item, names_divisions
from katou_index.records import replace

STANDS_FOR = ("金額", "amount")  # what a heading is read as, in Japanese and English
_BRACKETS = r"[(\[［〔【][^()\[\]]*[)\]］〕】]?"
_NUMBER = r"([-−▲△]?)([0-9][0-9,]*(?:\.[0-9]+)?)(.{0,4})"
_END = "一番|最も|もっとも|1番"
_LEAST = f"(?:{_END})(?:少|小|低|安|短)|最(?:小|少|低|安|短)|smallest|lowest|least|fewest|cheapest|shortest"
_SMALL = "(?:(?<=一番)|(?<=最も)|(?<=もっとも)|(?<=1番))(?:少な|小さ|低|安|短)い"
_MOST = f"{_END}|最大|最多|最高|largest|biggest|highest|most"
_NOT = "(?:で(?:は)?な|じゃな|以外|を除|のほか|ではあ)"
_SUM = "合計|総額|合わせて|足すと|total|sum of"


def asked_of(text: str, desk: AnswerContext) -> AnyAnswer | None:
    """The answer to a question that names further columns of the sheet; None for any other."""
    names = desk.vocabulary.columns
    found = _named(text, names) if names else ()
    found = _named(_without_titles(text, desk), names) if found else ()
    if not found or (all(map(names_divisions, found)) and by_section(text) != text and _ranks(text)):
        return None  # Cが一番多い部: of the groups
    line = _plain(text)
    for form in sorted({form for name in found for form in _forms(name)}, key=len, reverse=True):
        line = line.replace(form, STANDS_FOR[line.isascii() or _is_english(line)])
    line = pattern(_SMALL).sub("多い", line)  # which end is meant is told by the text as it was typed
    question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    if question.year in desk.vocabulary.years and question.year != desk.vocabulary.year:
        desk = AnswerContext(desk.library.others.of(question.year), desk.context, desk.today)
        question = understand(line, desk.vocabulary, desk.library, desk.context, desk.today)
    return of_columns(question.but(text=text), found, desk)


def _ranks(text: str) -> bool:
    return pattern(f"{_MOST}|{_LEAST}").search(_plain(text)) is not None


def instead_of(found: AnyAnswer, desk: AnswerContext) -> AnyAnswer | None:
    """What the sheet has in a column whose heading holds the word of a field that it was said not to have."""
    if not isinstance(found, Nothing) or found.reason != "not_in_sheet" or not desk.vocabulary.columns:
        return None
    heads = [pattern("[一-鿿]+|[a-z]+").match(_plain(word)) for word in found.question.absent_words]
    words = [head[0] for head in heads if head and len(head[0]) > 1]
    named = tuple(name for name in desk.vocabulary.columns if any(word in _plain(name) for word in words))
    return of_columns(found.question, named, desk) if named else None


def of_columns(question: Question, columns: Sequence[str], desk: AnswerContext) -> AnyAnswer:
    """The texts of these columns for the items that a question means; for all where it names none."""
    if refused := guard(question.but(ask=Ask.SHOW), desk):
        return refused
    if question.unknown_departments:
        return unknown_department(question, desk)
    line = _plain(question.text)
    value, isnt = _value(line, columns, desk)
    kept = (
        tuple(word for word in topic.words if not is_money(word) and _plain(word.text) not in _plain(value))
        for topic in question.topics
    )
    topics = tuple(Topic(words) for words in kept if any(not word.weak for word in words))
    selection = choose(replace(question, topics=topics), desk)
    if selection.lost:
        return lost(question, desk, selection)
    meant = selection.matched.primary or selection.items if selection.matched else selection.items
    meant = tuple(item for item in meant if item in selection.items)
    with_text = tuple(item for item in meant if any(name in columns for name, _ in item.extra))
    if value:
        meant = with_text = tuple(item for item in with_text if ((columns[0], value) in item.extra) != isnt)
    way = "least" if pattern(_LEAST).search(line) else "most" if pattern(_MOST).search(line) else ""
    items, way = _ordered(with_text, columns, way) if way else (with_text, "")
    return Columned(
        question=question.but(wants=(), topics=topics),
        items=items,
        columns=tuple(columns),
        without=len(meant) - len(with_text),
        ordered=way,
        summed=bool(pattern(_SUM).search(line)) and not way,
        value=value,
        isnt=isnt,
    )


def _value(line: str, columns: Sequence[str], desk: AnswerContext) -> tuple[str, bool]:
    """The text of a cell that a question gives for its column, "" for none, and whether it should not stand
    there: 次年度の方針が見直しの事業, 見直しでない事業."""
    if len(columns) != 1:
        return "", False
    cells = dict.fromkeys(text for item in desk.plan.items for name, text in item.extra if name in columns)
    for text in sorted(cells, key=len, reverse=True):
        for form in _forms(columns[0]):
            told = rf"{re.escape(form)}(?:が|は|=|:|で|の)?[「『]?{re.escape(_plain(text))}[」』]?"
            if re.search(rf"{told}(?:(?=以外|除)|(?![一-龠ァ-ヺーa-z0-9]))", line):
                return text, re.search(rf"{told}{_NOT}", line) is not None
    return "", False


def _without_titles(text: str, desk: AnswerContext) -> str:
    """A question without the titles in it: the measure 指標の見直し is not asked for its column 指標."""
    line = _plain(text)
    titles = {_plain(each.title) for each in desk.plan.measures if each.title}
    for title in sorted((each for each in titles if each in line), key=len, reverse=True):
        line = line.replace(title, "、")
    return line


def _ordered(items: tuple[Item, ...], columns: Sequence[str], way: str) -> tuple[tuple[Item, ...], str]:
    """Those with the largest or smallest number; all where these are not numbers of one unit."""
    texts = [text for item in items for name, text in item.extra if name in columns]
    places = in_order_of(texts, way) if len(columns) == 1 else None
    return (items, "mixed") if places is None else (tuple(items[at] for at in places), way)


def in_order_of(texts: Sequence[str], way: str) -> tuple[int, ...] | None:
    """The places of the largest ("most") or smallest number; None where not all are numbers of one unit."""
    plain = ("".join(unicodedata.normalize("NFKC", text).split()) for text in texts)
    found = [pattern(_NUMBER).fullmatch(text) for text in plain]
    numbers = [float(each[2].replace(",", "")) * (-1 if each[1] else 1) for each in found if each is not None]
    units = {each[3] for each in found if each is not None}
    if not texts or len(numbers) < len(texts) or len(units) > 1:
        return None
    best = max(numbers) if way == "most" else min(numbers)
    return tuple(at for at, number in enumerate(numbers) if number == best)


def _named(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns that a question names, by the longest of their names that stands in it as a word."""
    line, found = _plain(text), []
    for name in sorted(names, key=lambda name: -len(_plain(name))):
        for form in _forms(name):
            if re.search(rf"{_edge(form[0])}{re.escape(form)}(?![一-龠ァ-ヺー])", line):
                found.append(name)
                if len(form) == len(_plain(name)):
                    line = line.replace(form, " ")
                break
    return tuple(name for name in names if name in found)


def _edge(first: str) -> str:
    """A heading in letters does not begin within another word."""
    return "(?<![a-z])" if first.isascii() else "(?<![ァ-ヺー])"


def _forms(name: str) -> tuple[str, ...]:
    """`決算額(千円)` and `決算額`."""
    whole = _plain(name)
    bare = re.sub(_BRACKETS, "", whole)
    return tuple(dict.fromkeys(form for form in (whole, bare) if len(form) > 1))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _is_english(line: str) -> bool:
    return not pattern("[ぁ-ゖ]").search(line) and bool(pattern("[a-z]{3,}").search(line))
