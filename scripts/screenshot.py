"""Takes docs/page.png, the picture of the page in the README, and others to look at, with Debian's Chromium.

    .venv/bin/python scripts/screenshot.py [--all FOLDER]

`--all` writes pictures of every page, narrow and wide, light and dark, into a folder instead.
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
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

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
    "start": "/", "topic": "/?q=RPAの進捗は？", "list": "/?q=×の事業は？", "table": "/?q=方針別の内訳",
    "overview": "/overview", "measure": "/measure/R2/30", "department": "/department/R2/防災課",
    "findings": "/findings", "english": "/?q=which measures were rated ×", "import": "/import",
}  # fmt: skip
OFFICE = "a password of the office"


@contextmanager
def served() -> Iterator[str]:
    """The page over the repository's own data, on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "katou.db"
        build_index(ROOT / "data", index)
        data = shutil.copytree(ROOT / "data", Path(folder) / "data")
        memory = Memory(Path(folder) / "state.db")
        desk = ImportDialogue(memory, str(data), str(index))
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


def take(
    browser: Browser, address: str, path: Path, *, width: int, height: int, dark: bool, whole: bool
) -> None:
    """One picture."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
        locale="ja-JP", http_credentials={"username": "office", "password": OFFICE},
    )  # fmt: skip
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=path, full_page=whole)
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    folder = parser.parse_args().all
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        if folder is None:
            picture = f"{address}{quote('/?q=×の事業は？', safe='/?=')}"
            take(browser, picture, PICTURE, width=960, height=760, dark=False, whole=False)
            print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")
            return PICTURE.stat().st_size > LARGEST
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in PAGES.items():
            url = f"{address}{quote(path, safe='/?=')}"
            for look, width, dark in (("wide", 1280, False), ("dark", 1280, True), ("phone", 360, False)):
                target = folder / f"{name}-{look}.png"
                take(browser, url, target, width=width, height=800, dark=dark, whole=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
