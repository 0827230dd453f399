"""Every command of both programs under an English, a Japanese and a plain locale: one language, or the other.

What stands in the data stays Japanese in every locale (titles, departments, the texts of findings), so of
English output only the sentences are looked at: a Japanese sentence ends as Japanese sentences end.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.commands import options
from bot.wording.console import HELP
from katou_index import __main__ as index_command
from katou_index import build_index, command_sentences
from tests.commands import run_command
from tests.sheets import ROOT

ENGLISH, JAPANESE, PLAIN = "en_US.UTF-8", "ja_JP.UTF-8", "C"
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
SENTENCE = re.compile(r"(です|ます|ません|ました|ください|でした)(?:[。）)、/ ]|$)")
INDEX_COMMANDS = ("build", "check", "findings", "export", "search", "import", "start", "undo")
COMMANDS = (
    "ask", "chat", "settings", "words", "slack", "serve", "teams-package", "export-site", "unanswered",
    "word", "approve", "weekly", "tick", "clock", "report", "backup",
    "doctor", "mcp", "restore", "forget", "copy",
)  # fmt: skip


class World:
    """Data of their own, and both programs under a locale; in English, and for the help of a command, forked,
    in Japanese started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        build_index(self.data, folder / "katou.db")

    def run(self, locale: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        program, *rest = words
        plain = {name: value for name, value in os.environ.items()
                 if not name.startswith(("LC_", "LANG", "KATOU", "SLACK"))}  # fmt: skip
        environ = {
            **plain, "LC_ALL": locale, "KATOU_MEANING": "off", "KATOU_DATA": str(self.data),
            "KATOU_INDEX": str(self.folder / "katou.db"), "KATOU_STATE": str(self.folder / "state.db"),
            "KATOU_HISTORY": "off", "COLUMNS": "100", **more,
        }  # fmt: skip
        if locale == ENGLISH or "--help" in rest[1:]:
            return run_command(program, *rest, env=environ, cwd=self.folder)
        module = {"katou": "bot", "katou-index": "katou_index"}[program]
        return subprocess.run(
            [sys.executable, "-m", module, *rest], cwd=self.folder, env=environ, capture_output=True,
            text=True, encoding="utf-8", check=False, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("languages"))


def test_every_command_is_walked(world: World) -> None:
    def named(text: str) -> set[str]:
        return set(re.findall(r"^    ([a-z-]+)(?:\s|$)", text, re.M))

    assert named(world.run(PLAIN, "katou-index", "--help").stdout) == set(INDEX_COMMANDS)
    assert named(world.run(PLAIN, "katou", "--help").stdout) == set(COMMANDS)


@pytest.mark.parametrize("program", ["katou", "katou-index"])
def test_help_follows_the_locale(world: World, program: str) -> None:
    for command in ("", *(COMMANDS if program == "katou" else INDEX_COMMANDS)):
        words = (program, *([command] if command else []), "--help")
        english, japanese = (world.run(locale, *words).stdout for locale in (ENGLISH, JAPANESE))
        assert not KANA.search(english), (command, english)
        assert KANA.search(japanese), (command, japanese)


def test_each_help_has_two_languages() -> None:
    for text in HELP.values():
        ja, _, en = text.partition(" / ")
        assert ja
        assert en
        assert not KANA.search(en), text
    for ja, en in command_sentences.HELP.values():
        assert ja != en
        assert not KANA.search(en)


# What each command says: its words, and what it ends with. Each that changes data stands at the end.
SAID = (
    (("katou-index", "check"), 0),
    (("katou", "forget", "ほげほげ"), 0),
    (("katou", "forget", "a"), 1),
    (("katou-index", "search", "RPA"), 0),
    (("katou-index", "search", "ほげほげぴよ"), 0),
    (("katou-index", "search"), 2),
    (("katou-index", "findings", "--year", "R9"), 1),
    (("katou-index", "export", "--format", "xlsx"), 2),
    (("katou-index", "export", "--out", "/nowhere/x.json"), 1),
    (("katou-index", "check", "--data", "/nowhere"), 1),
    (("katou-index", "check", "--out", "none.db"), 1),
    (("katou-index", "build", "--data", "/nowhere"), 1),
    (("katou-index", "import", "none.xlsx", "--year", "R3"), 1),
    (("katou-index", "import", "bad.xlsx", "--year", "R3"), 1),
    (("katou-index", "import", "bad.txt", "--year", "R3", "--yes"), 1),
    (("katou-index", "import", "bad.csv", "--year", "R3", "--yes"), 1),
    (("katou-index", "start", "none.xlsx", "--yes", "--data", "new"), 1),
    (("katou-index", "undo"), 1),
    (("katou-index", "build"), 0),
    (("katou", "ask", "--lang", "en", "how many measures are rated ×"), 0),
    (("katou", "ask"), 2),
    (("katou", "settings"), 0),
    (("katou", "words"), 0),
    (("katou", "word", "あ", "ほげほげぴよ"), 1),
    (("katou", "unanswered"), 0),
    (("katou", "weekly", "list"), 0),
    (("katou", "weekly", "--date", "x"), 1),
    (("katou", "tick"), 0),
    (("katou", "report"), 0),
    (("katou", "backup", "/nowhere/x.db"), 1),
    (("katou", "copy"), 1),
    (("katou", "slack"), 1),
    (("katou", "serve", "--host", "0.0.0.0"), 1),
    (("katou", "teams-package"), 1),
    (("katou", "export-site", "--year", "R9"), 1),
    (("katou", "export-site", "--out", "x.html"), 0),
)


@pytest.mark.parametrize(("words", "code"), SAID, ids=[" ".join(words) for words, _ in SAID])
def test_what_a_command_says_follows_the_locale(world: World, words: tuple[str, ...], code: int) -> None:
    (world.folder / "bad.xlsx").write_bytes(b"PK\x03\x04 broken")
    (world.folder / "bad.txt").write_text("何か\tほか\n", encoding="utf-8")
    (world.folder / "bad.csv").write_bytes(b"\xff\xfe\x00")
    english, japanese = (world.run(locale, *words) for locale in (ENGLISH, JAPANESE))
    assert (english.returncode, japanese.returncode) == (code, code), (english, japanese)
    told = english.stdout + english.stderr
    assert not SENTENCE.search(told), told
    if code == 1:
        assert KANA.search(japanese.stderr), japanese.stderr
        assert " / " not in english.stderr.replace("/nowhere", "")
        assert " / " not in japanese.stderr.replace("/nowhere", "")


def test_a_locale_of_neither_language_gets_errors_in_both(world: World) -> None:
    told = world.run(PLAIN, "katou-index", "undo").stderr
    assert "取り消せる取り込みはありません / there is no import to take back" in told


def test_what_is_set_and_asked_counts_before_the_locale(world: World) -> None:
    assert "no import" in world.run(JAPANESE, "katou-index", "undo", "--lang", "en").stderr
    assert "no import" in world.run(JAPANESE, "katou-index", "undo", KATOU_LANG="en").stderr
    assert "ありません" in world.run(ENGLISH, "katou-index", "undo", "--lang", "ja").stderr


def test_tables_that_people_keep_are_told_of_in_the_language_of_the_locale(
    world: World, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(world.data, tmp_path / "data"))
    for name, content in (
        ("departments.toml", '[[department]]\nname = ""\n'),
        ("plan.toml", "[plan]\nhoge = 1\n"),
        ("columns.toml", '[[column]]\nname = "ほげ"\nheadings = ["x"]\n'),
        (
            "r2/corrections.csv",
            "年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付\nR9,1,1,評価,×,○,x,y,2026-01-01\n",
        ),
        ("links.csv", "kind\nx\n"),
    ):
        before = (data / name).read_bytes() if (data / name).exists() else None
        (data / name).write_text(content, encoding="utf-8")
        done = world.run(
            ENGLISH, "katou-index", "build", "--data", str(data), "--out", str(tmp_path / "k.db")
        )
        assert done.returncode == 1, name
        assert not SENTENCE.search(done.stderr), done.stderr
        assert " / " not in done.stderr, done.stderr
        (data / name).unlink()
        if before is not None:
            (data / name).write_bytes(before)


def test_nothing_of_the_commands_is_left_in_one_language() -> None:
    """The modules of the commands hold no sentence: all of them stand with their other language."""
    for module in (index_command, options):
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert not SENTENCE.search(text), module.__name__
