"""The names of further columns, as questions say them: 決算額 of 決算額(千円), 達成率 of 目標達成率."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.answering.context import AnswerContext
from bot.understanding.scripts import pattern

REASON = "理由|要因|原因"  # what a heading of the column has that tells why a rating was given
_BRACKETS = r"[(\[［〔【][^()\[\]]*[)\]］〕】]?"


def plain(text: str) -> str:
    """A text in small signs of normal width, its white space folded: how lines and names are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def without_titles(text: str, desk: AnswerContext) -> str:
    """A question without the titles in it, all else in its place: 指標の見直し does not ask for 指標."""
    line = plain(text)
    titles = {plain(each.title) for each in desk.plan.measures if each.title}
    for title in sorted((each for each in titles if each in line), key=len, reverse=True):
        line = line.replace(title, "、" * len(title))
    return line


def named(text: str, names: Sequence[str], desk: AnswerContext) -> tuple[str, ...]:
    """The columns that a question names, by the longest of their names that stands in it as a word."""
    line, found = plain(text), []
    for name in sorted(names, key=lambda name: -len(plain(name))):
        for form in forms_of(name, desk):
            whole = form in _whole(name)
            behind = "(?!(?!別|毎|以[上下]|未満|超)[一-龠ァ-ヺー])"
            behind += "" if whole else "(?!とし|とする)"  # 節約を目的とした
            if re.search(rf"{_edge(form[0], whole)}{re.escape(form)}{behind}", line):
                found.append(name)
                if len(form) == len(plain(name)):
                    line = line.replace(form, " ")
                break
    return tuple(name for name in names if name in found)


def forms_of(name: str, desk: AnswerContext) -> tuple[str, ...]:
    """`決算額(千円)` and `決算額`; 達成率 of 目標達成率, 目的 of 事業の目的 where no other column ends so."""
    return (*_whole(name), *_short(name, desk))


def _edge(first: str, whole: bool) -> str:
    """A heading in letters does not begin within another word; one for short within none at all."""
    if not whole:
        return "(?:(?<![一-龠々ァ-ヺーa-z])|(?<=一番)|(?<=最も)|(?<=1番))"
    return "(?<![a-z])" if first.isascii() else "(?<![ァ-ヺー])"


def _whole(name: str) -> tuple[str, ...]:
    whole = plain(name)
    bare = re.sub(_BRACKETS, "", whole)
    return tuple(dict.fromkeys(form for form in (whole, bare) if len(form) > 1))


def _short(name: str, desk: AnswerContext) -> list[str]:
    """The ends of a heading by which it may be called: behind の, or its last three signs and more."""
    bare = _whole(name)[-1] if _whole(name) else ""
    vocabulary = desk.vocabulary
    others = {_whole(each)[-1] for each in vocabulary.columns if each != name and _whole(each)}
    others |= {plain(each) for each in vocabulary.headings.values()}
    ends = [bare[at:] for at in range(1, len(bare) - 1) if len(bare) - at > 2 or bare[at - 1] == "の"]
    ends = [end for end in ends if pattern("[一-龠ァ-ヺー]+").fullmatch(end)]
    ends = [end for end in ends if not pattern(REASON).fullmatch(end)]  # why is asked of items
    return [end for end in ends if not any(other.endswith(end) for other in others)]
