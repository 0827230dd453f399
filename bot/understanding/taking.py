"""What a message takes of the questions that were offered, or takes back, by grammar/message.txt.

「2番」, "the first one" take one; 「顔認証は忘れて。評価だけ」 takes back a word of which nothing was found.
「じゃあうちのは」, after another city: the question that was asked about it is taken for this one.
"""

from __future__ import annotations

from bot.understanding.flat import flattened
from bot.understanding.message_slots import MessageSlots
from bot.understanding.scan import hints_in
from bot.understanding.scripts import KANJI_DIGITS, pattern
from bot.understanding.stretches import stands, stretches
from bot.understanding.templates import automaton
from katou_index.plan import measure_of
from katou_index.records import TYPE_CHECKING
from katou_index.words import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from bot.understanding.vocabulary import Vocabulary
    from katou_index.plan import FiscalYear, Item

ENDS = " \u3000。、.!！…"
NUMERALS = f"123456789{KANJI_DIGITS}"
LOOSE = ("part", "loose")  # 3つ目を: a question, or an item of the last answer
# Signs at its end that go on: の課, で一番だ.
STAYS = {("part",): 0, LOOSE: 1, ("part", "behind"): 1, ("part", "office"): 2, ("part", "top"): 4}
WRONG = ("part", "wrong")  # 1は〈a〉じゃなくて〈b〉: what was meant instead is said behind it
WHOLE = "計画全体で"
YEAR = "令和(?:元|[0-9]+)年度"
LONGEST = 40  # signs of a message that takes one


def taken(text: str, offered: Sequence[str]) -> str:
    """The offered question that a message takes by its number; "" where it takes none."""
    line = flattened(text).strip(ENDS)
    if not offered or not line or len(line) > LONGEST:
        return ""
    numbers = (
        match.meaning[1] for match in automaton().matches("take", line, {}, 0) if match.end == len(line)
    )
    number = int(next(numbers, "0"))
    return offered[number - 1] if 0 < number <= len(offered) else ""


def is_ours(text: str, city: str, city_english: str = "") -> bool:
    """Whether a message asks the same of our city: うちのは？ and ours?"""
    line = flattened(text.replace(city, "当市") if city else text).strip(f"{ENDS}?？")
    english = flattened(city_english)
    if english and english in line:
        line = line.replace(english, "our city" if line.isascii() else "当市")
    if not line or len(line) > LONGEST:
        return False
    return any(match.end == len(line) for match in automaton().matches("ours", line, {}, 0))


def of_part(text: str, parts: int, *, listed: int) -> tuple[int, str]:
    """Which of so many numbered questions a message asks on about (from 1, 0 for none), and what it asks.

    2のほうの取組結果を詳しく: of the second, その取組結果を詳しく. 一つ目の担当は does not say
    that a question is meant: where so many items are `listed` last, it is one of them. 二つ目の課で×のは
    is その課で×のは of the second.
    """
    line = flattened(text)
    found = list(automaton().matches("part", line, {}, 0))
    for place in [each.end for each in found if each.meaning == WRONG and swapped(text[each.end :])]:
        number = next((NUMERALS.find(sign) % 9 for sign in line[:place] if sign in NUMERALS), -1) + 1
        if 0 < number <= parts:
            return number, text[place:]
    found = [each for each in found if each.meaning != WRONG]
    sure = max((each.end - STAYS[each.meaning] for each in found if each.meaning != LOOSE), default=0)
    end = max((each.end - STAYS[each.meaning] for each in found), default=0)
    number = next((NUMERALS.find(sign) % 9 for sign in line[:end] if sign in NUMERALS), -1) + 1
    if listed > 1 and number <= listed:
        end = sure
    rest = text[end:].lstrip(f"{ENDS},")
    if not end or not 0 < number <= parts or not rest:
        return 0, text
    if line.isascii():
        return number, rest
    return number, f"{'そ' if rest[0] == 'の' else 'それ'}{rest}"


def points_at_so_many(text: str, number: int) -> bool:
    """Whether a message begins with pointing at so many things: その3つ、全部同じ評価."""
    line = flattened(text)
    ends = [each.end for each in automaton().matches("this", line, {}, 0) if each.meaning == ("this",)]
    said = "".join(sign for sign in line[: max(ends, default=0)] if sign.isdecimal() or sign in KANJI_DIGITS)
    return said in (str(number), KANJI_DIGITS[number - 1 : number]) and bool(said)


def swapped(text: str) -> tuple[str, str]:
    """What a message takes back and what was meant instead, as typed: 〈a〉じゃなくて〈b〉のつもりだった.

    Two empty texts where it says no such thing.
    """
    line = flattened(text).rstrip(ENDS)
    cuts = [each for each in stretches("swap", line, "but") if each.start]
    if not cuts:
        return "", ""
    place = cuts[0].start
    begin = max(each.end for each in cuts if each.start == place)
    ends = [
        each.start for each in stretches("swap", line, "end") if each.start > begin and each.end == len(line)
    ]
    wrong = text[:place].rpartition("、")[2].strip(ENDS)
    right = text[begin : min(ends, default=len(line))].strip(ENDS)
    return (wrong, right) if wrong and right else ("", "")


