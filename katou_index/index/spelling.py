"""How a year's names sound, and what its texts write in a row or otherwise than the dictionary does.

Questions in kana, by voice or with a slip are held against these. They are rows of the index, made when it is
built: cutting the texts of a plan into words takes as long as answering twenty questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from katou_index.index.naming import COMPOUND, DEPARTMENT_SOUND, MOST_LINES, MOST_NAMES, SOUND, WRITTEN_AS
from katou_index.index.schema import Row
from katou_index.plan import Department
from katou_index.words import Token, fold, reading, tokens

LONGEST_COMPOUND = 5  # words of the plan that are heard as one
COMPOUNDED = ("名詞", "接頭辞", "接尾辞", "形状詞")


def spelling_rows(
    year: str,
    titles: Sequence[str],
    names: Iterable[str],
    lines: Sequence[str],
    departments: Iterable[Department],
) -> Iterator[Row]:
    """The rows of a year: of its folded titles, its other names, the lines of its texts, its departments."""
    read = dict.fromkeys((*titles[:MOST_NAMES], *map(fold, names), *title_words(titles[:MOST_NAMES])))
    yield from ((year, SOUND, name, reading(name)) for name in read)
    yield from ((year, COMPOUND, *each) for each in compounds(lines).items())
    yield from ((year, WRITTEN_AS, *each) for each in written_as(lines).items())
    yield from ((year, DEPARTMENT_SOUND, *each) for each in department_sounds(departments).items())


def department_sounds(departments: Iterable[Department]) -> dict[str, str]:
    """Reading → the folded form of the first department's name that is read so."""
    found: dict[str, str] = {}
    for department in departments:
        for form in map(fold, (department.name, *department.short)):
            found.setdefault(reading(form), form)
        for given in map(fold, department.readings):
            found.setdefault(given, fold(department.name))
    return found


def title_words(titles: Iterable[str]) -> list[str]:
    """The words of three kanji and more in titles: 図書館, 農家台帳."""
    return re.findall("[一-鿿々]{3,}", "\n".join(titles))


def compounds(lines: Sequence[str]) -> dict[str, str]:
    """Reading → nouns that the plan writes in a row: 導入率, 飛行回数."""
    found: dict[str, str] = {}
    for line in lines[:MOST_LINES]:
        words = tokens(line)
        for start, first in enumerate(words):
            sound = surface = ""
            for place, token in enumerate(words[start : start + LONGEST_COMPOUND], start):
                joined = token.pos in COMPOUNDED or (place > start and _is_named_by_verb(words, place))
                if not joined or not token.reading:
                    break
                sound, surface = sound + token.reading, surface + token.surface
                if token is not first and surface in line:
                    found.setdefault(sound, surface)
    return found


def _is_named_by_verb(words: Sequence[Token], place: int) -> bool:
    """Whether a verb within nouns names what its suffix is: 見守り of ネット見守り隊."""
    return words[place].pos == "動詞" and place + 1 < len(words) and words[place + 1].pos == "接尾辞"


def written_as(lines: Sequence[str]) -> dict[str, str]:
    """Dictionary form → how the plan writes it: ファイアーウォール → ファイアウォール."""
    words = chain.from_iterable(map(tokens, lines[:MOST_LINES]))
    return {word.lemma: word.surface for word in words if word.pos == "名詞" and word.lemma != word.surface}
