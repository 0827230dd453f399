"""Nobody sees another's plan: every address of the page, every way of Slack, what is kept and told."""

from __future__ import annotations

import html
import io
import json
import logging
import re
import sqlite3
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from bot.memory import Memory
from bot.meter import Meter
from bot.surfaces.api.service import ASK
from bot.surfaces.hosts import Hosts
from bot.surfaces.page.imports import LOAD
from bot.surfaces.slack.home import OPEN_FORM
from tests.plan_folders import KASUMI, MIDORI, SHIRASE, TOWNS, Town, folder_of
from tests.plan_house import OFFICE_OF_KASUMI, Doors, leaks, standing

BINDINGS = """
[[binding]]
slack = ["TKASUMI"]
teams = ["aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"]
hosts = ["kasumi.example"]
plans = ["kasumi"]

[[binding]]
slack = ["TSHIRASE"]
teams = ["ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"]
hosts = ["shirase.example"]
plans = ["shirase"]

[[binding]]
slack = ["TKASUMI/C9"]
hosts = ["midori.example"]
plans = ["midori"]
"""
FOREIGN_QUESTIONS = (
    "雪椿号の評価は？",
    "白瀬政策課の事業は？",
    "波瑠音アプリの評価は？",
    "No.1",
    "×の事業は？",
)
PARTS = {"filename": "page.css", "code": "R7", "number": "1", "title": "x.csv", "form": "csv"}


def home_of(folder: Path) -> Path:
    home = folder_of(folder / "plans", BINDINGS)
    for town in TOWNS:
        office = f'KATOU_SLACK_OFFICE = "{OFFICE_OF_KASUMI}"\n' if town is KASUMI else ""
        (home / town.name / "settings.toml").write_text(
            f'KATOU_PAGE_URL = "http://{town.name}.example"\n{office}', encoding="utf-8"
        )
    return home


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    folder = tmp_path_factory.mktemp("doors")
    with pytest.MonkeyPatch.context() as patch, standing(home_of(folder), folder, patch) as made:
        yield made


# -- the page --------------------------------------------------------------------------------------------


def login(town: Town) -> dict[str, str]:
    word = f"anybody:password of {town.name}"
    return {"Authorization": f"Basic {b64encode(word.encode()).decode()}"}


def base(town: Town) -> str:
    return f"http://{town.name}.example"


def get(doors: Doors, town: Town, path: str, **headers: str) -> TestResponse:
    client = Client(cast(Any, doors.page))
    return client.get(
        path,
        base_url=base(town),
        headers={**login(town), **headers},
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
        buffered=True,
    )


def pages_of(doors: Doors, town: Town) -> Flask:
    with doors.plans._open.entered((town.name,)) as house:
        assert house.site is not None
        return cast(Flask, house.site.page)


def addresses(doors: Doors, town: Town) -> Iterator[str]:
    """Every address of the page that can be got, with names of this town and of the others in its parts."""
    for rule in pages_of(doors, town).url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        names = [department for each in TOWNS for _, department, _ in each.rows]
        for name in names if "name" in rule.arguments else [""]:
            values = {part: name if part == "name" else PARTS.get(part, "1") for part in rule.arguments}
            path = rule.rule
            for part, value in values.items():
                path = path.replace(f"<{part}>", quote(value)).replace(f"<int:{part}>", value)
                path = path.replace(f"<path:{part}>", value)
            yield path


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_no_address_of_the_page_shows_another_plan(doors: Doors, town: Town) -> None:
    walked = 0
    for path in addresses(doors, town):
        answer = get(doors, town, path)
        assert answer.status_code < 500, path
        typed = path if answer.status_code != 200 else ""
        assert leaks(answer.text, town, typed) == [], path
        walked += answer.status_code == 200
    assert walked > 8


@pytest.mark.parametrize("town", [KASUMI, MIDORI], ids=lambda town: town.name)
@pytest.mark.parametrize("question", FOREIGN_QUESTIONS)
def test_a_question_about_another_plan_finds_nothing_of_it(doors: Doors, town: Town, question: str) -> None:
    answer = get(doors, town, f"/?q={quote(question)}")
    assert answer.status_code == 200
    assert leaks(answer.text, town, question) == []


