"""Readings in small kana above the kanji of a PDF (ふりがな), which are no part of the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_KANJI = re.compile("[\u4e00-\u9fff々]")
_SMALL = 0.65  # of the size of the kanji: readings are half as large
_NEAR = 0.6  # of the size of the kanji: so far above them a reading stands at most


def readings_above(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The characters of pdfplumber that are a reading: kana, each right above a kanji that is much larger."""
    kanji = sorted((char for char in chars if _KANJI.fullmatch(char["text"])), key=lambda char: char["top"])
    heights = [char["top"] for char in kanji]
    return [
        char
        for char in chars
        if kanji and _KANA.fullmatch(char["text"]) and any(
            _is_above(char, below)
            for below in kanji[bisect_left(heights, char["top"]) : bisect_right(heights, _lowest(char))]
        )
    ]  # fmt: skip


def _lowest(char: dict[str, Any]) -> float:
    """How far down the kanji of a reading may begin, if it is three times as large."""
    return float(char["bottom"] + 3 * _NEAR * char["size"])


def _is_above(char: dict[str, Any], below: dict[str, Any]) -> bool:
    if char["size"] > _SMALL * below["size"]:
        return False
    beside = max(below["x0"] - char["x1"], char["x0"] - below["x1"])
    gap = below["top"] - char["bottom"]
    return bool(beside <= char["size"] and -_NEAR * char["size"] <= gap <= _NEAR * below["size"])
