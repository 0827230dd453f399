"""The texts of an item → what it is searched by. It hangs on nothing else, so any process may find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from katou_index.index.schema import Row
from katou_index.plan import Item, Measure
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import Analysis, analyse_all

if TYPE_CHECKING:
    Analysed = Mapping[str, Analysis]  # text → what of it is searched in


class SearchedTexts(NamedTuple):
    """All texts that an item is searched by."""

    title: str
    policy: str
    initiative: str
    owners: tuple[str, ...]
    planned: str
    result: str
    evidence: str
    extra: tuple[tuple[str, str], ...]  # further columns: name and text


class ItemColumns(NamedTuple):
    """The columns of an item that are made of nothing but its texts."""

    words: Row  # of `item_words`, but for the scope
    texts: Row  # of `item_text`: as they are searched in, sign by sign


def texts_of(measure: Measure, item: Item) -> SearchedTexts:
    """What an item of a measure is searched by."""
    return SearchedTexts(
        measure.title, measure.policy, measure.initiative, item.owners, item.planned, item.result,
        item.evidence, tuple((name, text) for name, text in item.extra),
    )  # fmt: skip


def columns_of(items: Sequence[SearchedTexts]) -> list[ItemColumns]:
    """The columns of each of many items.

    Each step is done for all of them: the tagger takes half as long again where others have had the
    processor's cache between two texts.
    """
    analysed = analyse_all(chain.from_iterable(map(_each, items)))
    return [_columns(item, analysed) for item in items]


def _each(item: SearchedTexts) -> Iterator[str]:
    yield from (item.title, item.policy, item.initiative, " ".join(item.owners), *item.owners)
    yield from (item.planned, item.result, item.evidence)
    for name_and_text in item.extra:
        yield from name_and_text


def _columns(item: SearchedTexts, analysed: Analysed) -> ItemColumns:
    title, folded_title = _words(analysed, (item.title,))
    further = (part for each in item.extra for part in each)
    text, folded = _words(analysed, (item.planned, item.result, item.evidence, *further))
    context, _ = _words(analysed, (item.policy, item.initiative, *item.owners))
    fields = (title, text, context)
    evidence = analysed[item.evidence].line
    if item.extra:
        evidence = "\n".join((evidence, *(analysed[text].line for _, text in item.extra)))
    lines = (item.title, item.planned, item.result, item.initiative, " ".join(item.owners))
    title, planned, result, initiative, owners = [analysed[text].line for text in lines]
    return ItemColumns(
        (*fields, *[words.count(" ") // 2 for words in fields], f"{folded_title}\n{folded}"),
        (title, planned, result, evidence, initiative, owners),
    )


def _words(analysed: Analysed, texts: Iterable[str]) -> tuple[str, str]:
    """The spaced terms of several texts, and the texts folded, a line each."""
    parts = [analysed[text] for text in texts if text]
    return "".join([part.words for part in parts]), "\n".join([part.folded for part in parts])
