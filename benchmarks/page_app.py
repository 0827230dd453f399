"""The page in a browser, as an app is judged: what opening loads, how soon the first answer is there.

    .venv/bin/python benchmarks/page_app.py [--times 5] [--slower 4]

Debian's Chromium with its CPU `--slower` times slowed down, on this machine's own address, nothing kept from
before. Bytes: everything that the first page loads. An answer is timed from the key that asks it to
the first picture in which it stands. More than 100 kB, or a median above 300 ms: exit code 1.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from scripts.screenshot import chromium, served  # noqa: E402 - found by the line above

LARGEST, LONGEST = 100_000, 300.0  # bytes, milliseconds
QUESTIONS = ("×の事業は？", "方針別の内訳", "商工観光課")
# From the key until the frame after the one in which the answer was put there.
TIMED = """question => new Promise((done) => {
  const field = document.getElementById("q");
  const talk = document.getElementById("talk");
  const before = talk.childElementCount;
  new MutationObserver((_, watch) => {
    if (talk.childElementCount === before) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  }).observe(talk, { childList: true });
  field.value = question;
  const began = performance.now();
  field.form.requestSubmit();
})"""


def once(browser: Browser, address: str, slower: int, question: str) -> tuple[int, float, float]:
    """Bytes that opening loads, milliseconds until it is there, milliseconds of the first answer."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="ja-JP")
    page = context.new_page()
    loaded: list[Response] = []
    page.on("response", lambda answer: loaded.append(answer))
    devices = context.new_cdp_session(page)
    devices.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address, wait_until="networkidle")
    opened = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    size = sum(len(each.body()) for each in loaded)
    answered = page.evaluate(TIMED, question)
    context.close()
    return size, opened, answered


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--slower", type=int, default=4)
    options = parser.parse_args()
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with served(ROOT / "data") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        found = [
            once(browser, address, options.slower, question)
            for _ in range(options.times)
            for question in QUESTIONS
        ]
        browser.close()
    size = max(each[0] for each in found)
    opened, answered = (statistics.median(each[n] for each in found) for n in (1, 2))
    slowest = max(each[2] for each in found)
    print(f"median of {len(found)}, CPU {options.slower} times slower")
    print(f"opening: {size / 1000:.1f} kB, {opened:.0f} ms")
    print(f"first answer: median {answered:.0f} ms, slowest {slowest:.0f} ms")
    print(json.dumps({"bytes": size, "open_ms": round(opened), "answer_ms": round(answered)}))
    return int(size > LARGEST or answered > LONGEST)


if __name__ == "__main__":
    sys.exit(main())