def test_each_host_shows_its_own_plan(doors: Doors) -> None:
    """Or the tests above would hold for a page that shows nothing."""
    for town in TOWNS:
        shown = get(doors, town, f"/?q={quote(town.rows[0][0])}").text
        assert town.rows[0][1] in shown
        assert f"{town.city}{town.own}計画" in shown


def test_the_password_of_one_plan_opens_no_other(doors: Doors) -> None:
    for town, other in ((KASUMI, SHIRASE), (SHIRASE, MIDORI), (MIDORI, KASUMI)):
        refused = get(doors, town, "/", **login(other))
        assert refused.status_code == 401
        assert leaks(refused.text, town) == []
        assert get(doors, town, "/").status_code == 200


def test_a_host_of_no_plan_shows_none(doors: Doors) -> None:
    client = Client(cast(Any, doors.page))
    for host in ("nowhere.example", "kasumi", "kasumi.example.evil", "127.0.0.1", "[::1]", ""):
        for path in ("/", "/overview", "/export.csv", ASK):
            answer = client.get(path, base_url="http://x", headers={"Host": host})
            assert answer.status_code == 404
            assert not any(leaks(answer.text, town) for town in TOWNS)


def test_a_conversation_and_its_files_belong_to_their_host(doors: Doors) -> None:
    client = Client(cast(Any, doors.page))
    own = {**login(KASUMI), "Origin": base(KASUMI)}
    asked = client.post("/ask", base_url=base(KASUMI), headers=own, data={"q": "鶴亀橋をExcelで"})
    cookies = "; ".join(each.partition(";")[0] for each in asked.headers.getlist("Set-Cookie"))
    assert cookies
    there = get(doors, SHIRASE, "/", Cookie=cookies)
    assert there.status_code == 200
    assert leaks(there.text, SHIRASE) == []
    assert "鶴亀管理課" in get(doors, KASUMI, "/", Cookie=cookies).text


def read(answer: TestResponse) -> str:
    """What an answer says: a page, a text, or the parts of an Excel or Word file."""
    if not answer.data.startswith(b"PK"):
        return answer.data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())


