"""The page without a browser: conversations, links, exports, views, headers, odd input."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot import Bot, clock
from bot.chat import Front
from bot.conversation import Conversations
from bot.files.download import Download
from bot.memory import Memory
from bot.surfaces import page as page_surface
from bot.surfaces.page import talks
from bot.surfaces.page.app import make_app
from bot.surfaces.page.bars import slots
from bot.surfaces.page.downloads import KeptFiles
from bot.wording import page as page_wording
from katou_index import open_index
from katou_index.plan import State
from tests.bot_fixtures import bot, index_path
from tests.page_fixtures import BASE, OWN, addresses, ask, client, get, post, text_of, tree
from tests.test_state_away import until
from tests.worlds import bot_of_three_years

PAGES = ["/", "/overview", "/findings", "/measure/R2/30", "/department/R2/防災課", "/?q=×の事業は？", "/nope"]
STRICT = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_well_formed_and_load_nothing_from_elsewhere(path: str, lang: str, tmp_path: Path) -> None:
    answer = get(client(tmp_path), path, **{"Accept-Language": lang})
    assert answer.status_code == (404 if path == "/nope" else 200)
    page = tree(answer)
    assert page.get("lang") == ("ja" if "?q=" in path else lang)
    assert {each for each in addresses(page) if each.startswith(("http", "//"))} == set()
    assert [node.tag for node in page.iter() if node.get("style") or node.get("onclick")] == []
    for name in STRICT:
        assert name in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_every_link_of_the_pages_leads_somewhere(tmp_path: Path) -> None:
    browser = client(tmp_path)
    found = {each for path in PAGES for each in addresses(tree(get(browser, path))) if each.startswith("/")}
    found -= {"/ask", "/new", "/feedback"}
    assert len(found) > 100
    assert [each for each in sorted(found) if get(browser, each).status_code != 200] == []


def test_the_name_of_a_bar_leads_to_all_of_its_items(tmp_path: Path) -> None:
    browser = client(tmp_path)
    names = [node for node in tree(get(browser, "/?q=方針別の内訳")).iter() if node.get("class") == "name"]
    links = {"".join(node.itertext()): link.get("href") for node in names for link in node.iter("a")}
    assert len(links) == 6
    for name, link in links.items():  # 「③ 地域力の強化 9項目」
        told = [node for node in tree(get(browser, link)).iter() if node.get("class") == "headline"]
        assert f"は{name.split()[-1]}" in "".join(told[-1].itertext())  # below the answers before it


def test_a_follow_up_goes_on_without_script_and_the_conversation_stays_visible(tmp_path: Path) -> None:
    browser = client(tmp_path)
    get(browser, "/")
    assert post(browser, "/ask", {"q": "×の事業は？"}).headers["Location"] == "/#a1"
    assert post(browser, "/ask", {"q": "そのうち防災課は？"}).headers["Location"] == "/#a2"
    page = tree(get(browser, "/"))
    articles = list(page.iter("article"))
    assert [each.get("id") for each in articles] == ["a1", "a2"]
    assert "1項目" in text_of(articles[1])
    assert post(browser, "/new", {}).status_code == 303
    assert list(tree(get(browser, "/")).iter("article")) == []


def test_without_a_cookie_the_answer_is_shown_at_once(tmp_path: Path) -> None:
    answer = post(client(tmp_path), "/ask", {"q": "×の事業は？"})
    assert answer.status_code == 200
    assert "7項目" in text_of(tree(answer))
    cookie = answer.headers["Set-Cookie"]
    assert re.search(r"^katou=[\w-]{43};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_a_permalink_is_answered_on_load_and_stands_alone(tmp_path: Path) -> None:
    browser = client(tmp_path)
    get(browser, "/?q=税務課の事業は？")
    page = tree(get(browser, "/?q=×の事業は？"))
    articles = list(page.iter("article"))
    assert "7項目（7事業）" in text_of(articles[-1])  # of the city, not of 税務課
    assert len(articles) == 2
    assert (
        len(list(tree(get(browser, "/?q=×の事業は？")).iter("article"))) == 2
    )  # loaded again: not asked again


def test_two_browsers_share_nothing(tmp_path: Path) -> None:
    app = client(tmp_path).application
    one, other = app.test_client(), app.test_client()
    ask(one, "×の事業は？")
    assert list(tree(get(other, "/")).iter("article")) == []
    assert "防災課" in text_of(ask(other, "そのうち防災課は？"))


def test_choices_are_pressed_as_questions_are_typed(tmp_path: Path) -> None:
    browser = client(tmp_path)
    page = ask(browser, "×の事業は？")
    choice = next(each for each in page.iter("button") if text_of(each) == "防災課")
    assert "No.4項目1" in text_of(ask(browser, str(choice.get("value"))))


@pytest.mark.parametrize("question", ["RPAの進捗は？", "Is there Wi-Fi at the tourist facilities?"])
def test_a_label_keeps_its_blanks(question: str, tmp_path: Path) -> None:
    """A button lays its parts out side by side: its words have to be one part, or the blanks are lost."""
    page = ask(client(tmp_path), question)
    labels = [each for each in page.iter("button") if each.get("class") == "choice"]
    assert labels
    assert not [each for each in labels if len(each) != 1 or each.text or each[0].tail]


def test_an_english_answer_has_english_brackets(tmp_path: Path) -> None:
    shares = ask(client(tmp_path), "compare 秘書室 with 人事課").findall(".//p[@class='shares']/span")
    assert [text_of(each) for each in shares] == ["△(triangle)2(100.0%)", "○(circle)1(100.0%)"]


def test_a_choice_of_an_answer_further_up_goes_on_with_that_answer(tmp_path: Path) -> None:
    browser = client(tmp_path)
    ask(browser, "×の事業は？")
    ask(browser, "そのうち防災課は？")
    answer = post(browser, "/ask", {"q": "そのうち生涯学習課は？", "after": "1"}, script=True)
    assert "1項目" in text_of(tree(answer))


def test_an_answer_is_saved_as_it_was_shown(tmp_path: Path) -> None:
    browser = client(tmp_path)
    page = ask(browser, "×の事業は？")
    links = {
        each.get("aria-label"): str(each.get("href"))
        for each in page.iter("a")
        if "export" in str(each.get("href"))
    }
    ids = bot().ask("×の事業は？").as_json()["items"]
    answer = get(browser, links["CSVで保存"])
    assert unquote(answer.headers["Content-Disposition"]) == "attachment; filename*=UTF-8''バツ_R2.csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [f"{row['事業No.']}-{row['項目']}" for row in rows] == ids
    book = load_workbook(io.BytesIO(get(browser, links["Excelで保存"]).data))
    assert book["項目"].max_row == len(ids) + 1
    conditions = {str(a.value): b.value for a, b in book["条件"].iter_rows()}
    assert conditions["質問"] == "×の事業は？"
    assert conditions["評価"] == "× バツ"


def test_everything_is_saved_from_the_overview(tmp_path: Path) -> None:
    browser = client(tmp_path)
    rows = list(csv.reader(io.StringIO(get(browser, "/export.csv").text)))
    assert len(rows) == 1 + len(bot().library.vocabulary.plan.items)
    assert get(browser, "/export.csv?items=R2/999-1").status_code == 404
    assert get(browser, "/export.pdf").status_code == 404


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_each_part_of_a_bar_asks_for_what_it_counts(lang: str, tmp_path: Path) -> None:
    views = Front(bot(), Memory(tmp_path / "state.db")).views(lang)
    assert views
    overview = views.overview()
    for bar in (overview.city, *overview.policies, *overview.departments):
        wanted = [(part.asks, part.number) for part in bar.shown if part.asks] + [
            (bar.asks, bar.items)
        ] * bool(bar.asks)
        for asks, number in wanted:
            answer = bot().ask(asks, lang=lang).as_json()
            assert (answer["lang"], len(answer["items"])) == (lang, number), asks


def test_the_overview_and_its_table_have_the_numbers_of_the_answer(tmp_path: Path) -> None:
    page = text_of(tree(get(client(tmp_path), "/overview")))
    measures = bot().library.vocabulary.plan.measures
    for section in bot().ask("方針別の内訳").card.blocks:
        for row in section.rows[1:]:
            *marks, items = row[1:]
            own = [item for each in measures if row[0].endswith(each.policy) for item in each.items]
            unknown = sum(item.rating.state in (State.LOST, State.UNFILLED) for item in own)
            planless = sum(item.rating.state is State.DASH for item in own)
            assert sum(map(int, marks)) + unknown + planless == int(items) == len(own)
            shown = ("".join(row[0].split()), *marks, str(unknown), str(planless), items)
            assert "".join(shown) in page


def test_what_is_not_known_is_never_drawn_as_what_has_no_rating(tmp_path: Path) -> None:
    browser = client(tmp_path)
    for path in ("/", "/overview", "/department/R2/商工観光課"):
        bars = [each for each in tree(get(browser, path)).iter("svg") if each.get("class") == "bar"]
        assert any("評価不明 1、評価なし 1" in str(each.get("aria-label")) for each in bars), path
    (lost,) = tree(get(browser, "/measure/R2/15")).iterfind(".//span[@class='badge sunknown']")
    (planless,) = tree(get(browser, "/measure/R2/16")).iterfind(".//span[@class='badge snone']")
    assert text_of(lost) != text_of(planless)


def test_a_bar_of_shares_says_how_many_of_its_items_are_rated(tmp_path: Path) -> None:
    browser = client(tmp_path)
    assert "57項目のうち評価のある55項目" in text_of(tree(get(browser, "/?q=○以上の割合")))
    counts = tree(get(client(tmp_path), "/?q=防災課と税務課を比べて")).iterfind(".//span[@class='count']")
    assert [text_of(each) for each in counts][:2] == ["4項目", "3項目"]


def test_a_row_of_a_ranking_leads_to_what_it_counts(tmp_path: Path) -> None:
    page = tree(get(client(tmp_path), "/?q=×が多い課"))
    names = page.findall(".//div[@class='barrow']/div[@class='name']/span/a")
    assert len(names) == len(page.findall(".//div[@class='barrow']"))
    for name in names:
        asked = parse_qs(urlsplit(str(name.get("href"))).query)["q"][0]
        items = bot().ask(asked).as_json()["items"]
        assert items
        for item in (each for each in bot().library.vocabulary.plan.items if each.key in items):
            assert text_of(name) in item.owners
            assert item.rating.mark == "×"


def test_a_page_has_no_head_without_anything_below(tmp_path: Path) -> None:
    browser = client(tmp_path)
    assert "取組" not in text_of(tree(get(browser, "/measure/R2/21")).find(".//dl[@class='about']"))
    assert not tree(get(browser, "/measure/R2/21")).findall(".//svg[@class='bar']")  # one item is no bar
    assert tree(get(browser, "/measure/R2/30")).findall(".//svg[@class='bar']")
    assert "市全体と比べる" not in text_of(tree(get(browser, "/department/R2/土木課")))


def test_dates_years_and_items_numbers_stay_in_their_line(tmp_path: Path) -> None:
    for question in ("○以上の割合", "which measures were rated ×"):
        (card,) = tree(get(client(tmp_path), f"/?q={question}")).iterfind(".//article//div[@class='foot']/..")
        whole = [text_of(each) for each in card.iter("span") if each.get("class") == "nb"]
        assert whole == re.findall(r"\d+-\d+(?:-\d+)?|令和\d+年度|（\d+年度）|Wi-Fi", text_of(card))
        assert whole


def test_a_measure_has_all_its_texts_and_never_one_rating_for_several(tmp_path: Path) -> None:
    browser = client(tmp_path)
    for measure in bot().library.vocabulary.plan.measures:
        shown = text_of(tree(get(browser, f"/measure/R2/{measure.number}")))
        for item in measure.items:
            for text in (item.planned, item.result, item.evidence, *item.owners):
                assert "".join(text.split()) in shown


def test_a_measure_of_several_items_begins_with_a_row_for_each(tmp_path: Path) -> None:
    """The item that somebody looks for is found, and reached, without going past the texts of all others."""
    browser = client(tmp_path)
    for measure in bot().library.vocabulary.plan.measures:
        main = tree(get(browser, f"/measure/R2/{measure.number}")).find(".//main")
        assert main is not None
        rows = main.findall(".//nav/ul[@class='rows']/li")
        assert len(rows) == (len(measure.items) if len(measure.items) > 1 else 0)
        for row, item in zip(rows, measure.items, strict=False):
            assert [each.get("href") for each in row.iter("a")] == [f"#i{item.id}"]
            assert main.find(f".//section[@id='i{item.id}']") is not None
            assert all(owner in text_of(row) for owner in item.owners)
            assert (item.rating.mark or "") in text_of(row)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", ["/overview", "/department/R2/商工観光課", "/measure/R2/30"])
def test_a_page_is_saved_as_a_file_and_as_a_picture(path: str, lang: str, tmp_path: Path) -> None:
    browser = client(tmp_path)
    page = tree(get(browser, f"{path}?lang={lang}"))
    (saving,) = (each for each in page.iter("div") if each.get("class") == "save")
    assert [text_of(each) for each in saving.iter("a")] == ["Excel", "CSV"]
    (button,) = saving.iter("button")
    shown = post(browser, "/ask", {"q": str(button.get("value")), "lang": lang})
    (picture,) = tree(shown).findall(".//figure/img")
    named = {"department": "商工観光課", "measure": "7"}.get(path.split("/")[1], "57")
    assert named in str(picture.get("alt"))


def test_a_measure_of_one_item_has_no_picture(tmp_path: Path) -> None:
    page = tree(get(client(tmp_path), "/measure/R2/21"))
    (saving,) = (each for each in page.iter("div") if each.get("class") == "save")
    assert not list(saving.iter("button"))


def test_a_department_without_items_has_nothing_to_save(tmp_path: Path) -> None:
    page = tree(get(client(tmp_path), "/department/R2/土木課"))
    assert not [each for each in page.iter() if each.get("class") == "save"]


def test_every_department_has_a_page(tmp_path: Path) -> None:
    browser = client(tmp_path)
    for name in bot().library.vocabulary.departments:
        assert get(browser, f"/department/R2/{quote(name)}").status_code == 200


def test_every_finding_is_shown(tmp_path: Path) -> None:
    vocabulary = bot().library.vocabulary
    shown = text_of(tree(get(client(tmp_path), "/findings")))
    for finding in vocabulary.index.findings(vocabulary.newest):
        assert "".join(finding.text.split()) in shown


@pytest.mark.parametrize(
    "path",
    [
        "/measure/R2/999",
        "/measure/R9/1",
        "/department/R2/水道局",
        "/overview?year=R9",
        "/measure/x/1",
        "/static/x",
    ],
)
def test_what_is_not_there_is_a_friendly_page(path: str, tmp_path: Path) -> None:
    answer = get(client(tmp_path), path)
    assert answer.status_code == 404
    assert "。" in text_of(tree(answer))


def test_suggestions(tmp_path: Path) -> None:
    browser = client(tmp_path)
    assert "防災課の事業の一覧" in get(browser, "/suggest?q=防災").json
    assert "×の事業の一覧" in get(browser, "/suggest?q=バツ").json
    assert any("ふるさと納税" in title for title in get(browser, "/suggest?q=ふるさと").json)
    options = [each.get("value") for each in tree(get(browser, "/")).iter("option")]
    assert {"防災課の事業の一覧", "×の事業の一覧"} <= set(options)


def test_feedback_is_noted_once_and_without_a_person(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "state.db")
    browser = client(tmp_path)
    get(browser, "/")
    ask(browser, "RPAの進捗は？")
    for _ in range(2):
        assert post(browser, "/feedback", {"number": "1", "told": "missed"}).headers["Location"] == "/#a1"
    assert until(lambda: bool(memory.missed()))  # it is written behind the answer
    assert [(group.kind, group.text, group.times) for group in memory.missed()] == [
        ("correction", "RPAの進捗は？", 1)
    ]
    assert "情報管理室" in text_of(tree(get(browser, "/")))
    ask(browser, "No.21")
    assert "ありがとう" in post(browser, "/feedback", {"number": "2", "told": "helped"}, script=True).text
    assert len(memory.missed()) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/"}],
)
@pytest.mark.parametrize("path", ["/ask", "/feedback", "/new"])
def test_what_another_page_sends_is_refused(path: str, headers: dict[str, str], tmp_path: Path) -> None:
    answer = client(tmp_path).post(path, base_url=BASE, data={"q": "RPA"}, headers=headers)
    assert answer.status_code == 403


def test_the_language_can_be_chosen_and_goes_on(tmp_path: Path) -> None:
    browser = client(tmp_path)
    page = tree(get(browser, "/overview?lang=en"))
    assert page.get("lang") == "en"
    assert [each for each in addresses(page) if each.startswith("/measure") and "lang=en" not in each] == []
    assert tree(get(browser, "/?lang=en&q=No.21")).get("lang") == "en"
    forced = client(tmp_path, lang="en")
    assert tree(get(forced, "/", **{"Accept-Language": "ja"})).get("lang") == "en"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client(tmp_path_factory.mktemp("page"))


ODD = st.one_of(st.text(max_size=300), st.binary(max_size=100).map(lambda raw: raw.decode("latin-1")))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=ODD, cookie=st.text(alphabet="abc-_.;=\u00e9", max_size=60), number=st.text(max_size=12))
def test_odd_input_is_answered_or_refused_kindly(
    question: str, cookie: str, number: str, browser: FlaskClient
) -> None:
    encoded = quote(question.encode("utf-8", "surrogatepass"))
    for answer in (
        get(browser, f"/?q={encoded}", Cookie=f"katou={quote(cookie)}"),
        get(browser, f"/export.csv?items={encoded}"),
        get(browser, f"/suggest?q={encoded}"),
        get(browser, f"/department/R2/{encoded}"),
        get(browser, f"/measure/{encoded}/1"),
        get(browser, f"/overview?year={encoded}&lang={encoded}"),
        post(browser, "/feedback", {"number": number, "told": question}),
        browser.post("/ask", base_url=BASE, headers=OWN, data=f"q={encoded}".encode(),
                     content_type="application/x-www-form-urlencoded"),
    ):  # fmt: skip
        assert answer.status_code < 500
        if answer.mimetype == "text/html" and answer.status_code == 200:
            tree(answer)


@pytest.mark.parametrize(
    "question", ["", "   ", "あ" * 10_000, "<script>alert(1)</script>", "%00\x00\x1b[1m", "\ud83d"]
)
def test_odd_questions_get_a_page(question: str, tmp_path: Path) -> None:
    browser = client(tmp_path)
    data = f"q={quote(question.encode('utf-8', 'surrogatepass'))}"
    answer = browser.post(
        "/ask", base_url=BASE, headers=OWN, data=data, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    page = tree(answer)
    assert (
        len(next(each for each in page.iter("h2") if "asked" in str(each.get("class"))).itertext().__str__())
        > 0
    )
    assert not [each for each in page.iter("script") if not each.get("src")]


def test_a_fault_is_a_friendly_page_and_nothing_typed_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("ひみつ")

    browser = client(tmp_path)
    monkeypatch.setattr(Front, "ask", fail)
    with caplog.at_level(logging.DEBUG):
        answer = post(browser, "/ask", {"q": "ひみつの質問"})
    assert answer.status_code == 500
    assert page_wording.trouble("ja", 500) in "".join(tree(answer).itertext())
    assert "ひみつ" not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "other"),
    [
        ("GET", "/measure/R2/999?lang=en&x=1", {}, 404, "/measure/R2/999?x=1&lang=ja"),
        ("GET", "/nowhere", {}, 404, "/?lang=en"),
        ("POST", "/ask", {"q": "あ" * 200_000}, 413, "/?lang=en"),
    ],
)
def test_what_is_said_of_a_trouble_can_be_read_in_the_other_language(
    tmp_path: Path, method: str, path: str, body: dict[str, str], status: int, other: str
) -> None:
    browser = client(tmp_path)
    answer = post(browser, path, body) if method == "POST" else browser.get(path)
    assert answer.status_code == status
    assert tree(answer).find(".//a[@class='other']").get("href") == other  # type: ignore[union-attr]


def test_texts_people_typed_are_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browser = client(tmp_path)
        ask(browser, "ひみつの質問")
        get(browser, "/?q=ひみつの質問")
    assert "ひみつ" not in caplog.text


@given(st.lists(st.integers(1, 5000), max_size=6), st.integers(0, 9000))
def test_a_bar_is_never_longer_than_its_place(numbers: list[int], whole: int) -> None:
    found = slots(numbers, whole)
    assert len(found) == len(numbers)
    assert sum(slot.width for slot in found) <= 100.1
    assert all(slot.width > 0 for slot in found)
    assert all(one.left + one.width <= two.left + 0.02 for one, two in pairwise(found))


# -- what is taken away ----------------------------------------------------------------------------------


def handed(browser: FlaskClient, question: str) -> tuple[ElementTree.Element, dict[str, str]]:
    """An answer, and its links to files by their labels."""
    page = ask(browser, question)
    return page, {
        text_of(each): str(each.get("href")) for each in page.iter("a") if "/made/" in str(each.get("href"))
    }


def test_a_file_that_was_asked_for_is_saved_by_a_link(tmp_path: Path) -> None:
    browser = client(tmp_path)
    _, links = handed(browser, "×の事業をExcelで")
    answer = get(browser, links["バツ_R2.xlsxを保存"])
    assert unquote(answer.headers["Content-Disposition"]) == "attachment; filename*=UTF-8''バツ_R2.xlsx"
    assert load_workbook(io.BytesIO(answer.data))["項目"].max_row == 8


def test_excel_of_an_answer_before_holds_just_its_set(tmp_path: Path) -> None:
    browser = client(tmp_path)
    ask(browser, "×の事業は？")
    ask(browser, "そのうち防災課は？")
    _, links = handed(browser, "Excelで")
    book = load_workbook(io.BytesIO(get(browser, links["防災課_バツ_R2.xlsxを保存"]).data))
    assert [row[3].value for row in book["項目"].iter_rows(min_row=2)] == [4]
    assert {str(a.value): b.value for a, b in book["条件"].iter_rows()}["担当課"] == "防災課"


def test_a_picture_is_shown_with_its_numbers_for_those_who_do_not_see_it(tmp_path: Path) -> None:
    browser = client(tmp_path)
    page, _ = handed(browser, "評価の集計を図にして")
    (image,) = page.iter("img")
    alt = str(image.get("alt"))
    assert "⑥ 社会とICTの調和: ◎ 二重丸 0、○ 丸 4（80.0%）、△ 三角 1（20.0%）、× バツ 0" in alt
    answer = get(browser, str(image.get("src")))
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    answer = get(client(tmp_path), "/made/nothing/x.png")
    assert answer.status_code == 404
    assert page_wording.not_kept("ja") in answer.text


def test_the_oldest_files_go_first() -> None:
    made = KeptFiles(most=25)
    names = [made.keep(Download(f"{n}", "text/csv", b"0123456789")) for n in range(3)]
    assert [made.of(name) is not None for name in names] == [False, True, True]


def test_a_link_says_when_the_data_changed_since(tmp_path: Path) -> None:
    now = bot().index.version
    imported = bot().index.imported_at(bot().library.vocabulary.newest).isoformat()
    told = page_wording.data_changed("ja", imported)
    assert told not in get(client(tmp_path), f"/?q=No.21&v={now}").text
    changed = get(client(tmp_path), "/?q=No.21&v=00000000").text
    assert told in changed
    assert "◎" in changed
    assert told not in get(client(tmp_path), "/?q=No.21").text


@pytest.mark.parametrize(
    "question", ["秘書室の事業は？", "評価の集計", "防災課と税務課を比べて", "担当課別の内訳"]
)
def test_the_choices_excel_and_picture_take_the_same_set(tmp_path: Path, question: str) -> None:
    browser = client(tmp_path)
    page = ask(browser, question)
    buttons = {text_of(each): str(each.get("value")) for each in page.iter("button")}
    reply = bot().ask(question)
    items = reply.answer.items or bot().library.vocabulary.plan.items
    for choice in (choice for choice in reply.card.choices if choice.form):
        taken = bot().ask(choice.asks).takeaway
        assert taken is not None
        assert taken.keys == tuple(item.key for item in items)
        saved = [each.get("href") for each in page.iter("a") if "/export.xlsx" in str(each.get("href"))]
        if choice.form == "xlsx" and reply.answer.items:  # the file itself, in place of its question
            assert choice.label not in buttons
            book = load_workbook(io.BytesIO(get(browser, str(saved[0])).data))
            assert book["項目"].max_row == len(items) + 1
        else:
            assert buttons[choice.label] == choice.asks
    _, links = handed(browser, buttons["図"])
    assert [label.endswith(".pngを保存") for label in links] == [True]


@pytest.mark.parametrize(
    ("path", "told", "near"),
    [
        ("/measure/R2/42", "No.42 はありません。事業は No.1～No.41 です。", ()),
        ("/department/R2/商工課", "商工課 という担当課はありません。", ("商工観光課",)),
        (
            "/overview?year=R9",
            "R9 は読み込まれていません。読み込まれているのは令和2年度です。",
            (),
        ),
    ],
)
def test_what_is_not_there_says_what_is_and_offers_search(
    path: str, told: str, near: tuple[str, ...], tmp_path: Path
) -> None:
    browser = client(tmp_path)
    page = tree(get(browser, path))
    assert told in "".join(page.itertext())
    (form,) = (each for each in page.iter("form") if each.get("role") == "search")
    assert {each.get("name") for each in form.iter("input")} == {"q"}
    found = get(browser, f"{form.get('action')}?q=No.21")
    assert "802,964,000" in get(browser, found.headers["Location"]).text
    links = {text_of(each): str(each.get("href")) for each in page.iter("a")}
    assert [get(browser, links[name]).status_code for name in near] == [200] * len(near)


def of_three_years(folder: Path) -> FlaskClient:
    return make_app(Front(bot_of_three_years(), Memory(folder / "state.db"))).test_client()


def switch(browser: FlaskClient, path: str) -> dict[str, str]:
    """The years that a page leads to, and where; "" for one without it."""
    (years,) = (each for each in tree(get(browser, path)).iter("nav") if each.get("class") == "years")
    entries = {text_of(item): item.find("a") for item in years.iter("li")}
    return {name: "" if link is None else unquote(str(link.get("href"))) for name, link in entries.items()}


def test_a_page_leads_to_the_same_in_the_other_years(tmp_path: Path) -> None:
    browser, asking = of_three_years(tmp_path), bot_of_three_years()
    names = ["令和3年度", "令和2年度", "令和元年度"]
    assert list(switch(browser, "/overview")) == names
    assert switch(browser, "/overview?year=R1")[names[0]] == "/overview?year=R3"
    newest, _, oldest = reversed(asking.index.years)
    ties, gone = asking.index.ties(newest, oldest), 0
    for measure in asking.index.plan(newest).measures:
        found = switch(browser, f"/measure/R3/{measure.number}")
        tied = ties.measures.get(measure.number)
        there = next((address for name, address in found.items() if name.startswith(names[2])), None)
        assert there == (f"/measure/R1/{tied}" if tied is not None else "")
        gone += tied is None
    assert gone  # a new one has nowhere to lead to, and says so
    for name in asking.library.vocabulary.departments:
        for address in switch(browser, f"/department/R3/{quote(name)}").values():
            assert not address or get(browser, quote(address)).status_code == 200


def test_with_one_year_there_is_none_to_switch_to(tmp_path: Path) -> None:
    page = tree(get(client(tmp_path), "/overview"))
    assert [each.get("class") for each in page.iter("nav")] == [None]


@pytest.mark.parametrize("path", ["/measure/R2/30", "/department/R2/防災課", "/findings"])
def test_crumbs_lead_back(path: str, tmp_path: Path) -> None:
    browser = client(tmp_path)
    (crumbs,) = (e for e in tree(get(browser, path)).iter("nav") if e.get("class") == "crumbs")
    assert str(next(crumbs.iter("a")).get("href")) == "/overview?year=R2"
    assert [each.get("aria-current") for each in crumbs.iter("span") if each.get("aria-current")] == ["page"]


@pytest.mark.parametrize(
    ("question", "asked"), [("×の事業は？", 1), ("使い方", 0), ("ブロックチェーンは？", 0), ("", 0)]
)
def test_only_a_real_answer_is_asked_about(question: str, asked: int, tmp_path: Path) -> None:
    page = ask(client(tmp_path), question)
    assert sum(each.get("class") == "feedback" for each in page.iter("form")) == asked


def test_the_title_holds_the_question(tmp_path: Path) -> None:
    title = tree(get(client(tmp_path), f"/?q={quote('×の事業は？')}")).find("head/title")
    assert title is not None
    assert str(title.text).startswith("×の事業は？ | ")


def test_a_picture_that_was_asked_for_comes_first(tmp_path: Path) -> None:
    card = ask(client(tmp_path), "方針別の内訳を図にして").find("div")
    assert card is not None
    assert [each.tag for each in card][:2] == ["p", "figure"]
    assert not [each for each in card.iter("div") if each.get("class") == "bars"]  # not said twice
    assert len(list(card.iter("table"))) == 1  # six rows, none of them folded


def test_what_takes_an_answer_away_stands_together(tmp_path: Path) -> None:
    page = ask(client(tmp_path), "×の事業は？")
    (group,) = (each for each in page.iter("div") if each.get("role") == "group")
    shown = [text_of(each) for each in group.iter() if each.tag in ("a", "button")]
    assert shown == ["Excel", "CSV", "図", "リンク"]
    inside = set(group.iter())
    assert not {"Excel", "図"} & {text_of(each) for each in page.iter("button") if each not in inside}


def test_points_of_a_text_stand_in_lines_of_their_own(tmp_path: Path) -> None:
    page = tree(get(client(tmp_path), "/measure/R2/30"))
    points = ["".join(each.itertext()) for each in page.iter("span") if each.get("class") == "point"]
    assert any(each.startswith("・研修会3/12") for each in points)


def test_what_a_browser_installs(tmp_path: Path) -> None:
    browser = client(tmp_path)
    (link,) = (each for each in tree(get(browser, "/")).iter("link") if each.get("rel") == "manifest")
    assert link.get("crossorigin") == "use-credentials"  # else it is fetched without the password
    answer = get(browser, str(link.get("href")))
    assert answer.mimetype == "application/manifest+json"
    held = json.loads(answer.text)
    assert (held["start_url"], held["display"]) == ("/", "standalone")
    assert held["name"] == page_wording.label("ja", "site")
    for icon in held["icons"]:
        assert get(browser, icon["src"]).mimetype == icon["type"]
    colours = (Path(page_surface.__file__).parent / "static" / "page.css").read_text("utf-8")
    assert f"--paper: {held['background_color']}" in colours
    assert f"--accent: {held['theme_color']}" in colours


def test_conversations_take_no_more_memory_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talks, "MOST_BYTES", 1_000_000)
    monkeypatch.setattr(talks, "MOST_BYTES_OF_ONE", 100_000)
    kept = talks.Talks()
    for number in range(400):
        kept.add(f"talk {number % 40}", talks.Exchange(number, "ja", "RPA", "RPA", "漢" * 15_000))
    names = [f"talk {number}" for number in range(40)]
    held = [each for name in names for each in kept.of(name)]
    assert sum(2 * len(each.html) for each in held) < 1_000_000
    assert all(sum(2 * len(each.html) for each in kept.of(name)) < 100_000 for name in names)
    assert [each.number for each in kept.of("talk 39")][-1:] == [399]  # the newest one
    kept.add("talk 39", talks.Exchange(400, "ja", "RPA", "RPA", "漢" * 900_000))  # too much by itself
    assert [each.number for each in kept.of("talk 39")] == [400]


def test_what_is_shown_no_more_and_what_has_ended_takes_no_memory(tmp_path: Path) -> None:
    """Questions asked on the page leave a context each, for their buttons."""
    asking = Bot(open_index(index_path()), Conversations(timedelta(minutes=30)))
    browser = make_app(Front(asking, Memory(tmp_path / "state.db"))).test_client()
    get(browser, "/")
    for _ in range(talks.MOST_EXCHANGES + 5):
        post(browser, "/ask", {"q": "No.21"}, script=True)
    kept = asking.conversations._contexts
    assert len(kept) == talks.MOST_EXCHANGES + 1
    last = asking.conversations.get(next(reversed(kept)), clock.now())
    assert last is not None
    asking.conversations.put("later", last.but(at=last.at + timedelta(minutes=31)))
    assert list(kept) == ["later"]
