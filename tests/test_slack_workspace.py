"""`katou slack` over Socket Mode, `katou serve` over HTTP, in a whole Slack: people ask, and see answers."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot_fixtures import ROOT, index_path
from tests.ports import PortTakenError, free_port, on_a_free_port
from tests.slack_workspace import PATIENCE, PROGRAM, SlackWorkspace, button_of

KATOU = str(Path(sys.executable).parent / "katou")


@pytest.fixture(scope="module", params=["socket", "http"])
def slack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SlackWorkspace]:
    """The workspace with the bot in it, as an office starts it."""
    if not PROGRAM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("make setup-node installs the workspace")
        pytest.skip("the workspace is not installed, or not made for this machine: make setup-node")
    folder = tmp_path_factory.mktemp("workspace")
    with contextlib.ExitStack() as running:
        if request.param == "socket":
            workspace = running.enter_context(SlackWorkspace(folder))
            running.enter_context(katou_in(workspace, folder, ["slack"], "Slack: "))
        else:
            workspace = on_a_free_port(lambda port: served(running, folder, port))
        yield workspace


def served(running: contextlib.ExitStack, folder: Path, port: int) -> SlackWorkspace:
    """A workspace that sends its events to `katou serve` at a port."""
    with contextlib.ExitStack() as begun:
        workspace = begun.enter_context(SlackWorkspace(folder, f"http://127.0.0.1:{port}/slack/events"))
        begun.enter_context(katou_in(workspace, folder, ["serve", "--port", str(port)], "待ち受け: http"))
        running.push(begun.pop_all())
    return workspace


@contextlib.contextmanager
def katou_in(
    workspace: SlackWorkspace, folder: Path, command: list[str], started: str, **settings: str
) -> Iterator[None]:
    """The bot in a workspace, from the line that says `started` on. One that ends before fails at once."""
    environ = {
        "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_DATA": str(ROOT / "data"),
        "KATOU_INDEX": str(index_path()), "KATOU_STATE": str(folder / "state.db"), "KATOU_MEANING": "off",
        **workspace.settings, **settings,
    }  # fmt: skip
    log = folder / "katou.log"
    with (
        log.open("w") as said,
        subprocess.Popen([KATOU, *command], env=environ, cwd=folder, stdout=said, stderr=said) as process,
    ):
        try:
            workspace.until(lambda: says(log, started) or process.poll() is not None)
            if not says(log, started):
                told = log.read_text()
                raise (PortTakenError if "Address already in use" in told else RuntimeError)(told)
            yield
            process.terminate()
            assert process.wait(PATIENCE) == 0, log.read_text()
        finally:
            process.kill()
    assert "Traceback" not in log.read_text()


def says(log: Path, started: str) -> bool:
    """Whether a line begins so: an error's sentence may hold the same words."""
    return any(line.startswith(started) for line in log.read_text().splitlines())


def shown(message: dict[str, Any]) -> str:
    """All that a message shows."""
    return json.dumps(message["blocks"], ensure_ascii=False)


def test_a_mention_is_answered_in_its_thread_and_the_thread_goes_on(slack: SlackWorkspace) -> None:
    asked = slack.mention("△の事業は？")
    answer, rest = slack.answered(2, thread=asked)
    assert (
        answer["text"] == "△ 三角は11項目（11事業）、評価のある55項目の20.0%です"
    )  # what a notification shows
    assert "No.3" in shown(answer)
    assert "No.37" in shown(rest)  # what stands under "more"
    slack.say("そのうち⑥は？", thread=asked)
    follow_up = slack.answered(3, thread=asked)[2]
    assert "の△ 三角は1項目です（No.37" in follow_up["text"]
    slack.say("お昼どうする？", thread=asked)
    slack.say("ありがとう、助かった", thread=asked, user=slack.bob)
    slack.mention("No.21", thread=asked)
    last = slack.answered(5, thread=asked)  # the talk of people in between is left alone
    assert [each["text"][:4] for each in last[3:4]] == ["◎ 二重"]


def test_a_direct_message_is_answered(slack: SlackWorkspace) -> None:
    place = slack.direct()
    before = len(slack.of_bot(place))
    slack.say("防災課の事業は？", channel=place)
    answer = slack.answered(before + 1, place)[before]
    assert answer["text"].startswith("防災課は4項目（4事業）: ○ 丸 1、△ 三角 2、× バツ 1")


