"""A question as a line of signs: what it names becomes one sign each, expressions are marked, the rest is topic.

    「Ｒ２で防災課の✗はいくつ？」 → line "YでDのMはいくつ?", cues {COUNT}, topic segments []

The signs are those of cues: M rating, D department, P policy or initiative, N measure or item, Y fiscal
year, F number with unit, T words of a title or of the table of words, Q quoted text, W date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.cues import CUES, Meaning
from bot.vocabulary import Kind, Vocabulary
from katou_index.plan import HEISEI_BEGAN, REIWA_BEGAN, FiscalYear
from katou_index.tables import CIRCLED
from katou_index.words import QUESTION_LIMIT, clean, fold, tokens

POLICY_SIGNS = {circled: chr(0xE000 + number) for circled, number in CIRCLED.items()}
KANJI_DIGITS = "〇一二三四五六七八九"
WORD_BEGIN, WORD_END = "\ue100", "\ue101"  # around a T in a segment: one word, or words of one title
GAP = 40  # signs that may stand for "…" in a cue


class Span(NamedTuple):
    """One named thing in the folded text."""

    start: int
    end: int
    sign: str
    value: object
    text: str


class Found(NamedTuple):
    """One expression of the grammar: where it stands in the line, what it means."""

    start: int
    end: int
    meaning: Meaning
    text: str


@dataclass(frozen=True)
class Scan:
    """A question taken apart."""

    text: str  # folded
    line: str
    signs: tuple[tuple[int, Span], ...]  # place in the line → what stands there
    cues: tuple[Found, ...]
    segments: tuple[tuple[int, str], ...]  # place in the line, text: what nothing took

    def values(self, sign: str) -> tuple[object, ...]:
        """The values of every span with this sign, in order."""
        return tuple(dict.fromkeys(span.value for _, span in self.signs if span.sign == sign))

    def has(self, meaning: Meaning) -> bool:
        """Whether an expression with this meaning stands in the question."""
        return any(found.meaning == meaning for found in self.cues)

    def first(self, *meanings: Meaning) -> Meaning | None:
        """The first of `meanings`, in their order, that the question has."""
        return next((meaning for meaning in meanings if self.has(meaning)), None)


class Number(NamedTuple):
    """A measure, or one of its items, as said by number."""

    measure: int
    item: int | None = None
    bare: bool = False  # only digits, without No. or 番


class Dated(NamedTuple):
    """A date inside a text: how it may be written there."""

    forms: tuple[str, ...]
    year: FiscalYear | None


def normal(text: str, vocabulary: Vocabulary) -> str:
    """Clean, circled numbers and rating signs first (NFKC would turn ① into 1), then fold."""
    text = clean(text, QUESTION_LIMIT)
    text = re.sub(r"[二一][〇零][一二三四五六七八九〇零]{2}(?=年)", lambda m: str(_kanji_number(m[0])), text)
    for circled, sign in POLICY_SIGNS.items():
        text = text.replace(circled, sign)
    for mark in vocabulary.tables.scale.marks:
        for form in sorted(mark.forms, key=len, reverse=True):
            text = text.replace(form, mark.mark)
    return fold(text).strip()


def scan(folded: str, vocabulary: Vocabulary, today: date) -> Scan:
    """Take a question apart. `folded` as `normal` gives it; `today` in Asia/Tokyo, for 今年度 and 昨年度."""
    spans: list[Span] = []

    def add(found: Iterator[Span]) -> None:
        for span in found:
            if all(span.end <= other.start or other.end <= span.start for other in spans):
                spans.append(span)

    for recognise in RECOGNISERS:
        add(recognise(folded, vocabulary, today))
    spans.sort()
    line, signs, place = [], [], 0
    for span in spans:
        line.append(folded[place : span.start])
        signs.append((sum(map(len, line)), span))
        line.append(span.sign)
        place = span.end
    line.append(folded[place:])
    whole = "".join(line)
    cues = tuple(_cues(whole))
    return Scan(folded, whole, tuple(signs), cues, tuple(_segments(whole, signs, cues)))


# ---------------------------------------------------------------- what is named


def _quotes(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    for match in re.finditer("[「『]([^「」『』]{1,80})[」』]", text):
        yield Span(match.start(), match.end(), "Q", match[1].strip(), match[1])


def _dates(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    for match in _DATE.finditer(text):
        year = None
        if match["era"] or match["year"]:
            calendar = _era_year(match["era"], match["n"]) if match["era"] else int(match["year"])
            month = int(match["month"])
            year = FiscalYear(calendar if month >= 4 else calendar - 1) if calendar else None
        month, day = match["month"] or match["m2"], match["day"] or match["d2"]
        if month and 1 <= int(month) <= 12 and (day is None or 1 <= int(day) <= 31):
            m, d = int(month), int(day) if day else None
            forms = (f"{m}/{d}", f"{m}月{d}日") if d else (f"{m}月", f"{m}/")
            yield Span(match.start(), match.end(), "W", Dated(forms, year), match[0])


def _years(text: str, _vocabulary: Vocabulary, today: date) -> Iterator[Span]:
    for match in _YEAR.finditer(text):
        if match["era"]:
            began = _era_year(match["era"], match["n"])
        elif match["fy"]:
            began = int(match["fy"]) if len(match["fy"]) == 4 else 2000 + int(match["fy"])
        elif match["west"]:
            began = int(match["west"])
        else:
            began = REIWA_BEGAN + int(match["short"])
        if began:
            yield Span(match.start(), match.end(), "Y", FiscalYear(began), match[0])
    now = today.year if today.month >= 4 else today.year - 1
    for match in _RELATIVE_YEAR.finditer(text):
        shift = next(n for words, n in _RELATIVE.items() if match[0] in words)
        yield Span(match.start(), match.end(), "Y", FiscalYear(now + shift), match[0])


def _numbers(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    for match in _NUMBERED.finditer(text):
        if match["of_item"]:
            number = Number(int(match["of_measure"]), int(match["of_item"]))
        elif match["pair"]:
            number = Number(int(match["pair"]), int(match["pair_item"]))
        else:
            digits = match["no"] or match["ban"] or match["en"]
            value = int(digits) if digits.isdigit() else _kanji_number(digits)
            number = Number(value, int(match["no_item"]) if match["no_item"] else None)
        yield Span(match.start(), match.end(), "N", number, match[0])
    for match in _BARE.finditer(text):
        largest = max(vocabulary.plan.by_number, default=0)
        if int(match[1]) <= max(largest, 99):
            yield Span(match.start(1), match.end(1), "N", Number(int(match[1]), None, bare=True), match[1])
        else:
            yield Span(match.start(1), match.end(1), "F", match[1], match[1])


def _figures(text: str, _vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    for match in _FIGURE.finditer(text):
        yield Span(match.start(), match.end(), "F", match[0].strip(), match[0])


def _ratings(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    scale = vocabulary.tables.scale
    for mark in scale.marks:
        for match in re.finditer(re.escape(mark.mark), text):
            if not _times_sign(text, match.start()):
                yield Span(match.start(), match.end(), "M", mark.mark, match[0])
    for words in ("words", "means"):
        for word, mark in sorted(
            ((fold(w), m) for m in scale.marks for w in getattr(m, words)), key=lambda e: -len(e[0])
        ):
            for place in _places(text, word):
                if _stands_alone(text, place, place + len(word)):
                    yield Span(place, place + len(word), "M", mark.mark, word if words == "means" else "")
    for letter, mark in (("x", "×"), ("o", "○")):
        if mark in {m.mark for m in scale.marks}:
            for match in re.finditer(rf"(?<![a-z0-9./:=_'-]){letter}(?![a-z0-9./:=_'-])", text):
                yield Span(match.start(), match.end(), "M", mark, "")


def _policies(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    for match in re.finditer(
        r"(?:基本)?(?:方針)?([\ue001-\ue014])|(?:基本方針|方針|policy|policies)\s*(?:no\.?)?\s*(\d{1,2})|第(\d)方針",
        text,
    ):
        number = ord(match[1]) - 0xE000 if match[1] else int(match[2] or match[3])
        yield Span(match.start(), match.end(), "P", number, match[0])


def _names(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    place = 0
    while place < len(text):
        for name in vocabulary.names.at(text, place):
            end = place + len(name.form)
            if _whole_word(text, place, end):
                sign = "P" if name.kind is Kind.INITIATIVE else name.kind.value
                value = (
                    Number(name.value)
                    if name.kind is Kind.MEASURE and isinstance(name.value, int)
                    else name.value
                )
                yield Span(place, end, sign, value, name.form)
                place = end - 1
                break
        place += 1


def _title_words(text: str, vocabulary: Vocabulary, _today: date) -> Iterator[Span]:
    """Stretches that stand in a title, and words of the table: no expression may take a piece of them."""
    place = 0
    while place < len(text):
        end = _longest_in_title(text, place, vocabulary) or _longest_known(text, place, vocabulary)
        if end:
            yield Span(place, end, "T", text[place:end], text[place:end])
            place = end
        else:
            place += 1


RECOGNISERS: tuple[Callable[[str, Vocabulary, date], Iterator[Span]], ...] = (
    _quotes, _policies, _names, _dates, _years, _figures, _numbers, _title_words, _ratings,
)  # fmt: skip

_ERA = r"(?P<era>令和|平成|(?<![a-z])r(?=0?\d)|(?<![a-z])h(?=\d))\s*(?P<n>0?\d{1,2}|元|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(?:{_ERA}\s*年?|(?P<year>20\d\d)\s*[年/.-])\s*(?P<month>\d{{1,2}})(?:月|(?=/))(?:の?(?P<day>\d{{1,2}})日)?"
    r"|(?<![\d/])(?P<m2>\d{1,2})(?:/(?=\d{1,2}(?![\d/]))|月(?!\d{3}))(?:(?P<d2>\d{1,2})日?)?(?![\d/])"
)
_YEAR = re.compile(
    rf"{_ERA}(?:\s*年度|\s*年(?!\d)|(?![\d]))|(?<![a-z])fy\s?(?P<fy>\d{{4}}|\d\d)(?!\d)|(?<![\d,.])(?P<west>19[89]\d|20\d\d)(?:年度|年)?(?![\d,.]*\d|[件人円台名回個])"
    r"|(?<!\d)(?P<short>\d{1,2})年度"
)
_RELATIVE = {
    ("今年度", "今年", "本年度", "当年度", "this year", "this fiscal year", "current year"): 0,
    ("昨年度", "昨年", "去年", "last year", "last fiscal year"): -1,
    ("一昨年度", "一昨年", "おととし"): -2,
    ("来年度", "来年", "next year", "next fiscal year"): 1,
}
_RELATIVE_YEAR = re.compile(
    "|".join(sorted((w for words in _RELATIVE for w in words), key=len, reverse=True))
)
_KANJI = "[一二三四五六七八九十]"
_NUMBERED = re.compile(
    r"items?\s*#?(?P<of_item>\d{1,2})\s*(?:of|in|from)\s*(?:measure|project|no\.?|number|#)*\s*(?P<of_measure>\d{1,3})"
    r"|(?<![\d/.a-z-])(?P<pair>\d{1,3})-(?P<pair_item>\d{1,2})(?![\d/-]|月)"
    r"|(?:事業番号|事業no\.?|事業|番号|(?<![a-z])no\.?|#|第|(?<![a-z])nr\.?)\s*(?P<no>\d{1,4})(?![\d,/]|件|人|項目|年|月)(?:番|号)?(?:の?項目\s*(?P<no_item>\d{1,2}))?"
    rf"|(?<![\d/])(?P<ban>\d{{1,4}}|(?!一番){_KANJI}{{1,3}})番(?![目号町地])"
    r"|(?<![a-z])(?:measure|project|number|num)\s*(?:no\.?|#)?\s*(?P<en>\d{1,4})(?![\d,/])"
)
_COUNTERS = "件|人|名|台|基|円|%|回|式|個|つ|箇所|か所|ヶ所|カ所|ヵ所|作品|時間|分|秒|月|日|年|歳|団体|社|校|館|冊|枚|本|番|項目|事業|階|割|億|万|千|倍|課|票|世帯|ライセンス|位|点|目|th|st|nd|rd|人分"
_FIGURE = re.compile(
    r"(?<![\d,.a-z/])\d{1,3}(?:,\d{3})+(?:円|件|人|名|台)?|(?<![\d,.a-z/])\d+(?:\.\d+)?(?:件|人|名|台|基|円|%|回|式|個|箇所|か所|ヶ所|カ所|作品|時間|団体|社|校|冊|枚|本|ライセンス|階|割|億円|万円|歳)(?!目|別)"
    r"|(?<![\d,.a-z/])\d+\.\d+(?![\d.])"
)
_BARE = re.compile(rf"(?<![\d.,/a-z_=<>+*-])(\d{{1,9}})(?![\d.,/a-z_-]*\d|[a-z_=<>+*]|{_COUNTERS})")


def _era_year(era: str, number: str) -> int:
    began = {"令和": REIWA_BEGAN, "r": REIWA_BEGAN}.get(era, HEISEI_BEGAN)
    if number == "元":
        return began + 1
    value = int(number) if number.isdigit() else _kanji_number(number)
    return began + value if value else 0


def _kanji_number(text: str) -> int:
    """二十一 → 21, 二〇二〇 → 2020."""
    if "十" not in text:
        return int("".join(str(KANJI_DIGITS.index("〇" if c == "零" else c)) for c in text))
    tens, _, ones = text.partition("十")
    return (KANJI_DIGITS.index(tens) if tens else 1) * 10 + (KANJI_DIGITS.index(ones) if ones else 0)


def _times_sign(text: str, place: int) -> bool:
    """Whether the × at `place` multiplies: 3時間/日×20日."""
    return (
        text[place] == "×"
        and text[place + 1 : place + 2].isdigit()
        and place > 0
        and text[place - 1] not in " 、はのが"
    )


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _script(sign: str) -> str:
    if "ぁ" <= sign <= "ゖ":
        return "hiragana"
    if "ァ" <= sign <= "ヺ" or sign == "ー":
        return "katakana"
    if "一" <= sign <= "鿿" or sign in "々ヶ":
        return "kanji"
    return "ascii" if sign.isascii() and sign.isalnum() else ""


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word for a rating is a word of its own: not 始まる, 丸投げ, マルチ, crossing."""
    before, after = text[start - 1 : start], text[end : end + 1]
    script = _script(text[start])
    if script == "hiragana":
        return before in "がはのをにでも、。 「" and (
            after == ""
            or after in "のはがをもだでとつにかってらじしよやば、。 ?!」一評事項以未課なりん"
            or not after.isalpha()
        )
    return _script(before or " ") != script and _script(after or " ") != script


