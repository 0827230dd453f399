"""How a text that somebody hands over is written: by its mark, its zeros, its escapes; else by what fits.

    UTF-8 with or without BOM, UTF-16 and UTF-32, Shift_JIS (CP932), JIS, EUC-JP

An encoding that has no mark of its own is taken where every byte fits it. In CP932 nearly any bytes are some
text, so that it was meant is proved by the headings, which the caller looks for.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)
_JIS = re.compile(rb"\x1b\$[@B]")  # how Japanese begins in ISO-2022-JP
_BY_FIT = ("utf-8", "cp932", "euc_jp")


def encodings_of(path: Path) -> Iterator[str]:
    """Those that a file can be written in, the likeliest first; UTF-8 where none fits, whose error tells the
    place. Raises OSError."""
    with path.open("rb") as raw:
        head = raw.read(1 << 12)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "") or _unmarked(head)
    if marked:
        yield marked
        return
    fitting = False
    for name in _BY_FIT:
        if _fits(path, name):
            fitting = True
            yield name
    if not fitting:
        yield _BY_FIT[0]


def _unmarked(head: bytes) -> str:
    """UTF-16 by its zeros: digits, commas and tabs have one in every second place, a wide blank in the
    other. JIS by its escapes."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > 1 + 2 * min(even, odd):
        return "utf-16-be" if even > odd else "utf-16-le"
    return "iso2022_jp_ext" if _JIS.search(head) else ""


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    with contextlib.suppress(UnicodeDecodeError), path.open("rb") as raw:
        while chunk := raw.read(1 << 16):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
        return True
    return False