def test_a_slash_command_is_answered_privately_and_shared_by_its_button(slack: SlackWorkspace) -> None:
    before = len(slack.of_bot())
    slack.command("No.21の評価は？")
    private = slack.answered(before + 1)[before]
    assert (private["subtype"], private["ephemeral_to"]) == ("ephemeral", slack.alice)
    assert private["text"].startswith("◎ 二重丸です（No.21")
    slack.press(private, "このチャンネルに表示")
    open_ones = [each["text"] for each in slack.answered(before + 2)[before:] if "subtype" not in each]
    assert open_ones[0] == private["text"]


def test_a_card_is_changed_by_its_buttons_and_back(slack: SlackWorkspace) -> None:
    asked = slack.mention("△の事業は？")
    card = slack.answered(2, thread=asked)[0]
    label = next(
        part["text"]["text"]
        for block in card["blocks"] if block["type"] == "actions"
        for part in block["elements"] if part["action_id"] == "ask:0"
    )  # fmt: skip

    def now() -> dict[str, Any]:
        return next(each for each in slack.of_bot(thread=asked) if each["ts"] == card["ts"])

    slack.press(card, label)
    assert slack.until(lambda: now()["text"] != card["text"])
    assert now()["text"].startswith(label)
    slack.press(now(), "前の答え", slack.bob)
    assert slack.until(lambda: now()["text"] == card["text"])


def test_a_row_of_a_table_leads_to_its_items(slack: SlackWorkspace) -> None:
    asked = slack.mention("防災課と税務課を比べて")
    card = slack.answered(2, thread=asked)[0]
    slack.choose(card, "項目を見る", "税務課 ○ 丸 3")

    def now() -> dict[str, Any]:
        return next(each for each in slack.of_bot(thread=asked) if each["ts"] == card["ts"])

    assert slack.until(lambda: now()["text"] != card["text"])
    assert now()["text"].startswith("税務課")
    assert "3" in now()["text"]


def test_a_file_is_put_below_its_answer(slack: SlackWorkspace) -> None:
    asked = slack.mention("防災課の△をExcelで")
    assert slack.until(lambda: any(each.get("files") for each in slack.of_bot(thread=asked)))
    (file,) = (each["files"][0] for each in slack.of_bot(thread=asked) if each.get("files"))
    assert file["name"] == "防災課_三角_R2.xlsx"
    assert file["size"] > 1000


def test_app_home_shows_the_department_that_was_chosen(slack: SlackWorkspace) -> None:
    slack.open_home()
    assert slack.until(lambda: "課を選ぶと" in str(slack.home()))
    chosen = {"text": {"type": "plain_text", "text": "防災課"}, "value": "防災課"}
    slack.act_at_home({"type": "static_select", "action_id": "home_department", "selected_option": chosen})
    assert slack.until(lambda: "Wi-Fi環境の運用及び活用研究" in str(slack.home()))


def test_the_form_of_app_home_is_answered_directly(slack: SlackWorkspace) -> None:
    slack.open_home()
    assert slack.until(lambda: bool(slack.home()))
    place = slack.direct()
    before = len(slack.of_bot(place))
    slack.act_at_home({**button_of(slack.home(), "条件を選んで探す"), "type": "button"})
    assert slack.until(lambda: bool(slack.page()["modalStack"]))
    form = slack.page()["modalStack"][-1]
    assert [block["block_id"] for block in form["blocks"]] == ["topic", "department", "rating", "year"]
    chosen = {"department": "防災課", "rating": "×"}
    slack.submit({
        name: {name: {"type": "static_select", "selected_option": {"value": value}}}
        for name, value in chosen.items()
    })  # fmt: skip
    answer = slack.answered(before + 1, place)[before]
    assert answer["text"].startswith("防災課の× バツは1項目です（No.4 項目1")
    assert slack.until(lambda: slack.page()["modalStack"] == [])  # closed beside the answer


def test_a_bot_that_ends_at_its_start_is_told_at_once_with_what_it_said(tmp_path: Path) -> None:
    """Its port was taken: the sentence that says so holds the words of the one that it listens."""
    workspace = SlackWorkspace(tmp_path)
    workspace.port = free_port()  # nobody needs to be there
    with (
        socket.create_server(("127.0.0.1", free_port())) as taken,
        pytest.raises(PortTakenError, match="待ち受けできません"),
        katou_in(workspace, tmp_path, ["serve", "--port", str(taken.getsockname()[1])], "待ち受け: http"),
    ):
        pytest.fail("the tests would run in vain")
