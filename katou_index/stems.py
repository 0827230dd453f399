"""English words without their endings."""

from __future__ import annotations

import re
from functools import lru_cache


def english_stem(word: str) -> str:
    """An English word without its ending: facilities → facility, monitoring → monitor."""
    return next(iter(english_stems(word)), word)


@lru_cache(maxsize=4096)
def english_stems(word: str) -> tuple[str, ...]:
    """What an English word may be a form of: used → use, certificates → certificate, planning → plan."""
    found = []
    for ending, others in (("ies", "y"), ("es", ("", "e")), ("s", ""), ("ing", ("", "e")), ("ed", ("", "e"))):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            found += [stem + other for other in (others if isinstance(others, tuple) else (others,))]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(dict.fromkeys(found))


def stemmed(text: str) -> str:
    """An English text with each word also by its stem, so that facility finds facilities."""
    words = re.findall("[a-z0-9'-]+", text)
    return " ".join((text, *dict.fromkeys(english_stem(word) for word in words)))
