"""What whoever runs the bot sees of it: numbers and a log, and nothing of what anybody typed."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.slack_emulator import SlackEmulator
from tests.test_slack_commands import PATIENCE, Running, asked, get, running
from tests.test_state_away import until
from tests.test_strangers import port_of

TYPED = ("防災課の×の項目は？", "図書館のブロックチェーン", "ドローンで宇宙旅行")
TOKEN = "a token of numbers"


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[Running, str]]:
    with running(folder, "serve", "--port", "0", **settings) as process:
        yield process, f"http://127.0.0.1:{port_of(process)}"


def log_of(process: Running) -> str:
    """End it; what it has logged."""
    process.terminate()
    assert process.stderr is not None
    return process.stderr.read()


def numbers(address: str, **headers: str) -> dict[str, float]:
    """`katou_questions_total{…}` → its number."""
    with urllib.request.urlopen(urllib.request.Request(f"{address}/metrics", headers=headers)) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (each.rpartition(" ") for each in lines) if name[:1] != "#"
    }


def test_the_numbers_tell_what_happened(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, address):
        before = numbers(address)
        assert before["katou_years"] == 1
        assert before["katou_index_age_seconds"] > 0
        assert before["katou_state_away"] == 0
        assert before['katou_queue{lane="people"}'] == 0
        for text in TYPED:
            assert get(f"{address}/?q={quote(text)}")[0] == 200
        assert get(f"{address}/nothing-there")[0] == 404
        after = numbers(address)
    assert after['katou_questions_total{kind="list",place="page"}'] == 1
    assert after['katou_questions_total{kind="nothing",place="page"}'] == 2
    assert after['katou_not_found_total{place="page"}'] == 2
    assert after['katou_answer_seconds_count{place="page"}'] == 3
    assert after['katou_readings_total{by="templates"}'] == after["katou_reading_cost_count"] >= 1
    assert after['katou_requests_total{lane="people",status="404"}'] == 1
    told = "\n".join(after)
    assert not re.search("[぀-ヿ一-鿿]", told)  # nothing that was typed, no name of the plan


def test_the_numbers_tell_of_platforms_and_posts(tmp_path: Path) -> None:
    with SlackEmulator() as emulator:
        settings = {"SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
                    "SLACK_API_URL": emulator.base_url}  # fmt: skip
        with serving(tmp_path, KATOU_METRICS_TOKEN=TOKEN, **settings) as (_, address):
            assert "No.21" in asked(emulator, address, emulator.bot_user_id, "No.21")
            known = {"Authorization": f"Bearer {TOKEN}"}
            delivered = 'katou_deliveries_total{result="delivered"}'
            assert until(lambda: numbers(address, **known).get(delivered) == 1)
            assert numbers(address, **known)['katou_arrivals_total{claim="new"}'] == 1


def test_who_reads_the_numbers(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, address):
        assert get(f"{address}/metrics")[0] == 200
        for headers in ({"X-Forwarded-For": "10.0.0.1"}, {"Host": "plan.example"}):  # handed on, or by a page
            assert refusal(address, **headers) == 403
    with serving(tmp_path, KATOU_TEAMS_TENANT_ID="t", KATOU_PAGE_PASSWORD="an open door") as (_, address):
        assert refusal(address) == 403  # whatever brings in Teams brings in others, and may leave no trace
    with serving(tmp_path, KATOU_METRICS_TOKEN=TOKEN) as (_, address):
        assert refusal(address) == 401
        assert refusal(address, Authorization="Bearer wrong") == 401
        assert numbers(address, Authorization=f"Bearer {TOKEN}", **{"X-Forwarded-For": "10.0.0.1"})


def refusal(address: str, **headers: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(
            urllib.request.Request(f"{address}/metrics", headers=headers), timeout=PATIENCE
        )
    with refused.value:
        return refused.value.code


def test_the_log_has_a_line_a_request_and_nothing_that_was_typed(tmp_path: Path) -> None:
    with serving(tmp_path, KATOU_LOG="json", KATOU_STATE=str(tmp_path)) as (process, address):  # a folder
        for text in TYPED:
            with urllib.request.urlopen(f"{address}/?q={quote(text)}") as answer:
                named = answer.headers["X-Request-ID"]
        given = urllib.request.Request(f"{address}/{quote(TYPED[0])}", headers={"X-Request-ID": "proxy-1"})
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(given)
        with missing.value:
            assert missing.value.headers["X-Request-ID"] == "proxy-1"
        forged = urllib.request.Request(f"{address}/healthz", headers={"X-Request-ID": "a b\u00e9"})
        with urllib.request.urlopen(forged) as answer:
            assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-ID"])
        written = log_of(process)
    lines = [json.loads(each) for each in written.splitlines()]
    assert not [text for text in TYPED if text in written or quote(text) in written or text[:4] in written]
    requests = [each for each in lines if each["message"] == "request"]
    told = [(each["path"], each["status"]) for each in requests]
    assert told == [*[("/", 200)] * 3, ("", 404), ("/healthz", 200)]
    answers = [each for each in lines if each["message"] == "answered"]
    assert [each["kind"] for each in answers] == ["list", "nothing", "nothing"]
    assert answers[-1]["request"] == requests[2]["request"] == named
    assert requests[3]["request"] == "proxy-1"
    assert all(each["time"].endswith("+09:00") for each in lines)
    assert "bot.memory" in {each["logger"] for each in lines if each["level"] == "warning"}  # the state file


def test_slacks_answers_belong_to_the_request_that_brought_the_question(tmp_path: Path) -> None:
    with SlackEmulator() as emulator:
        settings = {"SLACK_BOT_TOKEN": emulator.bot_token, "SLACK_SIGNING_SECRET": emulator.signing_secret,
                    "SLACK_API_URL": emulator.base_url}  # fmt: skip
        with serving(tmp_path, KATOU_LOG="json", **settings) as (process, address):
            asked(emulator, address, emulator.bot_user_id, "No.21")
            lines = [json.loads(each) for each in log_of(process).splitlines()]
    of_request = {each["request"] for each in lines if each["message"] == "request"}
    of_answer = {each["request"] for each in lines if each["message"] == "answered"}
    assert of_answer
    assert of_answer <= of_request


def test_without_a_wish_only_troubles_are_logged(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, address):
        assert get(f"{address}/?q=RPA")[0] == 200
        assert log_of(process) == ""
