"""Recognisers of what a question names: folded text → `TextSpan`s of a sign each, the longest at a place.

    防災課の⑤の「Wi-Fi」は×？ → D 防災課, P 5, Q Wi-Fi, M ×

What is written with digits has recognisers of its own: numbers.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache

from bot.understanding import numbers as numerals
from bot.understanding.noise import NOISE, NOISE_ENGLISH
from bot.understanding.normal_form import REPEATED
from bot.understanding.scripts import (
    KANJI_DIGITS,
    pattern,
    places,
    script,
    stands_alone,
    whole_word,
    within_kana,
)
from bot.understanding.spans import Number, TextSpan
from bot.understanding.vocabulary import ENGLISH_UNITS, POLICY_SIGNS, Kind, Vocabulary
from katou_index.stems import english_stems
from katou_index.words import tokens

POLICY_NUMBERS = frozenset(POLICY_SIGNS.values())
TO_BE_DONE = "し(?:て|と|たい|たく)|お?願|を?頼"
LETTERS = {"x": "×", "o": "○"}  # a rating only where it stands alone


def quotes_in(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """What stands in quotation marks, unless it is a name: that is recognised as one."""
    if "「" not in text and "『" not in text:
        return
    for match in pattern("[「『]([^「」『』]{1,80})[」』]").finditer(text):
        if match[1].strip() not in vocabulary.names:
            yield TextSpan(match.start(), match.end(), "Q", match[1].strip(), match[1])


NONE_OF = "ゼロ"  # glued to the word of a rating


def ratings_in(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Ratings: marks, their words where they stand alone, the longest first, letters, x and o."""
    signs = vocabulary.rating_signs
    for mark in signs:
        for match in pattern(re.escape(mark)).finditer(text) if mark in text else ():
            if not (_times_sign(text, match.start()) or _is_blank(text, match.start())):
                yield TextSpan(match.start(), match.end(), "M", mark, match[0])
    taken: list[range] = []
    for means, word, meant in vocabulary.rating_words:
        for place in places(text, word) if word in text else ():
            end = place + len(word)
            if text.startswith("ごと", end) or any(
                place >= each.start and end <= each.stop for each in taken
            ):
                continue  # 丸ごと; 達成 in 未達成
            behind = end + len(NONE_OF) if text.startswith(NONE_OF, end) else end  # バツゼロ
            if means or stands_alone(text, place, behind):
                taken.append(range(place, end))
                yield TextSpan(place, end, "M", meant, word if means else "")
    yield from numerals.grades(text, vocabulary)
    for letter, sign in LETTERS.items():
        if sign in signs and letter in text and letter not in vocabulary.rating_letters:
            for match in pattern(rf"(?<![a-z0-9./:=_'-]){letter}{NO_LETTER_BEHIND}").finditer(text):
                if not _times_sign(text, match.start()):
                    yield TextSpan(match.start(), match.end(), "M", sign, "")


# A letter is no rating before these: what is done there is asked, as on the service X.
NO_LETTER_BEHIND = r"(?![a-z0-9./:=_'-]|での|への)"


