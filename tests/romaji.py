"""Hiragana → Hepburn, as people type it: the opposite direction of katou_index.romaji, for tests only."""

from __future__ import annotations

from katou_index.words import tokens

ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "s": "さしすせそ",
    "t": "たちつてと",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "g": "がぎぐげご",
    "z": "ざじずぜぞ",
    "d": "だぢづでど",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
}
GLIDES = {
    "き": "ky",
    "し": "sh",
    "ち": "ch",
    "に": "ny",
    "ひ": "hy",
    "み": "my",
    "り": "ry",
    "ぎ": "gy",
    "じ": "j",
    "び": "by",
    "ぴ": "py",
}
OTHERS = {
    "し": "shi",
    "ち": "chi",
    "つ": "tsu",
    "ふ": "fu",
    "じ": "ji",
    "ぢ": "ji",
    "づ": "zu",
    "や": "ya",
    "ゆ": "yu",
    "よ": "yo",
    "わ": "wa",
    "を": "wo",
    "てぃ": "thi",
    "でぃ": "dhi",
    "ふぃ": "fi",
    "ふぁ": "fa",
    "ふぇ": "fe",
    "ふぉ": "fo",
    "うぃ": "wi",
    "うぇ": "we",
    "しぇ": "she",
    "ちぇ": "che",
    "じぇ": "je",
}
SPELLING = {
    **{kana: row + vowel for row, line in ROWS.items() for kana, vowel in zip(line, "aiueo", strict=True)},
    **{
        kana + small: row + v
        for kana, row in GLIDES.items()
        for small, v in zip("ゃゅょ", "auo", strict=True)
    },
    **OTHERS,
}


def romaji_of_kana(kana: str) -> str:
    """ぼうさい → bousai; long vowels written out, ー as a hyphen."""
    result, place, double = [], 0, False
    while place < len(kana):
        sign = kana[place]
        if sign in "ーっん":
            result.append({"ー": "-", "ん": "n", "っ": ""}[sign])
            double = sign == "っ"
            place += 1
            continue
        length = 2 if kana[place : place + 2] in SPELLING else 1
        syllable = SPELLING.get(kana[place : place + length], kana[place : place + length])
        result.append(("t" if syllable.startswith("ch") else syllable[0]) + syllable if double else syllable)
        double = False
        place += length
    return "".join(result)


def romaji_of(text: str) -> str:
    """Words parted by blanks, as people type them; signs are dropped."""
    words = (token.reading or token.surface for token in tokens(text))
    return " ".join(romaji_of_kana(word) for word in words if any(sign.isalnum() for sign in word))
