"""Draws docs/answer.svg, the picture of the README, from a real answer on a terminal.

    .venv/bin/python scripts/picture.py [--check]

`--check` draws nothing and fails where the picture shows something else than the answer of today.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from html import escape, unescape
from pathlib import Path

from bot import Bot
from bot.surfaces.terminal.layout import Style, columns, render
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "answer.svg"
QUESTION = "RPAの進捗は？"
WIDTH, CELL, LINE, MARGIN = 84, 8, 24, 20
LOOKS = {"1": 'font-weight="bold" fill="#ffffff"', "2": 'fill="#9aa4b2"', "$": 'fill="#8bd5a0"'}
PAINTED = re.compile(r"\x1b\[(.)m(.*?)\x1b\[0m")


def answer() -> list[str]:
    """The lines that a terminal shows, with their colours."""
    with tempfile.TemporaryDirectory() as aside:
        index = Path(aside) / "katou.db"
        build_index(ROOT / "data", index)
        card = Bot(open_index(index)).ask(QUESTION).card
    return [
        f'\x1b[$m$ katou ask "{QUESTION}"\x1b[0m',
        *render(card, Style(colour=True, width=WIDTH)).splitlines(),
    ]


def drawn(lines: list[str]) -> str:
    """The lines as an SVG picture, which can be read aloud and searched like text."""
    rows = []
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip(" "))
        x, y = MARGIN + indent * CELL, MARGIN + (number + 1) * LINE - 7
        text = escape(line.lstrip(" "), quote=False)
        text = PAINTED.sub(lambda found: f"<tspan {LOOKS[found[1]]}>{found[2]}</tspan>", text)
        rows.append(f'  <text x="{x}" y="{y}">{text}</text>')
    widest = max(columns(PAINTED.sub(r"\2", line)) for line in lines)
    width, height = widest * CELL + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" lang="ja"',
            "     font-family=\"Menlo, Consolas, 'BIZ UDGothic', 'Noto Sans Mono CJK JP', monospace\"",
            '     font-size="15" fill="#d7dde5">',
            f"  <title>katou ask {escape(QUESTION)}</title>",
            f'  <rect width="{width}" height="{height}" rx="10" fill="#1c2430"/>',
            *rows,
            "</svg>\n",
        ]
    )


def shown(picture: str) -> list[str]:
    """The text that a picture shows, without the day of the import."""
    texts = (unescape(re.sub("<.*?>", "", text)) for text in re.findall(r"<text [^>]*>(.*?)</text>", picture))
    return [re.sub(r"\d{4}-\d\d-\d\d", "", text) for text in texts]


def main() -> int:
    parser = argparse.ArgumentParser(description="draws the picture of the README")
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    picture = drawn(answer())
    if not check:
        PICTURE.write_text(picture, encoding="utf-8")
    return int(shown(PICTURE.read_text(encoding="utf-8")) != shown(picture))


if __name__ == "__main__":
    sys.exit(main())
