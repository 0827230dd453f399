"""Takes pictures of the weekly post as a mail, as wide as a phone and wider, light and dark, to look at.

    .venv/bin/python scripts/mail_pictures.py [FOLDER]

Without a folder: docs/mail.png, the one of the README.
"""

from __future__ import annotations

import argparse
import base64
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright
from screenshot import chromium, slim

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))  # a week of the city is made as in the tests

from bot.subscription import Subscription  # noqa: E402
from bot.surfaces.mail.message import PICTURE, MailHead, mail  # noqa: E402
from bot.weekly.pictures import picture  # noqa: E402
from bot.weekly.schedule import local  # noqa: E402
from bot.weekly.sending import preview  # noqa: E402
from tests.weekly_fixtures import City  # noqa: E402

SHOWN = ROOT / "docs" / "mail.png"
HEAD = MailHead(
    "plan@city.example",
    "somebody@city.example",
    "weekly",
    "https://plan.example/stop",
    "https://plan.example/",
)
POSTS = {"city": Subscription("", "", ""), "department": Subscription("", "", "", "総務財政課情報管理室")}
WIDTHS = (390, 760)


def html_of(subscription: Subscription) -> str:
    """The HTML of the post of one week, its picture inside it."""
    with tempfile.TemporaryDirectory() as folder:
        city = City(Path(folder), "2026-11-24 09:00")
        paper = preview(city.kit.composer, subscription, local(subscription, city.clock()))
        drawn = picture(city.kit.composer.bot, subscription.department, "ja")
        message = mail(paper.card, paper.more, drawn, HEAD, datetime(2026, 11, 24, tzinfo=UTC))
    html = next(part for part in message.walk() if part.get_content_type() == "text/html")
    text = str(html.get_content())
    assert drawn is not None
    inside = f"data:{drawn.media_type};base64,{base64.b64encode(drawn.content).decode()}"
    return text.replace(f"cid:{PICTURE}@{HEAD.domain}", inside)


def take(
    browser: Browser, html: str, path: Path, width: int, tone: Literal["light", "dark"], height: int = 0
) -> None:
    """One picture of a mail, whole, or so many pixels of it."""
    page = browser.new_page(
        viewport={"width": width, "height": height or 400}, color_scheme=tone, is_mobile=width < 500
    )
    page.set_content(html)
    page.screenshot(path=path, full_page=not height)
    page.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", nargs="?")
    folder = parser.parse_args().folder
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        if folder is None:
            take(browser, html_of(POSTS["city"]), SHOWN, 680, "light", 900)
            print(f"{SHOWN}: {slim(SHOWN)} bytes")
            return 0
        folder.mkdir(parents=True, exist_ok=True)
        for name, subscription in POSTS.items():
            html = html_of(subscription)
            for width in WIDTHS:
                for tone in ("light", "dark"):
                    take(browser, html, folder / f"{name}-{width}-{tone}.png", width, tone)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
