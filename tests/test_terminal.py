"""A card on a terminal, and a conversation there."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Bars, Card, Choice, Fact, Section
from bot.surfaces.terminal import layout as terminal
from bot.surfaces.terminal.conversation import TerminalChat
from bot.surfaces.terminal.layout import Style, columns, render, wrap
from bot.wording.console import COMMANDS
from tests.bot_fixtures import index_path

ROOT = Path(__file__).parent.parent
CARD = Card(
    lang="ja",
    headline="令和2年度（2020年度）｜読み取り: 話題=RPA",
    scope=("綴りを RPA と読みました。",),
    blocks=(
        Section(
            title="No.30 の項目3「AI・RPA・OCR等の利活用研究」 ○ 丸",
            facts=(
                Fact("担当", "総務財政課"),
                Fact("結果", "RPAとデータベース型業務システムの説明会を実施した。"),
            ),
            lines=("ほかに「RPA」の記載: No.32",),
        ),
        Section(title="方針別", rows=(("方針", "○ 丸", "× バツ"), ("①", "2", "2"), ("②", "6", "1"))),
    ),
    sources=("出典: sheet.txt 50行・原文どおり",),
    choices=(Choice("No.30の全項目", "No.30の全項目"), Choice("担当", "それの担当は？")),
)
PROSE = (
    "RPAとデータベース型業務システムの説明会を実施し、事務改善が見込める（とくにWi-Fi環境の）業務を照会した。"
)


@pytest.mark.parametrize("width", [20, 33, 40, 80])
def test_no_line_is_wider_than_the_window(width: int) -> None:
    for line in render(CARD, Style(width=width), numbered=True).splitlines():
        assert columns(line) <= width


TABLE = (
    ("担当課", "◎ 二重丸", "○ 丸", "記載"),
    ("総務財政課情報管理室", "0", "12", "ある"),
    ("税務課", "3", "0", "ない"),
)


def table(width: int | None, rows: tuple[tuple[str, ...], ...] = TABLE, *, colour: bool = False) -> list[str]:
    card = CARD.but(blocks=(Section(rows=rows),), scope=(), sources=(), choices=())
    return render(card, Style(width=width, colour=colour)).splitlines()[1:]


def test_columns_of_a_table_stand_below_one_another() -> None:
    assert table(60) == [
        "  担当課                ◎ 二重丸  ○ 丸  記載",
        "  総務財政課情報管理室          0     12  ある",
        "  税務課                        3      0  ない",
    ]


def test_a_narrow_window_has_the_marks_above_their_words() -> None:
    assert table(44) == [
        "                            ◎  ○",
        "  担当課                二重丸  丸  記載",
        "  総務財政課情報管理室       0  12  ある",
        "  税務課                     3   0  ない",
    ]


@pytest.mark.parametrize("width", [None, 30])
def test_a_table_without_room_is_lines(width: int | None) -> None:
    shown = "".join("".join(table(width)).split()).removeprefix("り:話題=RPA")  # the headline's last line
    assert shown == "総務財政課情報管理室:◎二重丸0/○丸12/記載ある税務課:◎二重丸3/○丸0/記載ない"


def test_a_table_stands_straight_however_wide_a_terminal_draws_its_signs() -> None:
    head, *rows = table(60, colour=True)
    assert re.findall(r"\x1b\[(\d+)G", head) == ["3", "25", "36", "43"]
    assert all(re.findall(r"\x1b\[(\d+)G", row)[-1] == "43" for row in rows)


def test_a_table_and_what_stands_under_more_are_one() -> None:
    head, *rows = TABLE
    parts = (Bars((), rows=(head, rows[0])), Bars((), rows=(head, rows[1]), more=True))
    card = CARD.but(blocks=parts, scope=(), sources=(), choices=())
    assert render(card, Style(width=60)).splitlines()[1:] == table(60)
    assert "税務課" not in render(card, Style(width=60), whole=False)


def test_sides_are_a_table() -> None:
    sides = (("評価", "防災課", "税務課"), ("○ 丸", "1（25.0%）", "3（100.0%）"))
    card = CARD.but(blocks=(Bars((), facts=(Fact("防災課", "○ 丸 1"),), sides=sides),), scope=(), choices=())
    lines = render(card, Style(width=60)).splitlines()
    assert lines[1:3] == ["  評価       防災課       税務課", "  ○ 丸  1（25.0%）  3（100.0%）"]
    assert "防災課 ○ 丸 1" in render(card, Style())


@pytest.mark.parametrize("width", [24, 40])
def test_words_stay_whole_and_no_line_begins_with_a_stop(width: int) -> None:
    lines = wrap(PROSE, width)
    assert "".join(lines) == PROSE
    for word in ("RPA", "データベース", "Wi-Fi"):
        assert any(word in line for line in lines)
    assert not any(re.match("[、。）」]", line) for line in lines)
    assert not any(re.search("[（「]$", line) for line in lines)


def test_english_words_are_parted_at_blanks() -> None:
    assert wrap("7 items in 7 measures are rated", 20) == ["7 items in 7", "measures are rated"]


def test_a_word_longer_than_the_window_is_cut() -> None:
    assert wrap("A" * 50, 20) == ["A" * 20, "A" * 18, "A" * 12]


@given(st.text(), st.integers(20, 60))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    text = terminal.printable(text)
    lines = wrap(text, width)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(columns(line) <= width for line in lines)


def test_a_text_cannot_steer_the_terminal() -> None:
    card = Card("ja", "「\x1b[2J\x07\x9b赤」\u202eは\nありません")
    assert render(card, Style(colour=True)) == "\x1b[1m「[2J赤」は ありません\x1b[0m"


def test_without_a_terminal_there_are_no_colours_and_no_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    text = render(CARD, terminal.style_of_stdout(no_color=False))
    assert "\x1b" not in text
    assert "結果 RPAとデータベース型業務システムの説明会を実施した。" in text
    assert "①: ○ 丸 2 / × バツ 2" in text


def test_choices_are_numbered_only_where_a_number_takes_them() -> None:
    assert "/1 No.30の全項目  /2 担当" in render(CARD, Style(), numbered=True)
    assert "[No.30の全項目]  [担当]" in render(CARD, Style())


def conversation(monkeypatch: pytest.MonkeyPatch, typed: str) -> list[str]:
    asked: list[str] = []

    def ask(question: str, lang: str | None) -> Card:
        asked.append(question)
        return CARD

    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    TerminalChat(ask, "ja").run()
    return asked


def test_piped_questions_are_answered_without_prompt_or_greeting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conversation(monkeypatch, "RPAの進捗は？\n\n30\n") == ["RPAの進捗は？", "30"]
    out = capsys.readouterr().out
    assert out.startswith("令和2年度")
    assert "> " not in out


def test_a_number_behind_a_slash_takes_a_choice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conversation(monkeypatch, "/1\nRPA\n／２\n/9\n/nope\n/help\n/quit\nx\n") == [
        "RPA",
        "それの担当は？",
        "",
    ]
    out = capsys.readouterr().out
    assert "/1 という選択肢はありません。" in out
    assert "/9 という選択肢はありません。" in out
    assert "/nope というコマンドはありません。" in out


@pytest.mark.parametrize("word", ["/quit", "exit", "終了", "/q"])
def test_leaving(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert conversation(monkeypatch, f"{word}\nRPA\n") == []


# A fork of a test process with threads may hang, so the child takes the terminal as its own after it started.
TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever runs tests in the background ignores it
os.execv(sys.argv[1], sys.argv[1:])
"""