def test_links_and_files_of_an_answer_show_their_own_plan_and_elsewhere_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each link of some answers, followed at its own host and, where it types foreign words, at another."""
    with standing(home_of(tmp_path), tmp_path, monkeypatch) as doors:
        for town, other in ((KASUMI, SHIRASE), (SHIRASE, MIDORI), (MIDORI, KASUMI)):
            files = 0
            for link in links_of(doors, town):
                own, there = get(doors, town, link), get(doors, other, link)
                assert max(own.status_code, there.status_code) < 500, link
                assert leaks(read(own), town) == [], link
                assert leaks(read(there), other, unquote(link)) == [], link
                files += own.data.startswith(b"PK") and town.rows[0][0] in read(own)
            assert files > 0


def links_of(doors: Doors, town: Town) -> list[str]:
    """What some answers of a page lead to: at its own host all of it."""
    title, department, mark = town.rows[0]
    found: set[str] = set()
    for question in (f"{title}は？", f"{department}の事業は？", f"{mark}の一覧をExcelで", "課別の評価を表で"):
        shown = get(doors, town, f"/?q={quote(question)}").text
        found |= {html.unescape(link) for link in re.findall(r'(?:href|src|action)="([^"#]+)', shown)}
    assert {urlsplit(link).netloc for link in found} <= {"", f"{town.name}.example"}
    paths = (link for link in sorted(found) if not link.startswith(("http", "mailto:")))
    return [link if link.startswith("/") else f"/{link}" for link in paths]


def test_a_programs_key_opens_its_own_plan_alone(doors: Doors) -> None:
    programs = doors.plans.programs()[ASK]
    assert isinstance(programs, Hosts)
    client = Client(cast(Any, programs))
    for town in TOWNS:
        for other in TOWNS:
            key = {"Authorization": f"Bearer key-of-the-plan-of-{other.name}"}
            answer = client.get(f"{ASK}?text={quote('No.1')}", base_url=base(town), headers=key)
            assert answer.status_code == (200 if other is town else 401)
            assert leaks(answer.text.encode().decode("unicode_escape", "ignore"), town) == []
            if other is town:
                assert town.rows[0][0] in answer.text


def test_only_the_office_of_a_host_may_bring_a_large_file(doors: Doors) -> None:
    page = cast(Hosts, doors.page)
    sent = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": LOAD,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
    }
    office = f"Basic {b64encode(b'anybody:office of kasumi').decode()}"
    large, small = (
        page.room({**sent, "HTTP_HOST": f"{town.name}.example", "HTTP_AUTHORIZATION": office})
        for town in (KASUMI, SHIRASE)
    )
    assert large > 10 * small
    assert page.room({**sent, "HTTP_HOST": "nowhere.example", "HTTP_AUTHORIZATION": office}) == 0


# -- Slack -----------------------------------------------------------------------------------------------

WORKSPACES = (("TKASUMI", KASUMI), ("TSHIRASE", SHIRASE))


@pytest.mark.parametrize(("team", "town"), WORKSPACES, ids=lambda each: str(each)[:9])
def test_a_workspace_is_answered_from_its_plan(doors: Doors, team: str, town: Town) -> None:
    own = "\n".join(doors.mention(team, "RPAは？"))
    assert town.rows[0][1] in own
    assert leaks(own, town) == []
    for question in FOREIGN_QUESTIONS:
        said = "\n".join(doors.direct(team, question))
        assert said
        assert leaks(said, town, question) == []


def test_a_channel_is_answered_from_the_plan_it_is_bound_to(doors: Doors) -> None:
    said = "\n".join(doors.mention("TKASUMI", "テレワークは？", "C9"))
    assert "緑浦総務課" in said
    assert leaks(said, MIDORI) == []
    assert "緑浦総務課" not in "\n".join(doors.mention("TKASUMI", "テレワークは？", "C1"))


@pytest.mark.parametrize(("team", "town"), WORKSPACES, ids=lambda each: str(each)[:9])
def test_home_forms_and_suggestions_are_of_the_plan(doors: Doors, team: str, town: Town) -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": "1.1"}
    home = "\n".join(doors.called(lambda: doors.event(team, opened), "views.publish"))
    assert town.rows[0][1] in home
    assert leaks(home, town) == []
    opens = {
        "type": "block_actions", "container": {"type": "view"},
        "actions": [{"action_id": OPEN_FORM, "type": "button", "block_id": "b", "action_ts": "1.2"}],
    }  # fmt: skip
    form = "\n".join(doors.called(lambda: doors.interact(team, opens), "views.open"))
    assert town.rows[0][1] in form
    assert leaks(form, town) == []
    for typed in ("", "RPA"):
        offered = doors.interact(team, {
            "type": "block_suggestion", "action_id": "topic", "block_id": "topic", "value": typed,
            "container": {"type": "view"},
        })  # fmt: skip
        texts = json.dumps(json.loads(offered), ensure_ascii=False)
        assert leaks(texts, town) == []
        assert town.rows[0][0][:10] in texts


def test_a_command_is_answered_from_the_plan(doors: Doors) -> None:
    def command(team: str) -> None:
        fields = {"command": "/plan", "text": "RPAは？", "team_id": team, "channel_id": "C1", "user_id": "U1",
                  "response_url": f"{doors.api.address}respond", "trigger_id": "1.1"}  # fmt: skip
        assert doors.send(urlencode(fields), "application/x-www-form-urlencoded")[0] == 200

    for team, town in WORKSPACES:
        said = "\n".join(doors.called(lambda team=team: command(team), "respond"))
        assert town.rows[0][1] in said
        assert leaks(said, town) == []


def test_where_no_plan_is_bound_it_is_said_and_nothing_else(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for said in (doors.mention("TNOWHERE", "RPAは？"), doors.direct("TNOWHERE", "RPAは？")):
            (only,) = said
            assert "計画が結び付けられていない" in only
            assert "No plan is bound" in only
            assert not any(leaks(only, town) for town in TOWNS)
    assert "RPA" not in caplog.text
    told = [record.message for record in caplog.records if "TNOWHERE/C1" in record.message]
    assert len(told) == 1


def test_the_office_of_one_plan_is_nobody_in_another(doors: Doors) -> None:
    doors.mention("TSHIRASE", "宇宙人の評価は？")
    doors.mention("TKASUMI", "深海魚の評価は？")
    order = "見つからなかった質問"
    own = "\n".join(doors.direct("TKASUMI", order, OFFICE_OF_KASUMI))
    assert "深海魚" in own
    assert "宇宙人" not in own
    other = "\n".join(doors.direct("TSHIRASE", order, OFFICE_OF_KASUMI))
    assert other
    assert "宇宙人" not in other
    assert "深海魚" not in other


def test_what_is_kept_lies_in_the_plans_own_file(doors: Doors) -> None:
    """Questions that found nothing, numbers, claims, conversations: each table of each state file."""
    doors.mention("TKASUMI", "南極の評価は？")
    with doors.plans._open.entered(("kasumi",)) as house:
        house.front.memory.settle()
    home = Path(doors.plans.settings.plans)
    assert "南極" in dump(home / "kasumi" / "katou-state.db")
    assert "南極" not in dump(home / "shirase" / "katou-state.db")
    for town in TOWNS:
        kept = dump(home / town.name / "katou-state.db")
        assert [word for word in leaks(kept, town) if word not in "".join(FOREIGN_QUESTIONS)] == []


def dump(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump())


# -- what whoever runs it reads --------------------------------------------------------------------------


def test_numbers_and_the_log_name_no_plan(
    doors: Doors, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    meter = Meter()
    doors.plans.numbers(meter)
    with caplog.at_level(logging.INFO):
        doors.mention("TKASUMI", "雪椿号の評価は？")
        get(doors, MIDORI, "/?q=RPA")
    told = meter.text().decode() + caplog.text + capsys.readouterr().out + doors.plans.trouble()
    assert "katou_plans 3.0" in told
    assert not [
        word for word in ("kasumi", "shirase", "midori", "雪椿") if word in told.replace(".example", "")
    ]


# -- so many open at once --------------------------------------------------------------------------------


def test_a_plan_that_was_closed_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One plan open at a time: each question closes the other's, and conversations go on all the same."""
    with standing(home_of(tmp_path), tmp_path, monkeypatch, most=1) as doors:
        for _ in range(2):
            assert "情報推進室" in "\n".join(doors.direct("TKASUMI", "RPAは？"))
            assert "白瀬政策課" in "\n".join(doors.direct("TSHIRASE", "RPAは？"))
            assert len(doors.plans._open) == 1
        client, own = Client(cast(Any, doors.page)), {**login(KASUMI), "Origin": base(KASUMI)}
        client.post("/ask", base_url=base(KASUMI), headers=own, data={"q": "RPAの評価は？"})
        assert get(doors, SHIRASE, "/").status_code == 200
        later = client.post("/ask", base_url=base(KASUMI), headers=own, data={"q": "その担当課は？"},
                            follow_redirects=True)  # fmt: skip
        assert "情報推進室" in later.text


