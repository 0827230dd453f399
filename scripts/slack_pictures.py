"""Takes pictures of answers in Slack, drawn from their blocks, as wide as a phone and wider, to look at.

    .venv/bin/python scripts/slack_pictures.py [FOLDER] [--data FOLDER]

Without a folder: docs/slack.png, the one of the README.
No Slack is needed: a library that knows Slack's blocks draws them. It leaves out 役に立った and 違った.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from screenshot import chromium, slim

from bot import Bot
from bot.surfaces.slack.blocks import BlockExtras, messages
from bot.wording.chat import items_of_bars, more_choices
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
NODE = ROOT / "tests" / "node"
QUESTIONS = {
    "list": "×の事業は？", "item": "RPAの進捗は？", "measure": "No.30", "department": "商工観光課",
    "two": "秘書室の事業は？", "owner": "情報管理室の×と△", "table": "方針別の内訳", "ranking": "×が多い課",
    "sides": "防災課と税務課を比べて", "share": "○以上の割合", "figures": "金額が書いてある事業",
    "nothing": "ブロックチェーンは？", "absent": "RPAの予算は？", "help": "使い方",
    "english": "which measures were rated ×",
}  # fmt: skip
WIDTHS = (390, 760)
SHOWN = ROOT / "docs" / "slack.png"
OVER_YEARS = {"years": "No.4の推移", "years-better": "R2より良くなった項目", "years-table": "年度別の×の件数"}


def page_of(bot: Bot, question: str, most: int | None = None) -> str:
    """What Slack would show: the question, the answer's messages, or so many of them."""
    card = bot.ask(question).card
    asked = {"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": question}]}
    ]}  # fmt: skip
    extras = BlockExtras(more=more_choices(card.lang), items=items_of_bars(card.lang))
    shown = [["職員", [asked]], *(["plan", list(each.blocks)] for each in messages(card, extras)[:most])]
    node = next(NODE.glob("node_modules/node-*/bin/node"))
    done = subprocess.run(
        [node, NODE / "slack_page.cjs"], input=json.dumps(shown), capture_output=True, text=True, check=True
    )
    return done.stdout


def take(browser: Browser, html: str, path: Path, width: int) -> None:
    """One picture, as high as what it shows."""
    page = browser.new_page(viewport={"width": width, "height": 200})
    page.set_content(html)
    page.screenshot(path=path, full_page=True)
    page.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", nargs="?")
    parser.add_argument("--data", type=Path, metavar="FOLDER", default=ROOT / "data")
    options = parser.parse_args()
    questions = QUESTIONS if options.data == ROOT / "data" else OVER_YEARS
    with tempfile.TemporaryDirectory() as aside, sync_playwright() as playwright:
        build_index(options.data, Path(aside) / "katou.db")
        bot = Bot(open_index(Path(aside) / "katou.db"))
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        if options.folder is None:
            take(browser, page_of(bot, QUESTIONS["list"], 1), SHOWN, 620)
            print(f"{SHOWN}: {slim(SHOWN)} bytes")
            return 0
        options.folder.mkdir(parents=True, exist_ok=True)
        for name, question in questions.items():
            html = page_of(bot, question)
            for width in WIDTHS:
                take(browser, html, options.folder / f"{name}-{width}.png", width)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
