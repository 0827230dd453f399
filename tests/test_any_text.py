"""Whatever is typed gets an answer: no exception, no leak, the same one again, by one thread or by eight."""

from __future__ import annotations

import gc
import json
from concurrent.futures import ThreadPoolExecutor
from functools import _lru_cache_wrapper
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from bot.understanding import effort
from bot.understanding.effort import bounded
from katou_index import open_index
from tests.bot_fixtures import TODAY, bot, index_path
from tests.fuzzing import HOSTILE, questions

KINDS = {"measure", "list", "counts", "compare", "choose", "nothing", "help"}
LEAKS = ("Traceback", "OperationalError", "fts5:", "syntax error", "<!channel>", "<@U")


def told(text: str, conversation: str | None = None) -> dict[str, object]:
    """The answer without its time, checked for what must hold of every answer."""
    answer = bot().ask(text, conversation=conversation).as_json()
    assert answer["kind"] in KINDS
    assert (answer["reason"] is not None) == (answer["kind"] in ("nothing", "choose"))
    assert answer["text"]
    assert not any(leak in answer["text"] for leak in LEAKS)
    answer.pop("ms")
    return answer


@given(st.text())
def test_free_text(text: str) -> None:
    told(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "の",
                "は",
                "×",
                "防災課",
                "RPA",
                "でない",
                "以外",
                "いくつ",
                "①",
                "30",
                "R2",
                "そのうち",
                "2番目",
                "not",
                "compare",
                " ",
                "？",
            ]
        ),
        max_size=9,
    )
)
def test_words_of_questions_in_any_order(parts: list[str]) -> None:
    told("".join(parts), conversation="any order")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text(text: str) -> None:
    told(text)
    told(f"RPA{text}の進捗は？")


def test_a_megabyte_of_one_sign() -> None:
    told("A" * 1_000_000)
    told("漢" * 1_000_000)


def test_two_thousand_fuzzed_questions() -> None:
    """A million of them by `make fuzz`."""
    for number, text in enumerate(questions(2_000)):
        json.dumps(told(text, conversation=f"fuzz-{number % 50}"))


def test_the_same_question_gives_the_same_answer() -> None:
    for text in questions(100, seed=7):
        assert told(text) == told(text)


def kept_of_reading() -> list[Any]:
    """What keeps something of what was read, for the next question of the process."""
    found = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    return [each for each in found if str(each.__module__).startswith("bot.")]


def test_as_much_is_counted_by_a_bot_that_knows_the_question_as_by_one_that_has_just_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Otherwise a long one is refused first and answered when it is asked again, or the other way round."""
    counted: list[int | None] = []

    class Noting(bounded):
        def __exit__(self, *error: object) -> None:
            counted.append(effort._left.signs)
            super().__exit__(*error)

    monkeypatch.setattr("bot.bot.bounded", Noting)
    texts = (*questions(12, seed=7), "○以上は何パーセント？", "豫定してたR2R2R2の内容は？", "防災課と税務課")
    bot().ask("×の事業は？")  # so that all is loaded
    kept = kept_of_reading()
    for text in texts:
        for each in kept:
            each.cache_clear()
        fresh = Bot(open_index(index_path()), today=TODAY)
        times = []
        for asking in (fresh, fresh, bot()):
            counted.clear()
            asking.ask(text)
            times.append(counted[-1])
        assert times == [times[0]] * 3, text


def test_eight_threads_give_the_answers_of_one() -> None:
    texts = list(questions(120, seed=11))
    alone = [told(text) for text in texts]
    shared = Bot(open_index(index_path()), today=TODAY)

    def ask(_: int) -> list[dict[str, object]]:
        answers = [shared.ask(text).as_json() for text in texts]
        for answer in answers:
            answer.pop("ms")
        return answers

    with ThreadPoolExecutor(8) as pool:
        for answers in pool.map(ask, range(8)):
            assert answers == alone