def test_a_workspace_that_is_bound_elsewhere_gets_the_other_plan_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_of(tmp_path)
    with standing(home, tmp_path, monkeypatch) as doors:
        assert "情報推進室" in "\n".join(doors.mention("TKASUMI", "RPAは？"))
        swapped = BINDINGS.replace("TKASUMI", "x").replace("TSHIRASE", "TKASUMI").replace('"x', '"TSHIRASE')
        (home / "bindings.toml").write_text(swapped, encoding="utf-8")
        assert "白瀬政策課" in "\n".join(doors.mention("TKASUMI", "RPAは？"))
        assert "情報推進室" in "\n".join(doors.mention("TSHIRASE", "RPAは？"))


def test_a_plan_that_cannot_be_opened_keeps_no_other_from_answering(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_of(tmp_path)
    (home / "shirase" / "settings.toml").write_text('KATOU_PAGE_PASSWORD = "in the open"\n', encoding="utf-8")
    with standing(home, tmp_path, monkeypatch) as doors:
        away = get(doors, SHIRASE, "/")
        assert away.status_code == 503
        assert "in the open" not in away.text
        assert get(doors, KASUMI, "/").status_code == 200


def test_memory_of_every_plan_is_a_file_of_its_own(doors: Doors) -> None:
    paths = set()
    for town in TOWNS:
        with doors.plans._open.entered((town.name,)) as house:
            memory: Memory = house.front.memory
            paths.add(memory.path)
    assert len(paths) == len(TOWNS)
