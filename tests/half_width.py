"""Texts as keyboards with half-width kana give them."""

from __future__ import annotations

import unicodedata

from katou_index.words import reading

_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFF9E)}
_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}


def half_width(kana: str) -> str:
    """Kana in half-width katakana; everything else unchanged."""
    katakana = "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in kana)
    parts = unicodedata.normalize("NFD", katakana)
    return "".join(_MARKS.get(sign) or _HALF.get(sign) or sign for sign in parts)


def spoken(text: str) -> str:
    """A text by its reading, in half-width katakana."""
    return half_width(reading(text))
