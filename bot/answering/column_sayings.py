"""What a question says that stands in columns: 次年度の方針が見直しの事業, 拡大か継続の事業, 廃止でない事業.

A text is named with its column; or alone, where one column only has it, which has few others (拡大する事業).
What is said is taken out of the line, so that the rest of the question is understood without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answer import Saying
from bot.answering.column_names import forms_of, plain, without_titles
from bot.answering.context import AnswerContext
from bot.understanding.counters import BOUNDS
from bot.understanding.noise import THINGS
from bot.understanding.scripts import pattern

OR = "(?:か|と|や|も|、|・|または|又は|もしくは|及び|および)"
WORD = "一-龠ァ-ヺーa-z0-9"
_NOT = (
    "(?:(?:で|じゃ|では|とされて(?:は)?い|として(?:は)?い|と(?:は)?され|し|に(?:は)?なら)な(?:い|かった)"
    "|以外|を除[いくき]た?|のほか)の?"
)
_SO = (  # 拡大する事業, 継続とされた項目, 廃止はいくつ
    "(?:する|した|とする|とした|とされ(?:た|ている)|(?:に|と)な(?:った|っている)|予定の"
    "|と(?:判断|判定|評価)された|である|の)?"
)
_ASKED_FOR = (
    f"(?=(?:予定の)?(?:{THINGS}|のは)|(?:は|って)?(?:いくつ|何[件事項])|の?(?:割合|件数|一覧)|は?[?。]?$"
    "|.の?(?:事業|項目)|を?(?:合わせ|あわせ|足し))"
)
_BARE = f"(?<![{WORD}をがにへ])"  # not 利用を拡大する事業, which is a text
_NO_BOUND = f"(?![をに]?(?:{BOUNDS}|満た)|より|から|まで|~)"
_NEXT = "(?:であって|であり|で|かつ|、)*"
MOST_NAMED = 30  # texts of a column that are looked for


def said_in(line: str, columns: Sequence[str], desk: AnswerContext) -> tuple[tuple[Saying, ...], str]:
    """What a line in plain signs says that these columns have, and the line without it. Of the last of the
    columns the name stays, and of those of which nothing is said."""
    found: list[Saying] = []
    for column in columns:
        texts = _texts_in(line, column, desk)
        names = "|".join(map(re.escape, forms_of(column, desk)))
        if not texts:
            continue
        each = "|".join(rf"[「『]?{re.escape(text)}[」』]?(?![0-9.,])" for text in texts)
        end = f"(?:(?P<isnt>{_NOT})|(?![{WORD}]){_NO_BOUND})"
        form = rf"(?P<name>{names})(?:が|は|=|:|で|の)?(?P<values>(?:{each})(?:{OR}(?:{each}))*){end}"
        if (match := re.search(form, line)) is None:
            continue
        said = [text for text in texts if pattern(rf"(?<![{WORD}]){re.escape(text)}").search(match["values"])]
        found.append(Saying(column, tuple(texts[text] for text in said), match["isnt"] is not None))
        behind = line[match.end() :]
        if len(found) < len(columns):
            behind = pattern(f"^{_NEXT}").sub("", behind)
        line = f"{line[: match.start()]}{'' if len(found) < len(columns) else match['name']}{behind}"
    return tuple(found), line


def _texts_in(line: str, column: str, desk: AnswerContext) -> dict[str, str]:
    """The texts of a column that stand in a line, the longest first: in plain signs → as printed."""
    cells = dict.fromkeys(text for item in desk.plan.items for name, text in item.extra if name == column)
    found = {known: text for text in cells if (known := plain(text)) and known in line}
    return dict(sorted(found.items(), key=lambda each: -len(each[0]))[:MOST_NAMED])


def bare_in(line: str, desk: AnswerContext) -> tuple[Saying, int, int] | None:
    """What a line says by texts alone that one column has, and from where to where it does; None for none."""
    values = desk.vocabulary.column_values
    if not values or line.isascii():
        return None
    line, each = without_titles(line, desk), any_of(values)
    form = rf"{_BARE}(?P<values>(?:{each})(?:{OR}(?:{each}))*)(?:(?P<isnt>{_NOT})|{_SO}){_ASKED_FOR}"
    match = pattern(form).search(line)
    if match is None:
        return None
    told = [values[text] for text in pattern(each).findall(match["values"])]
    if len({column for column, _ in told}) > 1:
        return None
    saying = Saying(told[0][0], tuple(dict.fromkeys(text for _, text in told)), match["isnt"] is not None)
    return saying, match.start(), match.end()


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
