"""The language of what commands print: that of the locale, or both where it names neither.

    ja_JP.UTF-8 → Japanese
    en_US.UTF-8 → English
    C, POSIX, unset, others → errors in both, the rest in Japanese

An error is one line for whoever reads it. A command reads its locale once (`speaking`); a server answers
people of both languages, so there an error stays in both.
"""

from __future__ import annotations

import re

from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

JAPANESE, ENGLISH = "ja", "en"
_spoken = [""]  # the language of this process's errors, "" for both


def both(ja: str, en: str) -> str:
    """One line for people of either language; of one of them where the process speaks that."""
    return {JAPANESE: ja, ENGLISH: en}.get(_spoken[0], f"{ja} / {en}")


def here(ja: str, en: str) -> str:
    """A part of an error that would be in the way twice: Japanese, unless the process speaks English."""
    return en if _spoken[0] == ENGLISH else ja


def in_language(lang: str, ja: str, en: str) -> str:
    """What a person reads, in the language asked for."""
    return en if lang == ENGLISH else ja


def named_by(environ: Mapping[str, str]) -> str:
    """The language that a locale names, "" for none of ours."""
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    name = locale.replace("-", "_").partition(".")[0].partition("_")[0].lower()
    return name if name in (JAPANESE, ENGLISH) else ""


def of_console(chosen: str, environ: Mapping[str, str]) -> str:
    """The language of what is no error: as chosen; with "auto" Japanese unless the locale is English."""
    return chosen if chosen in (JAPANESE, ENGLISH) else named_by(environ) or JAPANESE


def spoken() -> str:
    """The language of this process's errors, "" for both."""
    return _spoken[0]


class speaking:  # noqa: N801 - read as `with speaking("ja"):`
    """Errors are told in this language meanwhile, in both for ""."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __enter__(self) -> None:
        self._before, _spoken[0] = _spoken[0], self._lang

    def __exit__(self, *exception: object) -> None:
        _spoken[0] = self._before


class Told(str):
    """What a finding says: a Japanese sentence that knows its English twin."""

    __slots__ = ("english",)
    english: str


def told(ja: str, en: str) -> Told:
    """A sentence in both languages; as a text it is the Japanese one."""
    sentence = Told(ja)
    sentence.english = en
    return sentence


def english(text: str) -> str:
    """The English twin of a sentence, itself where it has none."""
    return getattr(text, "english", "") or text


_PLACES = (
    (r"シート「([^」]*)」([A-Z]+)列から右", r'sheet "\1" from column \2 on'),
    (r"シート「([^」]*)」([A-Z]+)列", r'sheet "\1" column \2'),
    (r"シート「([^」]*)」(\d+)行目", r'sheet "\1" row \2'),
    (r"シート「([^」]*)」(?=[A-Z]+\d)", r'sheet "\1" '),
    (r"シート「([^」]*)」", r'sheet "\1"'),
    (r"(\d+)ページ 表の(\d+)行目", r"page \1, table row \2"),
    (r"(\d+)ページ 表の(\d+)列目", r"page \1, table column \2"),
    (r"(\d+)ページ", r"page \1"),
    (r"(\d+)行目", r"line \1"),
    (r"(\d+)列目", r"column \1"),
    (r"（非表示）", " (hidden)"),
    (r"（ほか(\d+)シートにも）", r" (and \1 more sheets)"),
)


def in_english(place: str) -> str:
    """A place in a file as English writes it, with what is quoted beside it as it is.

    シート「評価」A5 → sheet "評価" A5      2ページ 表の5行目 → page 2, table row 5
    """
    for form, written in _PLACES:
        place = re.sub(form, written, place)
    return place