def _whole_word(text: str, start: int, end: int) -> bool:
    """Whether a name ends where a word ends: 管理課 does not stand in 契約管理課題."""
    before, after = text[start - 1 : start], text[end : end + 1]
    first, last = _script(text[start]), _script(text[end - 1])
    if "ascii" in (first, last) and (
        (first == "ascii" and _script(before or " ") == "ascii")
        or (last == "ascii" and _script(after or " ") == "ascii")
    ):
        return False
    kanji_before = first == "kanji" and _script(before or " ") == "kanji"
    kanji_after = last == "kanji" and _script(after or " ") == "kanji" and after != "長"
    if last == "kanji" and _script(after or " ") == "katakana":  # 図書館システム is not the 図書館
        return False
    katakana = (first == "katakana" and _script(before or " ") == "katakana") or (
        last == "katakana" and _script(after or " ") == "katakana"
    )
    if katakana:
        return False
    return not (kanji_before or kanji_after) or _boundaries(text, start, end)


def _boundaries(text: str, start: int, end: int) -> bool:
    """Whether both ends are ends of words for the tagger."""
    place, ends = 0, {0}
    for token in tokens(text):
        place = text.find(token.surface, place) + len(token.surface)
        ends.update((place, place - len(token.surface)))
    return start in ends and end in ends


