"""Words that say nothing of a question's subject, from noise.txt: no topic is made of them."""

from __future__ import annotations

from pathlib import Path


def _sections() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("["):
            words = found.setdefault(text.strip("[]"), set())
        else:
            words.update(text.split())
    return {name: frozenset(section) for name, section in found.items()}


_SECTIONS = _sections()
COMMON_ENGLISH = frozenset(
    word
    for line in Path(__file__).with_name("common_english.txt").read_text(encoding="utf-8").splitlines()
    for word in line.partition("#")[0].split()
)
NOISE = _SECTIONS["japanese"]
NOISE_ENGLISH = _SECTIONS["english"]
NOISE_KANA = _SECTIONS["kana"]
NOISE_ROMAJI = _SECTIONS["romaji"]
