"""A folder of plans: which plan a command is about, that its files are its own, the table of bindings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plans.bindings import Bindings, BindingTable, read_bindings
from bot.plans.own_settings import WHO_MAY, settings_of
from bot.settings import SETTINGS
from katou_index.errors import TableError
from katou_index.plans import UnknownPlanError, plan_folder, plan_names, sole_plan
from tests.commands import run_command
from tests.plan_folders import KASUMI, MIDORI, SHIRASE, TOWNS, folder_of

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = folder_of(tmp_path_factory.mktemp("plans"))
    done = run("katou-index", "build", home=made)
    assert done.returncode == 0
    return made


def run(
    program: str, *arguments: str, home: Path | None = None, stdin: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KATOU_MEANING": "off", **more}
    if home:
        environ["KATOU_PLANS"] = str(home)
    return run_command(program, *arguments, env=environ, cwd=home or Path.cwd(), given=stdin)


# -- commands ---


def test_every_plan_is_built_and_checked_beside_its_data(home: Path) -> None:
    for town in TOWNS:
        assert (home / town.name / "katou.db").exists()
    checked = run("katou-index", "check", home=home)
    assert checked.returncode == 0
    assert [line for line in checked.stdout.splitlines() if line.startswith("[")] == [
        f"[{name}]" for name in sorted(town.name for town in TOWNS)
    ]


def test_one_broken_plan_keeps_no_other_from_being_built(tmp_path: Path) -> None:
    made = folder_of(tmp_path)
    (made / "midori" / "data" / "plan.toml").write_text("[plan]\nnme = 1\n", encoding="utf-8")
    done = run("katou-index", "build", home=made)
    assert done.returncode == 1
    assert "[midori]" in done.stderr
    assert (made / "shirase" / "katou.db").exists()  # it comes after midori
    assert not (made / "midori" / "katou.db").exists()


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town.name)
def test_what_a_plan_is_asked_comes_from_it_alone(home: Path, town: object) -> None:
    assert isinstance(town, tuple)
    name, rows = town[0], town[5]
    found = json.loads(run("katou-index", "export", "--plan", name, home=home).stdout)
    assert [(each["title"], each["rating"]) for each in found] == [(title, mark) for title, _, mark in rows]
    hits = json.loads(run("katou-index", "search", rows[0][0], "--json", "--plan", name, home=home).stdout)
    assert hits[0]["title"] == rows[0][0]
    answer = json.loads(run("katou", "ask", rows[0][0], "--json", "--plan", name, home=home).stdout)
    assert answer["items"] == ["1-1"]


def test_a_plan_may_be_named_in_the_environment(home: Path) -> None:
    named = run("katou", "ask", "RPAは？", home=home, KATOU_PLAN="shirase")
    assert named.stdout.startswith("× バツ")
    searched = run("katou-index", "search", "RPA", home=home, KATOU_PLAN="shirase")
    assert searched.stdout.split("\t")[3] == "RPAとAI-OCRの導入"


@pytest.mark.parametrize("command", [("katou", "ask", "RPA"), ("katou-index", "search", "RPA")])
def test_without_a_name_it_is_asked_for_in_one_line(home: Path, command: tuple[str, ...]) -> None:
    done = run(*command, home=home)
    assert (done.returncode, done.stdout) == (1, "")
    (said,) = done.stderr.splitlines()
    assert "--plan" in said
    assert all(town.name in said for town in TOWNS)


@pytest.mark.parametrize("name", ["nowhere", "..", "kasumi/..", "/etc", "KASUMI", "", " ", "a" * 60])
def test_a_name_that_is_none_is_refused(home: Path, name: str) -> None:
    done = run("katou", "ask", "RPA", "--plan", name, home=home)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_plan_without_a_folder_of_plans_is_refused(tmp_path: Path) -> None:
    for command in (("katou", "ask", "RPA"), ("katou-index", "search", "RPA")):
        done = run(*command, "--plan", "kasumi")
        assert done.returncode == 1
        assert "KATOU_PLANS" in done.stderr


def test_a_file_that_is_given_counts_over_the_plans(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "elsewhere.db"
    data = str(home / "midori" / "data")
    assert run("katou-index", "build", "--data", data, "--out", str(out), home=home).returncode == 0
    found = run("katou-index", "search", "テレワーク", "--out", str(out), home=home)
    assert "緑浦総務課" in found.stdout


def test_the_only_plan_needs_no_name(tmp_path: Path) -> None:
    made = folder_of(tmp_path, towns=(MIDORI,))
    assert run("katou-index", "build", home=made).returncode == 0
    assert "S 優秀" in run("katou", "ask", "テレワークは？", home=made).stdout


def test_a_new_plan_begins_in_its_own_folder(home: Path, tmp_path: Path) -> None:
    made = folder_of(tmp_path / "plans", towns=(KASUMI,))
    sheet = home / "midori" / "data" / "r7" / "sheet.csv"
    begun = run("katou-index", "start", str(sheet), "--yes", "--plan", "newtown", home=made)
    assert begun.returncode == 0, begun.stderr
    assert (made / "newtown" / "data" / "r7").is_dir()
    assert plan_names(str(made)) == ("kasumi", "newtown")


def test_settings_are_those_of_the_plan(home: Path) -> None:
    shown = run("katou", "settings", "--plan", "midori", home=home).stdout
    assert f"KATOU_STATE={home / 'midori' / 'katou-state.db'}" in shown


def test_a_tick_looks_at_every_plan(home: Path) -> None:
    done = run("katou", "tick", home=home)
    assert (done.returncode, done.stderr) == (0, "")


def test_doctor_tells_what_is_not_well_with_any(tmp_path: Path) -> None:
    made = folder_of(tmp_path, '[[binding]]\nhosts = ["a.example"]\nplans = ["kasumi", "shirase"]\n')
    run("katou-index", "build", home=made)
    (made / "shirase" / "settings.toml").write_text('KATOU_PAGE_PASSWORD = "x"\n', encoding="utf-8")
    (made / "kasumi" / "katou.db").unlink()
    done = run("katou", "doctor", home=made)
    assert done.returncode == 1
    assert "[kasumi]" in done.stdout
    assert "KATOU_PAGE_PASSWORD__SHIRASE" in done.stdout
    assert "midori" in next(line for line in done.stdout.splitlines() if "bindings.toml" in line)
    assert "正常  データと索引" not in done.stdout


def test_doctor_finds_one_password_of_two_plans(tmp_path: Path) -> None:
    made = folder_of(tmp_path)
    run("katou-index", "build", home=made)
    secrets = {"KATOU_PAGE_PASSWORD__KASUMI": "correct horse", "KATOU_PAGE_PASSWORD__MIDORI": "correct horse"}
    done = run("katou", "doctor", home=made, **secrets)
    assert done.returncode == 1
    assert "correct horse" not in done.stdout
    assert any("[midori]" in line and "kasumi" in line for line in done.stdout.splitlines())


# -- names ---


@given(st.text(max_size=60))
def test_no_text_leads_out_of_the_folder(name: str) -> None:
    try:
        found = plan_folder(".", name, new=True)
    except UnknownPlanError:
        return
    assert os.path.dirname(os.path.normpath(found.path)) == ""


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownPlanError, match="KATOU_PLANS"):
        sole_plan(str(tmp_path / "none"), "")


# -- what is set for one plan ---


def test_who_may_come_in_is_set_for_each_plan_and_never_taken_over(tmp_path: Path) -> None:
    made = folder_of(tmp_path)
    of_all = {
        "KATOU_PAGE_PASSWORD": "of the machine", "KATOU_API_KEY": "a key of the machine".replace(" ", "-"),
        "KATOU_SLACK_OFFICE": "U1", "KATOU_TEAMS_OFFICE": "u1", "KATOU_PAGE_OFFICE": "a", "KATOU_LANG": "en",
        "KATOU_PAGE_URL": "https://all.example", "KATOU_PAGE_PASSWORD__KASUMI": "of kasumi alone",
    }  # fmt: skip
    (made / "kasumi" / "settings.toml").write_text(
        'KATOU_SLACK_OFFICE = "U7 S8"\nKATOU_KEEP_DAYS = 30\n', encoding="utf-8"
    )
    kasumi, midori = (settings_of(of_all, plan_folder(str(made), name)) for name in ("kasumi", "midori"))
    assert (kasumi.page_password, midori.page_password) == ("of kasumi alone", "")
    assert (kasumi.slack_office, midori.slack_office) == (frozenset({"U7", "S8"}), frozenset())
    assert (kasumi.keep_days, midori.keep_days) == (30, 180)
    for field in WHO_MAY:
        assert not getattr(midori, field), SETTINGS[field].name
    assert kasumi.lang == midori.lang == "en"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('KATOU_PAGE_PASSWORD = "secret word"', "KATOU_PAGE_PASSWORD__KASUMI"),
        ('SLACK_BOT_TOKEN = "xoxb-1"', "SLACK_BOT_TOKEN"),
        ('KATOU_STATE = "elsewhere.db"', "KATOU_STATE"),
        ('KATOU_PAGE_URL = ["https://a.example"]', "KATOU_PAGE_URL"),
        ("KATOU_PAGE_URL = ", "settings.toml"),
    ],
)
def test_what_no_plan_sets_for_itself_is_refused(tmp_path: Path, text: str, says: str) -> None:
    made = folder_of(tmp_path)
    (made / "kasumi" / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=says) as raised:
        settings_of({}, plan_folder(str(made), "kasumi"))
    assert "secret word" not in str(raised.value)


# -- the table of bindings ---


def bound(tmp_path: Path, text: str) -> Bindings:
    return read_bindings(str(folder_of(tmp_path, text)))


def test_a_channel_counts_over_its_workspace_and_a_thread_is_its_channels(tmp_path: Path) -> None:
    found = bound(tmp_path, """
        [[binding]]
        slack = ["T1", "T2/C2"]
        teams = ["AAAA-1"]
        hosts = ["Plan.Example"]
        plans = ["kasumi", "midori"]
        [[binding]]
        slack = ["T1/C9"]
        teams = ["aaaa-1/19:x@thread.tacv2"]
        plans = ["shirase"]
    """)  # fmt: skip
    assert found.of_slack("T1") == found.of_slack("T1", "C1") == ("kasumi", "midori")
    assert found.of_slack("T1", "C9") == ("shirase",)
    assert (found.of_slack("T2"), found.of_slack("T2", "C2")) == ((), ("kasumi", "midori"))
    assert found.of_slack("") == found.of_slack("", "C9") == found.of_slack("T3", "C9") == ()
    assert found.of_teams("aaaa-1", "19:x@thread.tacv2;messageid=7") == ("shirase",)
    assert found.of_teams("AAAA-1", "a:1") == ("kasumi", "midori")
    assert found.of_host("plan.example.") == ("kasumi", "midori")
    assert found.of_host("") == ()
    assert found.workspaces("kasumi") == {"T1", "T2"}
    assert found.workspaces("midori") == frozenset()  # it is only compared there


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[bindings]]\nplans = []", "bindings"),
        ("[binding]\nplans = []", "binding"),
        ('[[binding]]\nslack = ["T1"]', "plans"),
        ('[[binding]]\nslack = ["T1"]\nplans = ["nowhere"]', "nowhere"),
        ('[[binding]]\nslack = "T1"\nplans = ["kasumi"]', "slack"),
        ('[[binding]]\nslack = [""]\nplans = ["kasumi"]', "slack"),
        ('[[binding]]\nchannel = ["C1"]\nplans = ["kasumi"]', "channel"),
        ('[[binding]]\nslack = ["T1", "t1"]\nplans = ["kasumi"]', "t1"),
        (
            '[[binding]]\nhosts = ["a"]\nplans = ["kasumi"]\n[[binding]]\nhosts = ["A"]\nplans = ["midori"]',
            "a",
        ),
        ('[[binding]]\nplans = ["kasumi"', "bindings.toml"),
    ],
)
def test_an_entry_that_does_not_fit_is_told_with_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(TableError, match=says):
        bound(tmp_path, text)


def test_without_a_table_nothing_is_bound(tmp_path: Path) -> None:
    assert bound(tmp_path, "") == Bindings({}, {}, {})


def test_a_table_that_is_saved_counts_at_once_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    home = folder_of(tmp_path, '[[binding]]\nslack = ["T1"]\nplans = ["kasumi"]\n')
    table = BindingTable(str(home))
    file = home / "bindings.toml"
    file.write_text('[[binding]]\nslack = ["T1"]\nplans = ["shirase"]\n', encoding="utf-8")
    assert table.now().of_slack("T1") == ("shirase",)
    file.write_text('[[binding]]\nslack = ["T1"]\nplans = ["gone"]\n', encoding="utf-8")
    assert table.now().of_slack("T1") == ("shirase",)
    assert "gone" in table.trouble
    file.write_text("", encoding="utf-8")
    assert table.now().of_slack("T1") == ()
    assert table.trouble == ""


@given(st.dictionaries(st.sampled_from(["T1", "T2", "T3"]), st.sampled_from([t.name for t in TOWNS])))
def test_a_workspace_is_answered_by_its_own_plan_or_by_none(table: dict[str, str]) -> None:
    found = Bindings({team.lower(): (plan,) for team, plan in table.items()}, {}, {})
    for team in ("T1", "T2", "T3", "T4"):
        assert found.of_slack(team, "C1")[:1] == ((table[team],) if team in table else ())


assert len({SHIRASE.own, KASUMI.own, MIDORI.own}) == 3
