"""A text quoted in one line, in its points: cells of a sheet hold lists (・…)."""

from __future__ import annotations

import re

BULLETS = ("・", "●", "◇", "■")
_POINT = re.compile(rf"\s+(?=[{''.join(BULLETS)}])")  # before a further point


def points(text: str) -> list[str]:
    """Each of its points; what stands before the first is one of its own."""
    return _POINT.split(text)


def in_lines(text: str) -> str:
    """The text, each of its points in a line of its own, the first one too."""
    first, *rest = points(text)
    return "\n".join(["", first, *rest] if rest and first.startswith(BULLETS) else [first, *rest])
