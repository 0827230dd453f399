"""Sets of words from noise.txt: most say nothing of a question's subject, so no topic is made of them."""

from __future__ import annotations

import os
from functools import cache

HERE = os.path.dirname(__file__)


def _lines(name: str) -> list[str]:
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read().splitlines()


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.partition("#")[0].split())


def _sections() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in _lines("noise.txt"):
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            words = found.setdefault(text.strip("[]"), set())
        else:
            words.update(text.split())
    return {name: frozenset(section) for name, section in found.items()}


_SECTIONS = _sections()
NOISE = _SECTIONS["japanese"]
NOISE_ENGLISH = _SECTIONS["english"]
NOISE_KANA = _SECTIONS["kana"]
NOISE_ROMAJI = _SECTIONS["romaji"]
BEFORE_DEPARTMENT = _SECTIONS["before department"]
BEFORE_GROUP = _SECTIONS["before group"]
BEFORE_RATING = tuple(sorted(_SECTIONS["before rating"]))
GENERAL = _SECTIONS["general"]
DONE = _SECTIONS["done"]
ASKING = _SECTIONS["asking"]
JOINING = _SECTIONS["joining"]
DOING = _SECTIONS["doing"]
NO_PLACES = _SECTIONS["places"]


@cache
def common_japanese() -> frozenset[str]:
    """Words that are no subject beside something that is named, from common_japanese.txt."""
    return frozenset(
        word for line in _lines("common_japanese.txt") for word in line.partition("#")[0].split()
    )


@cache
def common_english() -> frozenset[str]:
    """What everybody says in English, from common_english.txt; read when needed, as it is long."""
    return _words("common_english.txt")


THINGS = "事業|項目|取組|取り組み|施策|もの|やつ"  # what is asked for by what is said of it