class Screen:
    """`katou chat` in a real pseudo-terminal."""

    def __init__(self, environ: dict[str, str], width: int = 60) -> None:
        self.seen = b""
        self.fd, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 30, width, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-c", TAKE_TERMINAL, sys.executable, "-m", "bot", "chat"],
            cwd=ROOT, env=environ, stdin=other, stdout=other, stderr=other, start_new_session=True,
        )  # fmt: skip
        os.close(other)

    def read(self, until: str, seconds: float = 60) -> str:
        """What came up to and with `until`; the rest is for the next call."""
        end = time.monotonic() + seconds
        while until.encode() not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{until!r} did not come: {self.seen.decode('utf-8', 'replace')!r}"
            try:
                self.seen += os.read(self.fd, 4096)
            except OSError:  # what Linux says when the other end is closed
                break
        came, found, self.seen = self.seen.partition(until.encode())
        return (came + found).decode("utf-8", "replace")

    def type(self, text: str) -> None:
        time.sleep(
            0.2
        )  # as people do: a Ctrl-C between the prompt and the wait for keys is noticed one key late
        os.write(self.fd, text.encode())

    def end(self) -> int:
        self.read("\0")  # to the end
        os.close(self.fd)
        return self.process.wait(timeout=60)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    return {
        **kept, "TERM": "xterm", "LANG": "C.UTF-8", "KATOU_MEANING": "off",
        "KATOU_INDEX": str(index_path()), "KATOU_HISTORY": str(tmp_path / "state" / "history"),
    }  # fmt: skip


def test_a_conversation_in_a_real_terminal(environ: dict[str, str]) -> None:
    screen = Screen(environ)
    assert "\x1b[1m" in screen.read("> ")
    screen.type("RPAの進捗は？\n")
    answer = screen.read("/1").replace("\r\n", "\n")
    assert "30" in answer
    assert "○ 丸" in answer
    screen.read("> ")
    screen.type("\x04")
    assert screen.end() == 0
    history = Path(environ["KATOU_HISTORY"])
    assert "RPAの進捗は？" in history.read_text()
    assert history.stat().st_mode & 0o077 == 0


def test_tab_completes_departments_and_titles_and_ctrl_c_clears_the_line(environ: dict[str, str]) -> None:
    screen = Screen({**environ, "NO_COLOR": "1", "KATOU_HISTORY": "off"}, width=200)
    screen.read("> ")
    screen.type("×の事業は")
    screen.type("\x03")
    assert "もう一度 Ctrl-C" in screen.read("> ")
    screen.type("ふるさと\t")
    screen.read("ふるさと納税の返礼品制度とポータルサイトの利活用")
    screen.type("\n")
    assert "◎ 二重丸" in screen.read("> ")
    screen.type("防災課\t\n")
    assert "防災課は4項目" in screen.read("> ")
    screen.type("/quit\n")
    assert screen.end() == 0


def test_what_a_line_may_be_is_what_begins_so() -> None:
    chat = TerminalChat(lambda *_: CARD, "ja", lambda begun, _: (f"{begun}災課の事業は？", "別のもの"))
    assert chat._completions("防") == ["防災課の事業は？"]
    assert chat._completions("/h") == ["/help"]
    assert chat._completions("") == list(COMMANDS)


@pytest.mark.parametrize("ending", ["\x03", "/quit\n"])
def test_leaving_a_real_terminal_is_quiet(environ: dict[str, str], ending: str) -> None:
    screen = Screen({**environ, "NO_COLOR": "1", "KATOU_HISTORY": "off", "LANG": "en_GB.UTF-8"})
    greeting = screen.read("> ")
    assert "\x1b[1m" not in greeting
    assert "/help how to ask" in greeting
    assert "FY2020" in greeting
    screen.type(ending)
    if ending == "\x03":
        screen.read("Ctrl-C once more.")
        screen.read("> ")
        screen.type(ending)
    assert screen.end() == 0