def _longest_in_title(text: str, start: int, vocabulary: Vocabulary) -> int | None:
    """The end of the longest stretch from `start` that stands in a title: ≥ 4 signs, no particle at its ends."""
    if _script(text[start]) in ("hiragana", "") or (
        start and _script(text[start - 1]) == _script(text[start])
    ):
        return None
    end = start + 4
    if text[start:end] not in vocabulary.titles_text or len(text) < end:
        return None
    while end < len(text) and text[start : end + 1] in vocabulary.titles_text:
        end += 1
    while end > start and _script(text[end - 1]) in ("hiragana", ""):
        end -= 1
    if end < len(text) and _script(text[end]) == _script(text[end - 1]) == "ascii":
        return None
    return end if end - start >= 4 else None


def _longest_known(text: str, start: int, vocabulary: Vocabulary) -> int | None:
    """The end of the longest word of the table of same words at `start`, a whole word."""
    known = vocabulary.same_words
    for name in known.at(text, start):
        if len(name.form) > 1 and _whole_word(text, start, start + len(name.form)):
            return start + len(name.form)
    return None


# ---------------------------------------------------------------- expressions


class _Phrase(NamedTuple):
    head: str
    tail: str  # after "…", "" where there is none
    at_start: bool
    at_end: bool
    meaning: Meaning


