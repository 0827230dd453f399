"""katou weekly | tick | clock | report | backup as commands."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot_fixtures import ROOT, index_path
from tests.commands import run_command


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("KATOU_", "SLACK_", "LC_", "LANG"))}
    return {
        **kept, "KATOU_DATA": str(ROOT / "data"), "KATOU_INDEX": str(index_path()),
        "KATOU_STATE": str(tmp_path / "state.db"), "PYTHONWARNINGS": "error", "TZ": "America/New_York",
        "KATOU_MEANING": "off",
    }  # fmt: skip


def katou(environ: dict[str, str], *arguments: str, code: int = 0) -> str:
    done = run_command("katou", *arguments, env=environ)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


def test_the_preview_of_a_day(environ: dict[str, str]) -> None:
    text = katou(environ, "weekly", "--preview", "--date", "2026-11-24")
    assert text.startswith("ICTアクションプラン週報｜2026年11月24日（火曜日）9:00（日本時間）")
    assert "勤労感謝の日" in text
    assert len(text.splitlines()) <= 12
    assert "（防災課）" in katou(environ, "weekly", "--date", "2026-11-30", "--department", "防災課")
    assert katou(environ, "weekly", "--lang", "en").startswith("ICT action plan, weekly")


def test_subscriptions_from_the_first_to_the_last(environ: dict[str, str]) -> None:
    assert "まだありません" in katou(environ, "weekly", "list")
    told = katou(
        environ,
        "weekly",
        "subscribe",
        "C1",
        "--department",
        "情報管理室",
        "--weekday",
        "火",
        "--time",
        "10:00",
    )
    assert "総務財政課情報管理室｜毎週火曜日10:00（日本時間）｜次回 " in told
    assert "まだ送れません: slack が未設定です。docs/slack.ja.md" in told
    reached = {**environ, "SLACK_BOT_TOKEN": "xoxb-1"}
    assert "まだ" not in katou(reached, "weekly", "subscribe", "C2")
    listed = katou(environ, "weekly", "list").splitlines()
    assert [line[:11] for line in listed] == ["1: slack C1", "2: slack C2"]
    assert "一時停止しました" in katou(environ, "weekly", "pause", "1")
    assert "一時停止中" in katou(environ, "weekly", "list")
    assert "再開しました" in katou(environ, "weekly", "resume", "1")
    assert "2件" in katou(environ, "weekly", "lead", "締切は金曜日です")
    assert "締切は金曜日です" in katou(environ, "weekly", "--channel", "C2")
    assert "止めました" in katou(environ, "weekly", "stop", "1")
    assert len(katou(environ, "weekly", "list").splitlines()) == 1
    assert "slack は未設定" in katou(environ, "tick")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("weekly", "--date", "tomorrow"), "2026-11-24"),
        (("weekly", "--department", "水道課"), "水道課"),
        (("weekly", "subscribe", "C1", "--weekday", "sun"), "mon"),
        (("weekly", "subscribe", "C1", "--time", "25:00"), "9:00"),
        (("weekly", "subscribe", "C1", "--zone", "Mars/Base"), "Asia/Tokyo"),
        (("weekly", "subscribe", "19:x@thread.v2", "--platform", "teams"), "追加されていません"),
        (("weekly", "subscribe", "C1", "--zone", "../etc"), "Asia/Tokyo"),
        (("weekly", "subscribe", " "), "ID"),
        (("weekly", "lead", "x", "--number", "7"), "7"),
        (("weekly", "pause", "7"), "7"),
        (("report", "--week", "2026-W60"), "2026-W48"),
        (("backup", "/nowhere/x.db"), "/nowhere/x.db"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    environ: dict[str, str], arguments: tuple[str, ...], told: str
) -> None:
    katou(environ, "weekly", "list")
    said = katou(environ, *arguments, code=1)
    assert told in said
    assert len(said.splitlines()) == 1


def test_scripts_on_a_terminal_are_not_counted_and_the_report_says_zero(
    environ: dict[str, str], tmp_path: Path
) -> None:
    for text in ("No.21", "ブロックチェーンは？"):
        katou(environ, "ask", text)
    with sqlite3.connect(tmp_path / "state.db") as connection:
        rows = connection.execute("select what, about, times from counted order by what").fetchall()
    connection.close()
    assert rows == []
    assert "利用状況 20" in katou(environ, "report")
    assert "利用状況 2026-W48｜2026年11月23日（月曜日）～11月29日（日曜日）" in katou(
        environ, "report", "--week", "2026-W48"
    )
    katou(environ, "backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").exists()


def test_an_answer_comes_although_nothing_can_be_counted(environ: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "No.21"],
        env={**environ, "KATOU_STATE": str(tmp_path / "no such folder" / "state.db")},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "No.21" in done.stdout
    assert done.stderr == ""


def test_the_clock_ticks_until_it_is_told_to_end(environ: dict[str, str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "clock"], env=environ, cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert "毎分" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")


def test_asking_loads_nothing_of_the_weekly_post(environ: dict[str, str]) -> None:
    code = (
        "import sys; sys.argv = ['katou', 'ask', 'No.21']; import bot.__main__ as m; m.main();"
        "names = ('bot.weekly', 'bot.memory.subscriptions', 'jpholiday', 'zoneinfo');"
        "print([n for n in sys.modules if n.startswith(names)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unclear_post_is_listed_and_settled(environ: dict[str, str]) -> None:
    katou(environ, "weekly", "subscribe", "C1")
    with sqlite3.connect(environ["KATOU_STATE"]) as state:  # as a sender left it that was cut off
        for week in (47, 48):
            state.execute(
                "insert into post (key, subscription, week, planned, due, state, why) "
                "values (?, 1, ?, '2026-11-23', ?, 'unclear', 'no_history')",
                (f"1:2026-W{week}", f"2026-W{week}", time.time()),
            )
    listed = katou(environ, "weekly", "list")
    assert "katou weekly settle 1 2026-W48 arrived" in listed
    assert "届いたか不明の週報が2件あります" in katou(environ, "report")
    assert "届いていたと記録しました" in katou(environ, "weekly", "settle", "1", "2026-W48", "arrived")
    assert "もう一度送ります" in katou(environ, "weekly", "settle", "1", "2026-w47", "again")
    listed = katou(environ, "weekly", "list")
    assert "settle" not in listed
    assert "届いたことを人が確かめました" in listed
    assert "2026-W47 送信待ち" in listed
    assert "ありません" in katou(environ, "weekly", "settle", "1", "2026-W48", "again", code=1)
