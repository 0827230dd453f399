"""What the office does with what people could not find."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import Bot, office
from bot.memory import Memory, MemoryUnusableError, Missed
from bot.understanding.vocabulary import Vocabulary
from katou_index import build_index, open_index
from katou_index.errors import TableError
from tests.bot_fixtures import ROOT, TODAY, bot, index_path

pytestmark = pytest.mark.both_states


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "state.db", keep_days=30)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


def asked(text: str, memory: Memory, today: date = TODAY) -> None:
    Bot(open_index(index_path()), today=today, memory=memory).ask(text)


def test_what_is_not_found_is_remembered_with_its_words_and_no_more(memory: Memory) -> None:
    asked("ブロックチェーンの事業は？", memory)
    asked("ブロックチェーンは使ってる？", memory)
    asked("RPAの進捗は？", memory)
    (group,) = memory.missed()
    assert (group.kind, group.words, group.times, group.last) == ("nothing", "ブロックチェーン", 2, TODAY)
    with sqlite3.connect(memory.path) as connection:
        columns = [row[1] for row in connection.execute("pragma table_info(missed)")]
    connection.close()
    assert columns == ["id", "day", "place", "kind", "text", "words", "near", "talk"]


def test_a_correction_is_noted_and_changes_nothing(memory: Memory) -> None:
    asked("No.15は○です", memory)
    assert [group.kind for group in memory.missed()] == ["correction"]
    assert bot().ask("No.15の評価は？").answer.items[0].rating.mark == ""


def test_old_entries_are_forgotten(memory: Memory) -> None:
    asked("ブロックチェーンは", memory, TODAY - timedelta(days=31))
    asked("メタバースは", memory)
    assert [group.words for group in memory.missed()] == ["メタバース"]


def test_a_memory_that_cannot_be_written_never_keeps_an_answer_back(tmp_path: Path) -> None:
    broken = tmp_path / "state.db"
    broken.write_bytes(b"no database at all" * 100)
    memory = Memory(broken)
    asked("ブロックチェーンは", memory)
    with pytest.raises(MemoryUnusableError):
        memory.missed()


def test_nothing_is_remembered_before_anything_was_asked(memory: Memory) -> None:
    assert memory.missed() == []
    assert not Path(memory.path).exists()


def test_long_texts_are_cut(memory: Memory) -> None:
    memory.note(Missed(TODAY, "terminal", "nothing", "あ" * 5000))
    assert len(memory.missed()[0].text) == 200


def test_a_word_that_is_added_is_understood(data: Path, tmp_path: Path) -> None:
    index = tmp_path / "katou.db"
    build_index(data, index)
    assert Bot(open_index(index)).ask("ぱとろん号").answer.kind == "nothing"
    office.add_word(data, "ぱとろん号", "サイバーパトロール", Vocabulary(open_index(index)), TODAY)
    build_index(data, index)
    assert Bot(open_index(index)).ask("ぱとろん号").as_json()["items"] == ["39-1"]
    assert (data / "words.toml").read_text("utf-8").startswith("# ことばの表")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_table_keeps_who_may_read_it(mode: int, data: Path) -> None:
    (data / "words.toml").chmod(mode)
    office.add_word(data, "ぱとろん号", "サイバーパトロール", Vocabulary(open_index(index_path())), TODAY)
    assert "ぱとろん号" in (data / "words.toml").read_text("utf-8")
    assert (data / "words.toml").stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(
    ("word", "same_as"), [("", "RPA"), ("RPA", "rpa"), ("うちゅう", "宇宙船"), ("在宅勤務", "テレワーク")]
)
def test_a_word_that_cannot_be_added_says_why(word: str, same_as: str, data: Path) -> None:
    before = (data / "words.toml").read_bytes()
    with pytest.raises(office.WordError):
        office.add_word(data, word, same_as, Vocabulary(open_index(index_path())), TODAY)
    assert (data / "words.toml").read_bytes() == before


def test_an_approved_question_becomes_an_example(data: Path) -> None:
    office.approve(data, bot().ask('「"引用"」のRPAは？'), TODAY)
    office.approve(data, bot().ask("議会事務局の事業は？"), TODAY)
    office.approve(data, bot().ask("議会事務局の事業は？"), TODAY)
    first, second = office.examples(data)[-2:]
    assert first.question == '「"引用"」のRPAは？'
    assert (second.kind, second.items, second.approved) == ("list", ("41-1",), "2026-11-22")


def test_a_bad_example_is_named(data: Path) -> None:
    (data / "examples.toml").write_text("[[example]]\nquestion = 1", "utf-8")
    with pytest.raises(TableError, match=r"examples\.toml"):
        office.examples(data)


@pytest.mark.parametrize("example", office.examples(ROOT / "data"), ids=lambda example: example.question)
def test_approved_questions_are_answered_as_approved(example: office.Example) -> None:
    answer = bot().ask(example.question).as_json()
    assert (answer["kind"], answer["reason"], tuple(answer["items"])) == (
        example.kind,
        example.reason,
        example.items,
    )


def test_the_tables_of_words_have_nothing_doubtful() -> None:
    assert list(office.doubtful_words(Vocabulary(open_index(index_path())))) == []
