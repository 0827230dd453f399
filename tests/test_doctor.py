"""`katou doctor` over installations as they are found: one is well, many are not, each for real."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat import Front
from bot.checkup.dialogue import CheckupDialogue
from bot.checkup.examining import clock_of
from bot.checkup.symptom import Health, Symptom
from bot.memory import Memory
from bot.memory.subscriptions import Ledger
from bot.orders import Where
from bot.settings import Settings
from bot.subscription import MAIL, Post, Progress, Standing, Subscription
from bot.wording.checkup import AREAS
from tests.bot_fixtures import ROOT, bot, index_path
from tests.commands import run_command
from tests.mail_server import PASSWORD, USER, certificate_for, mail_server
from tests.socket_mode import SocketModeServer
from tests.teams_connector import Connector
from tests.test_teams_serve import SET
from tests.test_tracing import collector
from tests.test_unreachable import moody

WRONG, DOUBTFUL = "異常", "注意"


class Installation:
    """A folder with data, an index and a state file, as a city has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.index, self.state = folder / "data", folder / "katou.db", folder / "state.db"
        shutil.copytree(ROOT / "data", self.data)
        self.data.chmod(0o755)
        shutil.copy(index_path(), self.index)
        with closing(Memory(self.state)) as memory:
            memory.claim("before")
            memory.done("before")
        self.settings = {
            "KATOU_DATA": str(self.data), "KATOU_INDEX": str(self.index), "KATOU_STATE": str(self.state),
        }  # fmt: skip

    def ledger(self) -> Ledger:
        return Ledger(Memory(self.state))

    def subscribe(self) -> Subscription:
        return self.ledger().subscribe(Subscription("slack", "T1", "C1"))

    def doctor(self, *words: str, **settings: str) -> tuple[int, list[str], str]:
        """The exit code, the lines, and what went to standard error."""
        environ = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "KATOU_MEANING": "off",
            **self.settings,
            **settings,
        }
        done = run_command("katou", *(words or ("doctor",)), env=environ, cwd=self.folder)
        return done.returncode, done.stdout.splitlines(), done.stderr

    def wrong(self, **settings: str) -> str:
        """The one finding that is wrong."""
        code, lines, error = self.doctor(**settings)
        found = [each for each in lines if each.startswith(WRONG)]
        assert (code, error) == (1, ""), (lines, error)
        assert len(found) == 1, lines
        assert " → " in found[0]  # and what to do
        return found[0]


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return Installation(tmp_path)