def letters_in(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """A letter that would be a rating elsewhere and is a name here: Xでの発信."""
    if "での" in text or "への" in text:
        for match in pattern(f"(?<![a-z0-9./:=_'-])[{''.join(LETTERS)}](?=での|への)").finditer(text):
            yield TextSpan(match.start(), match.end(), "T", match[0], match[0])


_POLICY = (
    r"(?:(?:基本)?(?:方針)?|(?<![a-z])(?:basic )?polic(?:y|ies) ?)(?P<sign>[\ue001-\ue014])"
    r"(?:\s*(?:~|〜|から|-|to)\s*(?P<last>[\ue001-\ue014]))?"
    r"|第(?P<nth>[\d一二三四五六七八九])(?:基本)?方針|(?:基本)?方針の?(?P<kanji>[一二三四五六七八九])(?![一-鿿\d])"
    r"|(?P<place>[\d一二三四五六七八九])(?:つ目|番目)の(?:基本)?方針"
    r"|(?:基本方針|方針|(?:basic )?policies|(?:basic )?policy)\s*(?:の|no\.?|number)?\s*"
    r"(?P<no>\d{1,2}(?:\s*(?:と|や|、|,|&|and|or|with|vs\.?|versus|against)\s*\d{1,2}(?!\d))*)"
)


# Bare numbers behind a question for a policy: which policy has more, 4 or 5?
_OF_POLICIES = (
    r"\b(?:which|what) polic(?:y|ies)\b(?:(?!\d|\b(?:measures?|projects?|items?|number|no)\b)[^.])*?"
    r"(?:[,:?] |\b(?:between|among|of|out of) )"
    r"(?P<numbers>\d(?:(?:, | or | and |, or |, and | vs )\d)+)(?![\d-])"
)
LONGEST_POLICY = 40  # signs of a policy's name before its number
_CALLED = r"(?:という|の)(?:分野|柱|領域|部門)(?=以外|全体|[^一-鿿]|$)"  # 安全・安心の分野, the policy


def policies_in(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Policies by number: ⑤, 方針5, 第2方針, policy 1 and 6."""
    if "方針" not in text and "polic" not in text and POLICY_NUMBERS.isdisjoint(text):
        return
    for match in pattern(_OF_POLICIES).finditer(text) if "polic" in text else ():
        for digit in re.finditer(r"\d", match["numbers"]):
            start = match.start("numbers") + digit.start()
            yield TextSpan(start, start + 1, "P", int(digit[0]), digit[0])
    for match in pattern(_POLICY).finditer(text):
        if match["no"]:  # policy 1 and 6
            first = match.start()
            for digits in re.finditer(r"\d+", match["no"]):
                end = match.start("no") + digits.end()
                yield TextSpan(first, end, "P", int(digits[0]), text[first:end])
                first = match.start("no") + _next_digits(match["no"], digits.end())
        else:
            yield from _named_before(match, _policy(match), vocabulary)


def _named_before(
    match: re.Match[str], spans: Iterator[TextSpan], vocabulary: Vocabulary
) -> Iterator[TextSpan]:
    """A policy's number with its name before it: 産業の方針④ is one name."""
    for span in spans:
        if match["sign"] and span.start == match.start() < match.start("sign"):
            begin = max(0, match.start() - LONGEST_POLICY)
            for place in range(begin, match.start()):
                if any(
                    place + len(name.form) == match.start("sign") and name.value == span.value
                    for name in vocabulary.names.at(match.string, place)
                    if name.kind is Kind.POLICY
                ):
                    span = span._replace(start=place)
                    break
        yield span


def _policy(match: re.Match[str]) -> Iterator[TextSpan]:
    """⑤, 第2方針, 二つ目の方針; ①〜③ is one policy a span, the last of them to the end."""
    if match["sign"]:
        first = ord(match["sign"]) - 0xE000
        last = ord(match["last"]) - 0xE000 if match["last"] else first
    else:
        digit = match["nth"] or match["place"] or match["kanji"]
        first = last = int(digit) if digit.isdecimal() else KANJI_DIGITS.index(digit) + 1
    place = match.start()
    for number in range(first, max(first, last) + 1):
        end = _called(match.string, match.end()) if number >= last else min(place + 1, match.end())
        yield TextSpan(place, end, "P", number, match[0])
        place = end


def _sign_of(policy: object) -> str:
    """The sign that a policy's number is written as; no text has that of an initiative."""
    number = chr(ord("①") + policy - 1) if isinstance(policy, int) else ""
    return POLICY_SIGNS.get(number, "\0")


def _called(text: str, end: int) -> int:
    """The end of a policy's name with what it is called besides."""
    called = pattern(_CALLED).match(text, end)
    return called.end() if called else end


def _next_digits(text: str, place: int) -> int:
    """Where the next number begins."""
    match = pattern(r"\d").search(text, place)
    return match.start() if match else place


# What makes a department of a name that it is glued to: 観光振興 + 推進課; 観光振興担当課 asks for one.
GLUED_DEPARTMENT = "(?!担当|所管|主管|関係|各|全|他)[一-鿿々]{0,4}?[課室局](?![題程金税長目])"


def _is_of_another(kind: Kind, text: str, place: int, end: int, vocabulary: Vocabulary) -> bool:
    """Whether a name is but a part of a department's: a policy's before 課, the end of a longer one."""
    if kind is Kind.DEPARTMENT:
        return _ends_another_name(text, place, vocabulary)
    if kind not in (Kind.POLICY, Kind.INITIATIVE) or script(text[end : end + 1] or " ") != "kanji":
        return False
    return pattern(GLUED_DEPARTMENT).match(text, end) is not None


def names_in(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[TextSpan]:
    """Departments, policies, initiatives and measures by name, the longest at each place."""
    free = 0
    for place in vocabulary.names.places(text):
        if place < free:
            continue
        for name in vocabulary.names.at(text, place):
            end = place + len(name.form)
            if whole_word(text, place, end) and not _is_of_another(name.kind, text, place, end, vocabulary):
                sign = "P" if name.kind is Kind.INITIATIVE else name.kind.value
                value = (
                    Number(name.value)
                    if name.kind is Kind.MEASURE and isinstance(name.value, int | str)
                    else name.value
                )
                if sign == "P":
                    end = _called(text, end)
                    end += text.startswith(_sign_of(name.value), end)  # 産業の方針④: said twice
                yield TextSpan(place, end, sign, value, text[place:end])
                free = end
                break


def _ends_another_name(text: str, place: int, vocabulary: Vocabulary) -> bool:
    """Whether the department at `place` is but the end of one that the plan does not hold: 未来創造課."""
    if place and text[place - 1] == " " and text[place].isascii():
        return _is_said_of_another(text, place, vocabulary)
    if not place or script(text[place - 1]) not in ("kanji", "hiragana") or script(text[place]) != "kanji":
        return False
    run = pattern("(?:[一-鿿々]{1,3}|[ぁ-ゖ]{2,6})$").search(text, 0, place)
    if run is None or script(text[run.start() - 1 : run.start()] or " ") == "kanji":
        return False  # 確定申告税務課: a topic, and no particle after it
    before = [token for token in tokens(text[:place]) if token.surface.strip()]
    last = before[-1] if before else None
    if last is None or last.pos not in ("名詞", "接頭辞") or not run[0].endswith(last.surface):
        return False
    ratings = {word for mark in vocabulary.tables.scale.marks for word in mark.words}
    said = last.surface in NOISE or last.surface in ratings
    return not said and not last.surface.endswith(("市", "町", "年", "度", "月", "日", "の", "すべて"))


def _is_said_of_another(text: str, place: int, vocabulary: Vocabulary) -> bool:
    """Whether an English name of one word and "section" is but the end of one: tourist information office."""
    before = text[:place].split()[-1]
    stems = (before, *english_stems(before))
    tables = (vocabulary.glossary, vocabulary.thesaurus.english)
    if before in NOISE_ENGLISH or not any(stem in table for table in tables for stem in stems):
        return False
    name = next((name.form for name in vocabulary.names.at(text, place)), "")
    return name.count(" ") == 1 and name.endswith(ENGLISH_UNITS[1:])


def words_in(text: str, vocabulary: Vocabulary, _today: date | None = None) -> Iterator[TextSpan]:
    """Stretches that stand in a title, and words of the table: no expression may take a piece of them."""
    place, size = 0, len(text)
    scripts = [*map(script, text)]
    known = frozenset(vocabulary.same_words.places(text))
    names = _begins_of_names(text, scripts)
    while place < size:
        own, before = scripts[place], scripts[place - 1] if place else ""
        end = (
            (_longest_in_title(text, place, vocabulary) if own not in ("hiragana", "", before) else None)
            or (_longest_known(text, place, vocabulary) if place in known else None)
            or (_name_in_plan(text, place, vocabulary) if place in names else None)
        )
        if end:
            yield TextSpan(place, end, "T", text[place:end], text[place:end])
            place = end
        else:
            place += 1


PARTICLES = "のはがをにでともや"


def _begins_of_names(text: str, scripts: Sequence[str]) -> frozenset[int]:
    """The places at which a name in kana may begin, by their script and by the sign before them."""
    dotted = "・" in text
    return frozenset(
        [
            place
            for place, own in enumerate(scripts)
            if (own == "katakana" and dotted)
            or (own == "hiragana" and (not place or not scripts[place - 1] or text[place - 1] in PARTICLES))
        ]
    )


CROSSED = ("方針", "課", "部署", "取組", "policy", "department", "section", "initiative")


def _times_sign(text: str, place: int) -> bool:
    """Whether the × at `place` multiplies or crosses: 3時間/日×20日, 方針×評価."""
    before, after = text[:place], text[place + 1 :]
    if before.rstrip().endswith(CROSSED) and re.match(r"\s*(評価|方針|課|rating|policy|department)", after):
        return True
    return text[place] == "×" and after[:1].isdigit() and before[-1:] not in ("", " ", "、", "は", "の", "が")


def _is_blank(text: str, place: int) -> bool:
    """Whether ○○ stands for a name that was left out: 総務の○○です."""
    sign = text[place]
    return sign == "○" and sign in (text[place - 1 : place], text[place + 1 : place + 2])


def _longest_in_title(text: str, start: int, vocabulary: Vocabulary) -> int | None:
    """The end of the longest stretch from `start`, where a word may begin, in a title.

    4 signs or more, no particle last.
    """
    end, titles = start + 4, vocabulary.in_titles
    if len(text) < end or text[start:end] not in titles:
        return None
    while end < len(text) and text[start : end + 1] in titles:
        end += 1
    while end > start and script(text[end - 1]) in ("hiragana", ""):
        end -= 1
    if end < len(text) and script(text[end]) == script(text[end - 1]):
        return None
    return end if end - start >= 4 else None


PROPER = "[ぁ-ゖ]{2,6}[ァ-ヺー一-鿿]{1,}"
DOTTED = "[ァ-ヺー]+(?:・[ァ-ヺー]+)+"


LIGHT_VERBS = frozenset(("為る", "成る", "有る", "居る", "出来る"))  # した of 読めるようにした取組


def _name_in_plan(text: str, start: int, vocabulary: Vocabulary) -> int | None:
    """The end of a name that the plan writes so: ぴったりサービス, とどろき荘, クリエイティブ・コモンズ."""
    if script(text[start]) == "katakana":
        match = pattern(DOTTED).match(text, start)
        return match.end() if match and match[0] in vocabulary.plan_text else None
    ends = (at for at in range(start, len(text)) if not "ぁ" <= text[at] <= "ゖ")
    end = next(ends, len(text))
    if end < start + 2 or script(text[end : end + 1] or " ") not in ("kanji", "katakana"):
        return None
    match = pattern(PROPER).match(text, start)
    if match is None or not vocabulary.writes(match[0]):
        return None
    return None if tokens(match[0])[0].lemma in LIGHT_VERBS else match.end()


def _longest_known(text: str, start: int, vocabulary: Vocabulary) -> int | None:
    """The end of the longest word of the table of same words at `start`, a whole word."""
    known = vocabulary.same_words
    for name in known.at(text, start):
        end = start + len(name.form)
        whole = whole_word(text, start, end) and not within_kana(text, start, end)
        if len(name.form) > 1 and whole and not _is_to_be_done(text, start, end):
            return end
    return None


def _is_to_be_done(text: str, start: int, end: int) -> bool:
    """Whether a word is what somebody shall do with something, no thing: ○に更新しておいて."""
    return text[start - 1 : start] in ("に", "へ", "を") and bool(pattern(TO_BE_DONE).match(text, end))


Recogniser = Callable[[str, Vocabulary, date], Iterator[TextSpan]]
RECOGNISERS: tuple[Recogniser, ...] = (
    quotes_in, numerals.printed, policies_in, numerals.ordinals, names_in, numerals.dates, numerals.years,
    numerals.figures, numerals.numbers, words_in, letters_in, ratings_in,
)  # fmt: skip


@lru_cache(maxsize=REPEATED)
def recognised(text: str, vocabulary: Vocabulary, today: date) -> dict[Recogniser, tuple[TextSpan, ...]]:
    """What each of them finds in a text. Kept: templates and expressions both ask for it."""
    return {recognise: tuple(recognise(text, vocabulary, today)) for recognise in RECOGNISERS}
