"""Vocabulary → questions that show what can be asked: of the data, each with an answer in the plan as it is.

What people wrote into data/plan.toml comes first, as far as it has an answer; else words of titles, the
departments that own most, the lowest rating that was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from bot.answering.plan_sets import Marked
from bot.answering.selecting import is_every
from bot.understanding.vocabulary import Vocabulary
from bot.wording.city import MOST, Examples, how_goes, of_department, rated
from katou_index.plan import Item

MOST_TITLES = 2_000  # whose words are looked at
MOST_TRIED = 15  # words of titles; each is asked once
FEW = 5  # items that an example of a subject may have
_RUN = re.compile("[A-Za-z]{2,12}|[ァ-ヺー]{3,8}|[一-龠々]{2,6}")
_KANA = re.compile("[ぁ-ゖァ-ヺ一-龠々]")

Answers = Callable[[str], tuple[Item, ...]]
"""A question → the items that it finds."""


def examples(vocabulary: Vocabulary, answers: Answers) -> Examples:
    """What people wrote into their tables as far as it has an answer, else what the plan itself offers."""
    words = vocabulary.tables.plan
    asked = [each for each in words.examples if _KANA.search(each)]
    lowest = [*reversed([mark.mark for mark in vocabulary.scale_of(vocabulary.newest).marks])]
    owned = {owner for owner in Marked.of(vocabulary.plan).owners if not is_every(owner)}
    names = dict.fromkeys((*words.departments, *vocabulary.departments, *sorted(owned)))
    own = {name.casefold() for name in (words.office, words.office_english)}
    offices = [
        each for each in vocabulary.tables.departments
        if own & {name.casefold() for name in (each.name, *each.short, *each.english)}
    ]  # fmt: skip
    told = [each for each in words.words if answers(how_goes("ja", each))]
    subjects = told or _first(
        _subjects(vocabulary), lambda word: 0 < len(answers(how_goes("ja", word))) <= FEW
    )
    return Examples(
        tuple(_first(asked, lambda text: bool(answers(text)), MOST)),
        tuple(subjects),
        tuple(each for each in words.words_english if answers(how_goes("en", each))) or tuple(subjects),
        "".join(_first(lowest, lambda mark: bool(answers(rated("ja", mark))))),
        tuple(
            _first((n for n in names if n in owned), lambda name: bool(answers(of_department("ja", name))), 2)
        ),
        any(each.name in owned for each in offices),
    )


def _first(found: Iterable[str], fits: Callable[[str], bool], most: int = 1) -> list[str]:
    kept: list[str] = []
    for each in found:
        if len(kept) == most:
            break
        if fits(each):
            kept.append(each)
    return kept


def _subjects(vocabulary: Vocabulary) -> Iterator[str]:
    """Short words of titles: names in letters and katakana before others, in the order of the sheet."""
    first = vocabulary.plan.measures[:MOST_TITLES]
    runs = dict.fromkeys(run for measure in first for run in _RUN.findall(measure.title))
    plain = [run for run in runs if run not in vocabulary.departments]
    ordered = sorted(plain, key=lambda run: run[0] > "ヺ")  # kanji stand behind both
    tried = ordered[:MOST_TRIED]
    if vocabulary.is_large:  # a common word need not be asked
        places_with, year = vocabulary.index.places_with, vocabulary.year
        tried = [run for run in tried if len(places_with(year, run, most=FEW + 1)) <= FEW]
    yield from tried
