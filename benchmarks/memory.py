"""How much memory `katou serve` holds after 50,000 questions, against what it held after 5,000.

    .venv/bin/python benchmarks/memory.py [--first 5000] [--last 50000] [--limit 1.2]

Questions of every kind, two of three by a program (`/api/ask`, in conversations), one of three on the page
by a browser that goes on with its conversation. There are so many of both that all that is remembered for
them is there after the first count: what grows from then on would grow for ever. That what is remembered has
an end is held by tests/test_page.py. What counts is private memory (RssAnon): shared libraries and files that
are mapped are everybody's. Above the limit, or a question that is not answered: exit code 1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

from load import QUESTIONS, serving

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from katou_index import build_index  # noqa: E402

KEY = "a key of a benchmark".replace(" ", "-")
ASKERS = 4
IN_EACH, OF_A_BROWSER = 12, 60  # questions until there is one more conversation, which keeps six, and browser
WORDS = ("防災", "電子申請", "RPA", "図書館", "公開", "研修", "端末", "カード", "ペーパーレス", "窓口")


def text_of(number: int) -> str:
    """Every one another: what is remembered by its text is, too."""
    known = QUESTIONS[number % len(QUESTIONS)]
    return known if number % 3 else f"{WORDS[number % len(WORDS)]}{number}の{known}"


def ask(port: int, numbers: range, first: int, cookies: dict[int, str], lost: list[str]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for number in numbers:
        if number % 3 == 0:
            browser = number // 3 % max(1, first // OF_A_BROWSER)
            head = {"Host": "127.0.0.1", "Cookie": cookies.get(browser, "")}
            line.request("GET", f"/?q={quote(text_of(number))}", headers=head)
        else:
            browser, talk = -1, number * 7919 % max(1, first // IN_EACH)
            asked = {"text": text_of(number), "conversation": f"c{talk}"}
            head = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
            line.request("POST", "/api/ask", json.dumps(asked).encode(), head)
        answer = line.getresponse()
        answer.read()
        if browser >= 0 and (given := answer.headers["Set-Cookie"]):
            cookies[browser] = given.partition(";")[0]
        if answer.status != 200:
            lost.append(str(answer.status))
    line.close()


def asked(port: int, numbers: range, first: int, cookies: dict[int, str]) -> list[str]:
    lost: list[str] = []
    threads = [
        threading.Thread(target=ask, args=(port, numbers[each::ASKERS], first, cookies, lost))
        for each in range(ASKERS)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return lost


def private(process: int) -> float:
    """MB of private memory."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("RssAnon"))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first", type=int, default=5000)
    parser.add_argument("--last", type=int, default=50_000)
    parser.add_argument("--limit", type=float, default=1.2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build_index(ROOT / "data", Path(folder) / "katou.db")
        with serving(Path(folder), KATOU_API_KEY=KEY, KATOU_PAGE_PASSWORD="") as (port, process):
            cookies: dict[int, str] = {}
            lost = asked(port, range(options.first), options.first, cookies)
            before = private(process)
            lost += asked(port, range(options.first, options.last), options.first, cookies)
            after = private(process)
    ratio = after / before
    print(
        f"private memory after {options.first:,} questions {before:.0f} MB, after {options.last:,} "
        f"{after:.0f} MB: {ratio:.2f} (limit {options.limit:g}); {len(lost)} not answered"
    )
    return 0 if ratio <= options.limit and not lost else 1


if __name__ == "__main__":
    sys.exit(main())
