"""The conversations under conversations/, and what of an expectation an answer does not hold."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import yaml

from bot import Bot
from bot.answer import Counted, Listed
from bot.card import UNRATED, Bars, Courses, ItemCard, ItemList, ItemRow
from bot.reply import Reply
from katou_index.plan import Item

FOLDER = Path(__file__).parent / "conversations"
MARKS = {
    "◎": ("二重丸", "(double circle)"),
    "○": ("丸", "(circle)"),
    "△": ("三角", "(triangle)"),
    "×": ("バツ", "(cross)"),
}
LONGEST_HEADLINE, LONGEST_SHORT = 220, 600
Case = dict[str, Any]
Answer = dict[str, Any]


class WrongAnswerError(AssertionError):
    """An answer that does not hold its expectation: what a known gap may raise, and nothing else."""


def cases(*parts: str, name: str = "*") -> list[Any]:
    """The cases of one folder's files as parameters of a test; their ids name file and case."""
    return [
        pytest.param(case, id=f"{path.stem}-{case['id']}")
        for path in sorted(FOLDER.joinpath(*parts).glob(f"{name}.yml"))
        for case in _cases_of(path)
    ]


def together(found: list[Any], most: int = 50) -> list[Any]:
    """Cases as parameters of fewer tests: those of each file in equal parts, of at most `most` cases."""
    groups = []
    for name, those in itertools.groupby(found, lambda case: case.id.partition("-")[0]):
        group = [case.values[0] for case in those]
        parts = -(-len(group) // most)
        groups += [pytest.param(group[part::parts], id=f"{name}-{part + 1}") for part in range(parts)]
    return groups


@cache
def _cases_of(path: Path) -> list[Case]:
    """Several test modules want them; read in C, where yaml has that."""
    with path.open(encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or []


def is_drawn(turns: Iterable[object], one_of: int) -> bool:
    """Whether a conversation is one of those drawn: by what it says, so that a new one changes no other."""
    return crc32(str([*turns]).encode()) % one_of == 0


def drawn(found: Iterable[Any], one_of: int, every: bool, by: Callable[[Any], str] = str) -> list[Any]:
    """Those of many that `make test` tries, drawn by what they say (`by`); all of them with `--every`."""
    return [each for each in found if every or crc32(by(each).encode()) % one_of == 0]


_numbers = itertools.count()


def new_conversation() -> str:
    """A name that no conversation had before: several files have a question of the same id."""
    return f"conversation {next(_numbers)}"


def asked(bot: Bot, turns: Iterable[object]) -> list[Reply]:
    """The replies to the turns of one new conversation."""
    conversation = new_conversation()
    return [bot.ask(str(turn), conversation=conversation) for turn in turns]


# -- expectations ----------------------------------------------------------------------------------------


def _squeezed(text: object) -> str:
    return "".join(str(text).split())


def _has(text: str, wanted: Iterable[object]) -> bool:
    """Whether a text has each of these, blanks aside; `a|b` is one of them."""
    text = _squeezed(text)
    return all(any(_squeezed(part) in text for part in str(each).split("|")) for each in wanted)


def _words(words: Iterable[str], wanted: list[object]) -> bool:
    return _has("\n".join(words), wanted) if wanted else not words


def _all_of(answer: Answer) -> set[str]:
    return {*answer["items"], *answer["related"]}


CHECKS: dict[str, Callable[[Answer, Any], bool]] = {
    "kind": lambda answer, want: answer["kind"] in want,
    "reason": lambda answer, want: answer["reason"] in want,
    "first": lambda answer, want: answer["items"][:1] != [] and answer["items"][0] in want,
    "items": lambda answer, want: set(answer["items"]) == set(want),
    "full": lambda answer, want: set(answer["items"]) == set(want),
    "includes": lambda answer, want: set(want) <= set(answer["items"]),
    "part": lambda answer, want: set(want) <= set(answer["items"]),
    "mentions": lambda answer, want: set(want) <= _all_of(answer),
    "excludes": lambda answer, want: not set(want) & _all_of(answer),
    "measures": lambda answer, want: (
        {item.rpartition("-")[0] for item in answer["items"]} == set(map(str, want))
    ),
    "counts": lambda answer, want: all((answer["counts"] or {}).get(key) == n for key, n in want.items()),
    "holds": lambda answer, want: answer["holds"] is want,
    "headline": lambda answer, want: _has(answer["headline"], want),
    "carried": lambda answer, want: _words(answer["carried"], want),
    "aside": lambda answer, want: _words(answer["aside"], want),
    "has": lambda answer, want: _has(answer["text"], want),
    "lacks": lambda answer, want: not any(_squeezed(each) in _squeezed(answer["text"]) for each in want),
}  # fmt: skip


def faults(expect: Case, answer: Answer) -> Iterator[str]:
    """What of `expect` an answer's JSON does not hold; the keys are explained in conversations/README.md.

    A key that is not known is a KeyError: a slip in a file of conversations, not a wrong answer.
    """
    for key, want in expect.items():
        if not CHECKS[key](answer, want):
            yield f"{key}: wanted {want}, got {json.dumps(answer, ensure_ascii=False)[:1500]}"


# -- every answer ----------------------------------------------------------------------------------------


def card_faults(reply: Reply, years: Iterable[int]) -> Iterator[str]:
    """What every card and its JSON must be, whatever was asked.

    The year below the headline (`years` are the Gregorian ones loaded), no empty cell, a source wherever
    facts are, nothing twice, a mark with its word, a headline of one line, a short part that is short.
    """
    card, answer = reply.card, reply.as_json()
    items, first, short = answer["items"], answer["headline"], answer["short"]
    if not any(str(year) in card.scope[0] for year in years):
        yield f"no fiscal year: {card.scope}"
    for section in card.blocks:
        if not all(cell.strip() for row in section.rows for cell in row):
            yield f"an empty cell: {section.rows}"
        if len({len(row) for row in section.rows}) > 1:
            yield f"rows of several lengths: {section.rows}"
        if not all(fact.label and fact.text for fact in section.facts):
            yield f"a fact without label or text: {section.facts}"
    if items and not any("sheet." in line for line in card.sources):
        yield f"no source: {card.sources}"
    if [source["id"] for source in answer["sources"]] != items:
        yield f"sources of other items: {answer['sources']}"
    if not all(choice.label and choice.asks for choice in card.choices):
        yield f"a choice without label or question: {card.choices}"
    if len(items) != len(set(items)) or set(items) & set(answer["related"]):
        yield f"an item twice: {items}, {answer['related']}"
    if not first or "\n" in first or len(first) > LONGEST_HEADLINE:
        yield f"headline: {first!r}"
    if not (answer["text"].startswith(short) and short.startswith(first)):
        yield f"the text does not begin with its short part, or that not with the headline: {short!r}"
    if len(short) > LONGEST_SHORT:
        yield f"{len(short)} characters before “more”: {short}"
    if not _marks_have_words(first, listed=bool(items)):
        yield f"a mark without its word: {first}"
    yield from _quotation_faults(reply)
    for part in reply.parts or (reply,):
        yield from structure_faults(part)


def structure_faults(reply: Reply) -> Iterator[str]:
    """Where the structure of a card and its text do not name the same items, marks and counts."""
    looked_at = reply.answer.base if reply.answer.judged else ()  # of a yes or no: shown behind "more"
    shown = (*reply.answer.cited, *reply.answer.related, *_before(reply), *looked_at)
    known = {item.key: item for item in shown}
    for block in reply.card.blocks:
        match block:
            case ItemList(items=rows):
                yield from (fault for row in rows for fault in _row_faults(row, known))
            case ItemCard(item=row):
                yield from _row_faults(row, known)
            case Courses(courses=courses):
                yield from (
                    f"a course without its step: {step} in {course.line}"
                    for course in courses
                    for step in course.steps
                    if f"{step.year} {step.rating}" not in course.line
                )
            case Bars():
                yield from _bar_faults(block, reply)
    if isinstance(reply.answer, Listed | Counted):
        yield from _list_faults(reply)


def _before(reply: Reply) -> tuple[Item, ...]:
    """Items of earlier years that an answer shows beside its own."""
    answer = reply.answer
    changes = (*getattr(answer, "changes", ()), *getattr(answer, "open", ()))
    followed = (item for step in getattr(answer, "steps", ()) for item in step.items)
    grouped = (item for group in getattr(answer, "groups", ()) for item in group.items)
    both = (item for change in changes for item in (change.before, change.after) if item)
    return (*both, *followed, *grouped)


def _row_faults(row: ItemRow, known: dict[str, Item]) -> Iterator[str]:
    item = known.get(row.key)
    if item is None and known:
        yield f"an item that the answer does not have: {row}"
    elif item is not None:
        if not (item.rating.mark in row.rating and (row.rank == UNRATED) != item.rating.rated):
            yield f"another rating than its item's: {row}"
        if any(owner not in row.owner for owner in item.owners) or f"No.{item.measure}" not in row.name:
            yield f"another owner or number than its item's: {row}"
    if any(part not in row.line for part in (row.name, row.rating, row.was, row.owner, row.figure)):
        yield f"not in its text: {row} {row.line}"


def _bar_faults(block: Bars, reply: Reply) -> Iterator[str]:
    """A table has the number of a part below its mark; words have it behind the mark, or its share."""
    if block.rows and len(block.rows) != len(block.bars) + 1:
        yield f"{len(block.bars)} bars, {len(block.rows) - 1} rows"
    yield from _side_faults(block)
    twins = [*(f"{fact.label} {fact.text}" for fact in block.facts), *block.lines]
    for number, bar in enumerate(block.bars):
        if not sum(part.number for part in bar.parts) <= bar.whole:
            yield f"more parts than its whole: {bar}"
        cells = dict(zip(block.rows[0], block.rows[number + 1], strict=True)) if block.rows else {}
        if cells and bar.name != next(iter(cells.values())):
            yield f"another bar than its row: {bar} {cells}"
        for part in bar.parts if cells else bar.shown:
            if cells:
                told = part.word not in cells or re.search(rf"(?<!\d){part.number}(?!\d)", cells[part.word])
            else:
                own = [twin for twin in twins if twin.startswith(bar.name)]
                told = any(f"{part.word} {n}" in twin for twin in own for n in (part.number, part.share))
            if not told:
                yield f"not told in words: {part} of {bar.name} in {cells or twins}"


def _side_faults(block: Bars) -> Iterator[str]:
    """A table of sides has each part's number and share in the column or row of its bar, and none of another
    one."""
    if not block.sides:
        return
    by_row = tuple(row[0] for row in block.sides[1:]) == tuple(bar.name for bar in block.bars)
    head, *rows = tuple(zip(*block.sides, strict=True)) if by_row else block.sides
    if head[1:] != tuple(bar.name for bar in block.bars):
        yield f"other sides than bars: {head}"
    for place, bar in enumerate(block.bars, 1):
        cells = {row[0]: re.findall(r"\d+(?:\.\d+)?", row[place]) for row in rows}
        for part in bar.shown:
            if cells.pop(part.word, None) != [str(part.number), *([part.share] if part.share else [])]:
                yield f"not in its column: {part} of {bar.name}"
        if any(cells.get(part.word, ["0"]) != ["0"] for part in bar.parts if not part.number):
            yield f"a number of nothing: {bar.name} {cells}"


def _list_faults(reply: Reply) -> Iterator[str]:
    """The rows of a list are all its items, in their order, with the counts of its marks."""
    answer = reply.answer
    lists = [block for block in reply.card.blocks if isinstance(block, ItemList)]
    keys = [item.key for item in answer.items]
    rows = [row for block in lists for row in block.items if row.key in keys]
    if not rows or answer.counts is None:
        return
    first = rows[: len(keys)]
    if [row.key for row in first] != keys:
        yield f"rows of other items than the answer's: {[row.key for row in first]}, {keys}"
    marks = Counter(row.rating.split(" ")[0] for row in first if row.rank != UNRATED)
    if any(marks[mark] != times for mark, times in answer.counts.by_rating.items()):
        yield f"other marks than the counts: {marks}, {answer.counts.by_rating}"


def _marks_have_words(line: str, *, listed: bool) -> bool:
    """Outside quotations and products (3時間/日×20日); `（◎○△×）` names the marks that there are."""
    return all(
        line[place.end() :].startswith(words) or not listed or "（◎○△×）" in line
        for mark, words in MARKS.items()
        for place in re.finditer(rf"(?<![「A-Za-z0-9×日]){mark} ?(?=[^\s×日「」])", line)
    )


def _quotation_faults(reply: Reply) -> Iterator[str]:
    """A quotation is the sheet's own: it stands in a text of the items, those of every part."""
    answers = [part.answer for part in reply.parts] or [reply.answer]
    items = [item for each in answers for item in (*each.items, *each.related)]
    texts = "".join(f"{item.planned}\n{item.result}\n{item.evidence}\n" for item in items)
    for quoted in re.findall(r"(?:記載は|記載: |予定は|根拠は)「(.*?)」（No", reply.card.headline):
        if quoted.strip("…") not in texts:
            yield f"a quotation that stands nowhere: {reply.card.headline}"