@pytest.fixture(scope="module")
def slack() -> Iterator[dict[str, str]]:
    with SocketModeServer() as server:
        yield {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret", "SLACK_API_URL": server.api_url}


def test_a_healthy_installation_is_said_to_be(here: Installation, slack: dict[str, str]) -> None:
    here.subscribe()
    connector = Connector()
    authority, key = certificate_for(here.folder, "127.0.0.1")
    teams = {
        **SET,
        "KATOU_TEAMS_KEYS_URL": f"{connector.url}/keys",
        "KATOU_TEAMS_LOGIN_URL": f"{connector.url}/login/",
    }
    missed = Memory(here.state).missed()
    with mail_server(certificate=(authority, key), signed_in=True) as (box, port), collector() as (there, _):
        mail = mails(port, KATOU_SMTP_USER=USER, KATOU_SMTP_PASSWORD=PASSWORD, KATOU_SMTP_CA=str(authority))
        with closing(here.ledger().memory) as memory:
            Ledger(memory).subscribe(Subscription(MAIL, "", "somebody@example.jp"))
        before = {path: path.read_bytes() for path in here.folder.rglob("*") if path.is_file()}
        code, lines, error = here.doctor(
            **slack, **teams, **mail, KATOU_PAGE_PASSWORD="an open door", KATOU_TRACES=there
        )
        assert not box.mails
    connector.close()
    assert (code, error) == (0, "")
    assert lines[0] == "どこも正常です。"
    assert {each.split("  ")[0] for each in lines[1:]} == {"正常"}
    areas = list(dict.fromkeys(each.split("  ")[1].partition(":")[0] for each in lines[1:]))
    assert areas == [ja for ja, _ in AREAS.values()]
    assert any("次は" in each for each in lines)
    after = {path: path.read_bytes() for path in here.folder.rglob("*") if path.is_file()}
    changed = {path.name for path, content in after.items() if before.get(path) != content}
    assert changed <= {"state.db", "state.db-wal", "state.db-shm"}  # SQLite tidies up
    assert Memory(here.state).missed() == missed


def test_it_speaks_english(here: Installation) -> None:
    code, lines, _ = here.doctor(LANG="en_US.UTF-8")
    assert (code, lines[0]) == (0, "All is fine.")
    assert "fine  clock: It is" in "\n".join(lines)


def _damaged(here: Installation) -> None:
    content = bytearray(here.state.read_bytes())
    content[4096:] = bytes(len(content) - 4096)
    here.state.write_bytes(content)


def _newer(here: Installation) -> None:
    with closing(sqlite3.connect(here.state)) as connection:
        connection.execute("pragma user_version = 999")


def _broken_index(here: Installation) -> None:
    here.index.write_bytes(here.index.read_bytes()[:50_000])


def _stale(here: Installation) -> None:
    with (here.data / "words.toml").open("a") as table:
        table.write("\n# a line more\n")


def _broken_table(here: Installation) -> None:
    (here.data / "departments.toml").write_text("[[department")


def _gone(here: Installation) -> None:
    each = here.subscribe()
    here.ledger().stand(each.id, Standing.GONE, time.time(), "gone:is_archived")


def _post(here: Installation, state: Progress, due: float) -> None:
    each = here.subscribe()
    ledger = here.ledger()
    ledger.plan([Post("k", each.id, "2026-W48", "2026-11-23", due)])
    if state is Progress.UNCLEAR:
        post = ledger.claim(time.time(), ("slack",))
        assert post
        ledger.finish(post, Progress.UNCLEAR, time.time(), why="no_history")


def _unsent(here: Installation) -> None:
    _post(here, Progress.PENDING, time.time() - 7200)


def _unclear(here: Installation) -> None:
    _post(here, Progress.UNCLEAR, time.time() - 7200)


def _as_it_is(here: Installation) -> None:
    """It is a setting that is wrong."""


BROKEN: dict[str, tuple[Callable[[Installation], object], dict[str, str], str]] = {
    "no data": (lambda here: shutil.rmtree(here.data), {}, "データのフォルダー"),
    "a table that cannot be read": (_broken_table, {}, "departments.toml"),
    "no index": (lambda here: here.index.unlink(), {}, "katou-index build"),
    "a broken index": (_broken_index, {}, "katou-index build"),
    "an index older than the data": (_stale, {}, "データより古く"),
    "a damaged state file": (_damaged, {}, "katou restore"),
    "a newer state file": (_newer, {}, "新しい版"),
    "no folder for the state file": (_as_it_is, {"KATOU_STATE": "nowhere/s.db"}, "nowhere に書けません"),
    "a state file open to others": (lambda here: here.state.chmod(0o644), {}, "chmod go-rwx"),
    "data that others may change": (lambda here: here.data.chmod(0o777), {}, "chmod go-w"),
    "a clock set back": (lambda here: os.utime(here.index, (time.time() + 9e6,) * 2), {}, "touch "),
    "a post stopped by its channel": (_gone, {}, "katou weekly resume 1"),
    "a post that nobody sends": (_unsent, {}, "katou clock"),
    "a post that may have arrived": (_unclear, {}, "katou weekly settle 1"),
    "half of Teams": (_as_it_is, {"KATOU_TEAMS_CLIENT_ID": "1"}, "KATOU_TEAMS_CLIENT_SECRET、"),
    "signatures not checked": (_as_it_is, {"KATOU_TEAMS_UNAUTHENTICATED": "on"}, "_UNAUTHENTICATED"),
    "one secret for two doors": (
        _as_it_is, {"KATOU_PAGE_PASSWORD": "an open door", "KATOU_PAGE_OFFICE_PASSWORD": "an open door"},
        "KATOU_PAGE_OFFICE_PASSWORD が同じ",
    ),
    "people of the office whom nobody signs in": (
        _as_it_is, {"KATOU_PAGE_OFFICE": "tanaka"}, "KATOU_PAGE_USER_HEADER"
    ),
    "a setting that cannot be": (_as_it_is, {"KATOU_KEEP_DAYS": "many"}, "KATOU_KEEP_DAYS='many'"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_installation_is_told_with_what_to_do(
    here: Installation, slack: dict[str, str], name: str
) -> None:
    breaks, settings, told = BROKEN[name]
    breaks(here)
    posts = slack if "post" in name else {}
    assert told in here.wrong(**posts, **settings)


def test_a_clock_that_cannot_be_right_is_told_with_what_shows_it(here: Installation) -> None:
    settings, now = Settings.read(here.settings), time.time()
    os.utime(here.state, (now + 9e6,) * 2)
    late = next(clock_of(settings, "en", now))
    assert f"yet {here.state} was written at " in late.told
    assert f"touch {here.state}" in late.todo
    early = next(clock_of(settings, "ja", 0.0))  # whatever files say: a battery is empty
    assert "1970-01-01 09:00" in early.told
    assert str(here.state) not in f"{early.told} {early.todo}"


def mails(port: int, **more: str) -> dict[str, str]:
    return {"KATOU_SMTP_HOST": "127.0.0.1", "KATOU_SMTP_PORT": str(port),
            "KATOU_SMTP_FROM": "katou@example.jp", **more}  # fmt: skip


MAILS: dict[str, tuple[dict[str, str], str]] = {
    "nobody there": ({"KATOU_SMTP_PORT": "9"}, "サーバーにつながりません"),
    "no encryption": ({}, "KATOU_SMTP_TLS"),
    "a password over an open line": (
        {"KATOU_SMTP_TLS": "off", "KATOU_SMTP_USER": USER, "KATOU_SMTP_PASSWORD": "x"}, "暗号化されず"
    ),
    "certificates that are not there": ({"KATOU_SMTP_CA": "nowhere.pem"}, "nowhere.pem がありません"),
    "half of it": ({"KATOU_SMTP_FROM": ""}, "KATOU_SMTP_FROM がありません"),
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_server_that_takes_nothing_is_told(here: Installation, name: str) -> None:
    settings, told = MAILS[name]
    with mail_server() as (box, port):
        assert told in here.wrong(**mails(port, **settings))
        assert not box.mails


def test_a_mail_server_nobody_knows_or_with_another_password_is_told(here: Installation) -> None:
    own, other = (certificate_for(here.folder, name) for name in ("127.0.0.1", "elsewhere.example"))
    signed = {"KATOU_SMTP_USER": USER, "KATOU_SMTP_PASSWORD": PASSWORD}
    with mail_server(certificate=own, signed_in=True) as (_, port):
        assert "証明書を確かめられません" in here.wrong(**mails(port, **signed))
        ours = {**signed, "KATOU_SMTP_CA": str(own[0])}
        assert here.doctor(**mails(port, **ours))[0] == 0
        told = here.wrong(**mails(port, **{**ours, "KATOU_SMTP_PASSWORD": "another one"}))
        assert "サインインできません" in told
        assert "another one" not in told
    with mail_server(certificate=other) as (_, port):
        assert "証明書を確かめられません" in here.wrong(**mails(port, KATOU_SMTP_CA=str(other[0])))


def test_a_subscriber_by_mail_without_a_mail_server_is_told(here: Installation) -> None:
    here.ledger().subscribe(Subscription(MAIL, "", "somebody@example.jp"))
    assert "docs/weekly.ja.md" in here.wrong()


def test_a_collector_that_is_not_there_is_told(here: Installation) -> None:
    code, lines, _ = here.doctor(KATOU_TRACES="http://127.0.0.1:9")
    (found,) = [each for each in lines if each.startswith(DOUBTFUL)]
    assert (code, "計測" in found) == (0, True)
    assert "http://127.0.0.1:9 で集める" in found
    assert "KATOU_TRACES を消して" in found


def test_a_locked_state_file_is_told(here: Installation) -> None:
    with closing(sqlite3.connect(here.state, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert "つかんだまま" in here.wrong()


def test_tokens_that_are_not_taken_are_told(here: Installation, slack: dict[str, str]) -> None:
    with moody("invalid_auth", "") as other:
        assert "invalid_auth" in here.wrong(
            **{**slack, "SLACK_API_URL": f"http://127.0.0.1:{other.port}/api/"}
        )
    assert "つながりません" in here.wrong(**{**slack, "SLACK_API_URL": "http://127.0.0.1:9/"})


def test_a_slip_in_a_name_is_told(here: Installation) -> None:
    code, lines, _ = here.doctor(KATOU_PAGE_PASWORD="an open door")
    (found,) = [each for each in lines if each.startswith(DOUBTFUL)]
    assert code == 0
    assert "KATOU_PAGE_PASSWORD のことなら" in found
    assert "an open door" not in found


def test_a_damaged_state_file_is_put_back(here: Installation) -> None:
    copy = here.folder / "copy.db"
    assert here.doctor("backup", str(copy))[0] == 0
    _damaged(here)
    here.wrong()
    code, (told,), _ = here.doctor("restore", str(copy))
    assert code == 0
    assert "state.db.before-" in told
    assert here.doctor()[0] == 0
    kept = next(here.folder.glob("state.db.before-*"))
    assert {path.stat().st_mode & 0o077 for path in (here.state, kept)} == {0}


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(5000), None])
def test_what_is_no_backup_changes_nothing(here: Installation, content: bytes | None) -> None:
    before, copy = here.state.read_bytes(), here.folder / "copy.db"
    if content is not None:
        copy.write_bytes(content)
    code, lines, error = here.doctor("restore", str(copy))
    assert (code, lines, len(error.splitlines())) == (1, [], 1)
    assert here.state.read_bytes() == before
    assert not list(here.folder.glob("*.part"))


# -- in a chat ---------------------------------------------------------------------------------------------

HERE = Where("slack", "T1", "D1", own=True)
WELL, ILL = (
    Symptom("disk", Health.WELL, "広い。"),
    Symptom("index", Health.WRONG, "ありません。", "作ってください。"),
)


def asked(text: str, *findings: Symptom, office: bool = True) -> str | None:
    front = Front(bot(), Memory(":memory:"), checkup=CheckupDialogue(lambda lang: findings))
    handled = front.order(text, HERE, lambda: office)
    return handled.card.headline if handled else None


@pytest.mark.parametrize(
    "text", ["調子はどう", "調子はどう？", "ボットの調子はどうですか", "具合はいかがですか。", "健康診断して"]
)
def test_the_office_asks_in_a_chat(text: str) -> None:
    assert asked(text, WELL) == "どこも正常です。"
    assert asked(text, WELL, ILL) == "直すところが1件あります。"
    assert asked(text, WELL, ILL, office=False) is None


@pytest.mark.parametrize(
    "text", ["RPAの調子はどう", "防災課の状態は？", "×の事業は？", "調子に乗るな", "電子申請の様子を教えて"]
)
def test_a_question_about_the_plan_is_no_such_order(text: str) -> None:
    assert asked(text, WELL) is None


def test_the_office_asks_in_english() -> None:
    assert asked("How are you doing?", WELL) == "All is fine."