def _phrases() -> dict[str, list[_Phrase]]:
    table: dict[str, list[_Phrase]] = {}
    for cue in CUES:
        for text in cue.phrases:
            body = text.removeprefix("^").removesuffix("$").removesuffix("^")
            head, _, tail = body.partition("…")
            phrase = _Phrase(
                head.strip(), tail.strip(), text.startswith("^"), text.endswith("$"), cue.meaning
            )
            table.setdefault(phrase.head[0], []).append(phrase)
    for phrases in table.values():
        phrases.sort(key=lambda phrase: -len(phrase.head) - len(phrase.tail))
    return table


_PHRASES = _phrases()
_POLITE_END = re.compile(r"[\s。.!！?？、,〜~ー…]*$")


def _cues(line: str) -> Iterator[Found]:
    end = _POLITE_END.search(line)
    last = end.start() if end else len(line)
    taken = [False] * len(line)
    for place in range(len(line)):
        if taken[place]:
            continue
        for phrase in _PHRASES.get(line[place], ()):
            spans = _match(line, place, last, phrase)
            if spans and not any(taken[i] for start, stop in spans for i in range(start, stop)):
                for start, stop in spans:
                    taken[start:stop] = [line[i] not in "MDPNYFTQW" for i in range(start, stop)]
                for start, stop in spans:
                    yield Found(start, stop, phrase.meaning, line[start:stop])
                break


