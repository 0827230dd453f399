"""Takes docs/page.png, the picture of the page in the README, and others to look at, with Debian's Chromium.

    .venv/bin/python scripts/screenshot.py [--all FOLDER] [--data FOLDER] [--only NAME]

`--all` writes pictures of every page and card into a folder instead: a phone, a tablet and a desktop, light
and dark, as printed, and with text of twice the size. `--data` is another folder of data: that of
scripts/invented_years.py adds the cards over years. `--only` takes those whose name begins so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bot import Bot
from bot.chat import Front
from bot.importing.dialogue import ImportDialogue
from bot.memory import Memory
from bot.surfaces.http import Router, Server
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from katou_index import build_index, open_index

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "page.png"
LARGEST = 200_000  # bytes
PAGES = {
    "start": "/", "topic": "/?q=RPAの進捗は？", "list": "/?q=×の事業は？", "long": "/?q=○の事業は？",
    "table": "/?q=方針別の内訳", "ranking": "/?q=×が多い課", "sides": "/?q=防災課と税務課を比べて",
    "share": "/?q=○以上の割合", "own": "/?q=商工観光課", "measure-card": "/?q=No.30",
    "item-card": "/?q=No.21",
    "mention": "/?q=Wi-Fiは？", "figures": "/?q=金額が書いてある事業", "holds": "/?q=商工観光課って全部丸？",
    "picture": "/?q=方針別の内訳を図にして", "file": "/?q=×の事業をExcelで", "lost": "/?q=No.15の評価は？",
    "nothing": "/?q=ブロックチェーンは？", "absent": "/?q=RPAの予算は？", "help": "/?q=使い方",
    "whole": "/?q=全体を見せて", "english": "/?q=which measures were rated ×",
    "overview": "/overview", "measure": "/measure/R2/30", "single": "/measure/R2/21",
    "department": "/department/R2/商工観光課", "member": "/department/R2/土木課",
    "findings": "/findings", "gone": "/measure/R2/42", "import": "/import",
}  # fmt: skip
OVER_YEARS = {
    "years-course": "/?q=No.4の推移", "years-item": "/?q=No.21の推移",
    "years-better": "/?q=R2より良くなった項目",
    "years-sides": "/?q=R2とR3を比べて", "years-table": "/?q=年度別の×の件数", "years-overview": "/overview",
    "years-department": "/department/R3/商工観光課", "years-measure": "/measure/R3/30",
}  # fmt: skip
WIDTHS = {"phone": 360, "tablet": 768, "desktop": 1440}
OFFICE = "a password of the office"


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The page over a folder of data, on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "katou.db"
        build_index(data, index)
        memory = Memory(Path(folder) / "state.db")
        copied = shutil.copytree(data, Path(folder) / "data")
        desk = ImportDialogue(memory, str(copied), str(index))
        front = Front(Bot(open_index(index)), memory, imports=desk)
        keys = PageKeys(office_password=OFFICE)
        server = Server(Router({}, lambda: True, make_app(front, keys=keys)), "127.0.0.1", 0)
        server.start()
        yield server.address
        server.close()


def chromium() -> str:
    """Debian's browser; ends the program where there is none."""
    found = shutil.which("chromium")
    if not found:
        sys.exit("chromium がありません。scripts/programs.sh で入れてください。 / run scripts/programs.sh")
    return found


def slim(path: Path) -> int:
    """A picture in few colours, which a README loads quickly; its bytes."""
    image = Image.open(path).convert("RGB").quantize(64, dither=Image.Dither.NONE)
    image.save(path, optimize=True)
    return path.stat().st_size


def _height(page: Page) -> int:
    """Of all that a page shows, in pixels."""
    return int(page.evaluate("document.documentElement.scrollHeight"))


def take(
    browser: Browser, address: str, path: Path, *, width: int, height: int, dark: bool = False,
    whole: bool = True, media: Literal["screen", "print"] = "screen", text: int = 100,
) -> None:  # fmt: skip
    """One picture; `text` is the size of its text in per cent."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
        locale="ja-JP", http_credentials={"username": "office", "password": OFFICE},
    )  # fmt: skip
    page = context.new_page()
    page.emulate_media(media=media)
    page.goto(address)
    if text != 100:
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}%`; }", text)
    if whole and media == "screen":  # or the bar at the bottom would lie over the middle
        page.set_viewport_size({"width": width, "height": max(height, _height(page))})
    page.screenshot(path=path, full_page=whole)
    context.close()


def take_all(browser: Browser, address: str, folder: Path, pages: dict[str, str]) -> None:
    """Every page: three widths light and dark, as printed, with text of twice the size."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in pages.items():
        url = f"{address}{quote(path, safe='/?=')}"
        for look, width in WIDTHS.items():
            for tone in ("light", "dark"):
                target = folder / f"{name}-{look}-{tone}.png"
                take(browser, url, target, width=width, height=800, dark=tone == "dark")
        take(browser, url, folder / f"{name}-print.png", width=740, height=1000, media="print")
        take(browser, url, folder / f"{name}-text200.png", width=360, height=800, text=200)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--data", type=Path, metavar="FOLDER", default=ROOT / "data")
    parser.add_argument("--only", metavar="NAME", default="")
    options = parser.parse_args()
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with served(options.data) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        if options.all is None:
            picture = f"{address}{quote('/?q=×の事業は？', safe='/?=')}"
            take(browser, picture, PICTURE, width=960, height=760, whole=False)
            print(f"{PICTURE}: {slim(PICTURE)} bytes")
            return PICTURE.stat().st_size > LARGEST
        pages = PAGES if options.data == ROOT / "data" else OVER_YEARS
        wanted = {name: path for name, path in pages.items() if name.startswith(options.only)}
        take_all(browser, address, options.all, wanted)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
