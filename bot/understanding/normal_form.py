"""The normal form of a text, before anything is looked for in it: r2で防災課の×は from Ｒ２で防災課の✗は."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.understanding import numbers as numerals
from bot.understanding.scripts import HIRAGANA, digits_in, pattern
from bot.understanding.stretches import Stretch, stretches
from bot.understanding.templates import automaton
from bot.understanding.vocabulary import EACH, ENGLISH_UNITS, POLICY_SIGNS, Vocabulary
from katou_index.records import TYPE_CHECKING
from katou_index.words import QUESTION_LIMIT, clean, fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# Texts of which is kept how they are read: each is read with its form, without, and as an edit.
REPEATED = 16
CIRCLED_POLICIES = frozenset(POLICY_SIGNS)
# What a chat platform reads as a call to people: never part of a question, never echoed.
PINGS = r"<[!@#][^<>]{0,200}>|@(?:here|channel|everyone)\b"
# A device each: ひとりに一台のパソコン, パソコンを一人一台; with which device, the table of words knows.
EACH_ONE = r"(?:[1一]人|ひとり)(?:に(?:つき)?|あたり|当たり|、)?[1一]台(?:ずつ)?"
# What only stands alone may be read so: おおい is no おおいに, よい no つよい.
SPELT_ALONE = (  # what it holds at least, the pattern, what is meant
    ("のぞ", "(?<=[をはも])のぞ(?=[くいきけ])", "除"),  # 丸をのぞく: never ○ itself
    ("年", "(?<=[0-9０-９一二三四五])[かヶカケヵ]年(?!生)", "年"),
    ("丸ごと", "丸ごと", "全部"),  # no ○
    ("まるごと", "まるごと", "全部"),
    ("はぶ", "(?<=[をはも])はぶ(?=[くいきけ])", "省"),
    ("ちがい", "(?<!っ)ちがい", "違い"),  # no どっちがいい
    # Why, not by what means: beside what is not so, a rating, or nothing at all.
    (
        "何で",
        r"何で(?=[?？\s。]*$|そう|そ[のれ]|こ[うのれ]|や[?？ねろ]|だろ|なの|なん|[^、。?？]*(?:[◎○△×減止遅延]|な[いかく]|へん|やめ|せん))",
        "なんで",
    ),
    ("有", "(?<![一-鿿])有(?=[るりっ])", "あ"),
    ("出来", "出来(?=[たてずなまるん])", "でき"),
    ("たんとう", "(?:(?<![ぁ-ゖ])|(?<=の))たんとう(?=[はをっかの]|[\\s?？。]*$)", "担当"),
    ("おせて", "(?<![なとこ])おせて", "教えて"),
    ("もろて", "(?<!お)もろて", "もらって"),
    ("幾つ", "幾つ", "いくつ"),
    ("おおい", r"(?:(?<=[一-鿿\s、がのはも])|^)おおい(?!に)", "多い"),
    ("よい", r"(?:(?<=[一-鿿\s、がのはも])|^)よい(?=[\s評事項の]|ひょうか|じぎょう)", "良い"),
    ("ええ", r"(?:(?<=[一-鿿\s、がのはも])|^)ええ(?=[\s評事項の]|ひょうか|じぎょう)", "良い"),
    ("わるい", r"(?:(?<=[一-鿿\s、がのはも])|^)わるい", "悪い"),
    ("たかい", r"(?:(?<=[一-鿿\s、がのはも])|^)たかい", "高い"),
    ("ひくい", r"(?:(?<=[一-鿿\s、がのはも])|^)ひくい", "低い"),
    ("おおきい", r"(?:(?<=[一-鿿\s、がのはも])|^)おおきい", "大きい"),
    ("か", r"^か(?=べつ|ごと)", "課"),
    ("べつ", r"(?<=[課針])べつ", "別"),
    ("ひとつ", "ひとつ(?=め|目)", "1つ"),
    ("ふたつ", "ふたつ(?=め|目)", "2つ"),
    ("みっつ", "みっつ(?=め|目)", "3つ"),
    ("よっつ", "よっつ(?=め|目)", "4つ"),
    ("いつつ", "いつつ(?=め|目)", "5つ"),
    ("ねん", r"(?<=\d)ねん(?=ど|[\s\d])", "年"),
    ("がつ", r"(?<=\d)がつ", "月"),
    ("にち", r"(?<=\d)にち", "日"),
)
# Years in kana: れいわにねんど, こんねんど
KANA_YEARS = {
    "こんねんど": "今年度", "ほんねんど": "本年度", "さくねんど": "昨年度", "きょねん": "去年",
    "ことし": "今年", "らいねん": "来年", "ぜんねんど": "前年度", "れいわ": "令和", "がんねん": "元年",
}  # fmt: skip
KANA_DIGITS = {
    "いち": 1, "に": 2, "さん": 3, "よん": 4, "し": 4, "ご": 5, "ろく": 6, "なな": 7, "しち": 7, "はち": 8,
    "きゅう": 9, "く": 9,
}  # fmt: skip
_ONE = "(?:いち|に|さん|よん|し|ご|ろく|なな|しち|はち|きゅう|く)"
KANA_NUMBER = (
    rf"(?:(?<![ぁ-ゖ])|(?<=[のはが]))(?:(?P<tens>{_ONE})?(?P<ten>じゅう)(?P<ones>{_ONE})?"
    rf"|(?P<one>{_ONE}))(?=[ばは]ん(?!ち|ぐ)|番)"
)
_DIGIT = "[一二三四五六七八九]"
COUNTED_IN_KANJI = (  # 四百九十八件
    rf"(?<![一-鿿])(?:{_DIGIT}?千)?(?:{_DIGIT}?百)?(?:{_DIGIT}?十)?{_DIGIT}?(?<=[一-鿿]{{2}})(?=件|人|名|台|円)"
)
MIXED_AMOUNT = (  # 65万2千円, 652千円, 8億296万4千円; 65万円 alone may be about so much
    r"(?<![\d０-９,.，．])(?:(?P<oku>[\d０-９]{1,4})億)?(?:(?P<man>[\d０-９]{1,4})万)?"
    r"(?:(?P<sen>[\d０-９]{1,3}(?:[,，][\d０-９]{3})*)千)?(?P<ones>[\d０-９]{1,4})?円"
)
SPACED_KANA = r"[ぁ-ゖー]+(?:[ \u3000]+[ぁ-ゖー]+)+[ \u3000?？。]*"  # written as for small children
_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NUMBERED_IN_WORDS = (  # number twelve, no. thirty-five, policy two
    rf"(?<![a-z])(?P<what>no\.?|number|measure|project|policy) (?P<tens>{'|'.join(_TENS)})?[ -]?"
    rf"(?P<ones>{'|'.join(reversed(_UNITS))})?(?![a-z]| (?:in|of|on) )"
)
LONGEST_OFFICE = 5  # English words of a department's name
THEIR_TEAM = ENGLISH_UNITS[-1].strip()  # what every English name of a department may end with
NUMBERED = ("no. ", "no ", "number ", "measure ", "project ", "policy ")


@lru_cache(maxsize=REPEATED)
def normal(text: str, vocabulary: Vocabulary) -> str:
    """A text as all that reads it expects it: of signs, numbers and words that have several forms the one.

    Cut to QUESTION_LIMIT signs. Circled numbers and ratings come before folding: NFKC would turn ① into 1.
    """
    text = _as_typed(clean(text, QUESTION_LIMIT))
    text = _numbers_in_kanji(text)
    for circled in CIRCLED_POLICIES.intersection(text):
        text = text.replace(circled, POLICY_SIGNS[circled])
    for typed, written in automaton().spelt:
        if typed in text:
            text = text.replace(typed, written)
    if "幾" in text or not HIRAGANA.isdisjoint(text):
        text = _words_in_kana(text)
    for form, mark in vocabulary.rating_forms:
        if form in text:
            text = text.replace(form, mark)
    if digits_in(text):
        text = pattern("(?<=[0-9０-９])[−‐‑–—ー－](?=[0-9０-９])").sub("-", text)
        text = pattern(r"\b[Nn]0\.").sub("No.", text)
    text = fold(text).strip()
    if "台" in text:
        text = _one_each(text, vocabulary)
    text = pattern(r"<[^<>]{0,40}>").sub(" ", text) if "<" in text else text
    if " " in text and any(map(text.__contains__, NUMBERED)):
        text = pattern(NUMBERED_IN_WORDS).sub(_english_digits, text)
    if " " in text and (people := [*stretches("people", text)]):
        text = _their_department(text, people, vocabulary)
    signs = frozenset(text)
    if len(text) >= len(signs) + 9 and any(sign * 10 in text for sign in signs):
        text = pattern(r"(.)\1{9,}").sub(r"\1\1\1", text)  # a thumb that stayed on a key
    return text


def _as_typed(text: str) -> str:
    """A text without blanks between kana, as for small children, and without calls to people."""
    spaced = " " in text.replace("\u3000", " ") and pattern(SPACED_KANA).fullmatch(text)
    if spaced and pattern("まる|ばつ|さんかく").search(text):
        text = pattern(r"\s+").sub("", text)
    return pattern(PINGS).sub(" ", text) if "@" in text or "<" in text else text


def _numbers_in_kanji(text: str) -> str:
    """二〇二〇年, 65万2千円, 四百九十八件 and 三月十二日 in digits."""
    if "年" in text:
        years = r"[二一][〇零][一二三四五六七八九〇零]{2}(?=年)"
        text = pattern(years).sub(lambda match: str(numerals.kanji_number(match[0])), text)
    if "円" in text and ("万" in text or "千" in text):
        text = pattern(MIXED_AMOUNT).sub(_amount, text)
    if "百" in text or "千" in text:
        text = pattern(COUNTED_IN_KANJI).sub(lambda match: str(numerals.kanji_number(match[0])), text)
    if "月" in text or "日" in text:
        days = "[一二三四五六七八九十]{1,3}(?=[月日])(?=月[一二三四五六七八九十]|日)"
        text = pattern(days).sub(_digits, text)
    return text


def _words_in_kana(text: str) -> str:
    """Numbers, years and words in kana as they are usually written: さんばん, れいわにねんど, おおい."""
    if "ばん" in text or "番" in text:
        text = pattern(KANA_NUMBER).sub(_kana_digits, text)
        text = pattern(r"(?<=\d)ばん").sub("番", text)
    for form, written in KANA_YEARS.items():
        if form in text:
            text = text.replace(form, written)
    if "ねん" in text:
        text = pattern(rf"(?<=令和){_ONE}(?=ねん)").sub(lambda match: str(KANA_DIGITS[match[0]]), text)
        text = pattern(r"(?<=[\d元])(?:ねん|年)ど").sub("年度", text)
    for least, form, written in SPELT_ALONE:
        if least in text:
            text = pattern(form).sub(written, text)
    return text


def _digits(match: re.Match[str]) -> str:
    """三月十二日 → 3月12日."""
    tens, ten, ones = match[0].rpartition("十")
    digits = "0一二三四五六七八九"
    if len(tens) > 1 or len(ones) > 1 or tens not in digits:
        return match[0]  # 一二日, 十十二日
    return str((digits.index(tens) if tens else 1) * 10 * bool(ten) + (digits.index(ones) if ones else 0))


def _amount(match: re.Match[str]) -> str:
    """65万2千円 → 652,000円; what has no thousands and nothing behind 万 stays."""
    if not (match["sen"] or (match["man"] and match["ones"])):
        return match[0]
    parts = (("oku", 100_000_000), ("man", 10_000), ("sen", 1000), ("ones", 1))
    numbers = (int(re.sub("[,，]", "", match[name] or "0")) * unit for name, unit in parts)
    return f"{sum(numbers):,}円"


def _one_each(text: str, vocabulary: Vocabulary) -> str:
    """A device for everyone as the plan writes it: 1人1台パソコン."""
    said = pattern(EACH_ONE).sub(EACH, text)
    devices = "|".join(vocabulary.devices_each)
    if EACH not in said or not devices:
        return said
    said = pattern(rf"({devices})(?:を|が|は|も|、)?{EACH}").sub(rf"{EACH}\1", said)
    return pattern(rf"{EACH}(?:の|で|に)(?={devices})").sub(EACH, said)


def _kana_digits(match: re.Match[str]) -> str:
    """さんじゅうに(ばん) → 32; いち(ばん) stays, as it means "most"."""
    if match["one"]:
        return match[0] if match["one"] == "いち" else str(KANA_DIGITS[match["one"]])
    return str(10 * KANA_DIGITS.get(match["tens"] or "", 1) + KANA_DIGITS.get(match["ones"] or "", 0))


def _their_department(text: str, people: Sequence[Stretch], vocabulary: Vocabulary) -> str:
    """A text with the department where its people are named: the tax people → the tax team."""
    for each in reversed(people):
        if not text.startswith(" ", each.start - 1) or text[each.end : each.end + 1].isalpha():
            continue
        words = text[: each.start].split(" ")[:-1]
        for first in range(max(0, len(words) - LONGEST_OFFICE), len(words)):
            name = f"{' '.join(words[first:])} {THEIR_TEAM}"
            if name in vocabulary.names:
                text = f"{' '.join((*words[:first], name))}{text[each.end :]}"
                break
    return text


def _english_digits(match: re.Match[str]) -> str:
    if not (match["tens"] or match["ones"]):
        return match[0]
    number = _TENS.get(match["tens"] or "", 0) + (_UNITS.index(match["ones"]) if match["ones"] else 0)
    return f"{match['what']} {number}"