def is_righted(sentence: str) -> bool:
    """Whether a sentence takes a slip back: ごめん、〈a〉の間違い."""
    line = flattened(sentence)
    begins = any(not each.start for each in stretches("righted", line, "begin"))
    return begins or stands("righted", line, "slip")


def beside_shown(text: str, keys: Sequence[str], vocabulary: Vocabulary) -> str:
    """A message that asks for others than the one thing that was shown, with that by its number.

    この事業のほかに×のものは: No.21以外に×のものは. Of its measure: 同じ事業で〈課〉の分は.
    `keys`: of the items that were shown. The message where it asks for nothing so, or several were shown.
    """
    ids = {key.partition("/")[2] for key in keys}
    numbers = {measure_of(each) for each in ids}
    of_it = vocabulary.plan.by_number.get(next(iter(numbers))) if len(numbers) == 1 else None
    shown = [item for item in of_it.items if item.id in ids] if of_it is not None else []
    if of_it is None or not shown:
        return text
    measure = f"No.{of_it.number}"
    whole = len(of_it.items) == len(shown)
    named = measure if whole else f"{measure}の項目{shown[0].number}" if len(shown) == 1 else ""
    line = flattened(text)
    if named and (year := _year_told(line, shown, vocabulary)):
        return f"{line[: year.start()]}{named}で{line[year.start() :]}"
    if named and (alone := _it_alone(text, line, named, vocabulary)):
        return alone
    for place in automaton().places("besides", line, {}):
        if place and line[place - 1] not in f"{ENDS}?,\n":
            continue
        matches = automaton().matches("besides", line, {}, place)
        for match in sorted(matches, key=lambda each: -each.end):
            rest = text[match.end :]
            if "alone" in match.meaning:
                continue
            within = "within" in match.meaning
            if within and MessageSlots(line, vocabulary).departments(match.end, short=False):
                return f"{text[:place]}{measure}の{rest}"
            forms = (*vocabulary.rating_names, *vocabulary.rating_signs, *dict(vocabulary.rating_forms))
            rated = any(form in rest for form in forms if not form.isascii())
            if "else" in match.meaning and not rated:
                continue  # ほかに図書館の話は: what else is said of it
            if named and rest.strip(ENDS) and not within:
                english = "english" in match.meaning
                return f"{text[:place]}{f'except {named}, ' if english else f'{named}以外に'}{rest}"
    return text


def _it_alone(text: str, line: str, named: str, vocabulary: Vocabulary) -> str:
    """Whether nothing else is rated so, with what was shown by its number.

    ◎はこれだけ？ is it the only circle? "" where a message asks for no such thing.
    """
    for each in stretches("besides", line, "alone", "alone english"):
        said, rest = text[: each.start], text[each.end :]
        forms = (*vocabulary.rating_names, *vocabulary.rating_signs, *dict(vocabulary.rating_forms))
        if not any(form in f"{said}{rest}".lower() for form in forms):
            continue
        if "english" in each.kind:
            return f"{said}is {named} the only {rest}"
        # Of the whole plan: what was asked before was asked of that one thing.
        asked = f"{said}は{named}だけ{rest}" if said.strip() else f"{rest.rstrip('？?')}は{named}だけですか？"
        return f"{WHOLE}{asked}"
    return ""


def _year_told(line: str, shown: Sequence[Item], vocabulary: Vocabulary) -> re.Match[str] | None:
    """A year that is not loaded, of which the texts of what was shown tell: 令和3年度に何をすると書かれて."""
    found = pattern(YEAR).search(line)
    if found is None or "written" not in hints_in(line) or found[0] in map(_japanese, vocabulary.years):
        return None
    told = any(found[0] in fold(f"{item.planned}{item.result}{item.evidence}") for item in shown)
    return found if told and (not found.start() or line[found.start() - 1] in f"{ENDS},") else None


def _japanese(year: FiscalYear) -> str:
    return fold(year.japanese)


def points_alike(first: str, other: str) -> bool:
    """Whether two numbered questions begin with pointing at the same: 1. そのうち①の 2. そのうち⑤の."""
    said = [max((m.end for m in automaton().matches("among", flattened(each), {}, 0)), default=0)
            for each in (first, other)]  # fmt: skip
    return all(said)


def without_taken_back(text: str, words: Sequence[str]) -> str:
    """A message without a first clause that takes back one of these words; the message where none does."""
    line = flattened(text)
    for word in words:
        if not line.startswith(word):
            continue
        ends = [match.end for match in automaton().matches("back", line, {}, len(word))]
        rest = text[max(ends, default=0) :].lstrip(f"{ENDS},")
        if ends and rest:
            return rest
    return text