def _match(line: str, place: int, last: int, phrase: _Phrase) -> list[tuple[int, int]]:
    stop = place + len(phrase.head)
    if not line.startswith(phrase.head, place) or not _word_at(line, place, stop):
        return []
    if phrase.at_start and line[:place].strip(" 、。,.!?") != "":
        return []
    if phrase.tail:
        begin = line.find(phrase.tail, stop, stop + GAP)
        if begin < 0 or not _word_at(line, begin, begin + len(phrase.tail)):
            return []
        return [(place, stop), (begin, begin + len(phrase.tail))]
    if phrase.at_end and stop < last:
        return []
    return [(place, stop)]


def _word_at(line: str, start: int, stop: int) -> bool:
    """English expressions are whole words; Japanese ones may stand anywhere."""
    first, final = line[start], line[stop - 1]
    before, after = line[start - 1 : start], line[stop : stop + 1]
    if first.isascii() and first.islower() and before.isascii() and before.isalnum() and not before.isupper():
        return False
    return not (
        final.isascii()
        and final.isalnum()
        and not final.isupper()
        and after.isascii()
        and (after.isalnum() or after == "-")
        and not after.isupper()
    )


def _segments(line: str, signs: list[tuple[int, Span]], cues: tuple[Found, ...]) -> Iterator[tuple[int, str]]:
    blank = list(line)
    for place, span in signs:
        blank[place] = f"{WORD_BEGIN}{span.text}{WORD_END}" if span.sign == "T" else "\0"
    for found in cues:
        for place in range(found.start, found.end):
            if blank[place] == line[place] and line[place] not in "MDPNYFTQW":
                blank[place] = "\0"
    place = 0
    for piece in re.split("(\0+)", "".join(blank)):
        if piece.strip("\0 \n"):
            yield place, piece
        place += len(piece)
