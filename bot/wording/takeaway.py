"""What is said about files, pictures and links to take away, in Japanese and English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.wording import city
from bot.wording.console import in_language as _in
from katou_index.plan import FiscalYear

WEEKDAYS = "月火水木金土日"
PICTURES = {"png": "png", "svg": "png"}  # forms of a picture: what is said of the first is said of all
YEAR, VERSION = "年度", "版"  # as the import looks for them on the sheet of conditions, whatever the language


# -- in the answer -----------------------------------------------------------------------------------------


def holds(lang: str, name: str, counted: str) -> str:
    """Which file holds what the answer shows."""
    return _in(lang, f"ファイル {name} の内容です: {counted}", f"The file {name} holds this: {counted}")


def same_as_picture(lang: str) -> str:
    """The table under it has the numbers of the picture."""
    return _in(lang, "図と同じ数を文字でも示します。", "The same numbers as the chart, as text:")


def asks_again(lang: str, question: str) -> str:
    """How to come back to an answer without any link."""
    return _in(
        lang,
        f"リンクの代わりに: この答えは「{question}」と質問すると、いつでも開けます。",
        f'In place of a link: asking "{question}" gives this answer again.',
    )


def asked_going_on(lang: str, question: str, typed: str) -> str:
    """What a file answers, where what was typed only went on with what was said before."""
    return _in(lang, f"{question}（入力: {typed}）", f'{question} (typed: "{typed}")')


def no_question_again(lang: str) -> str:
    """An answer that hangs on what was said before has no question of its own."""
    return _in(
        lang,
        "この答えを1つの質問で表すことはできません。条件や番号を添えて質問し直してください。",
        "No single question gives this answer. Please ask with its conditions or numbers.",
    )


def nothing_to_take(lang: str, form: str) -> str:
    """There are no items in the answer."""
    ja, en = {
        "png": ("図にする項目がありません。", "There are no items to draw."),
    }.get(PICTURES.get(form, form), ("ファイルにする項目がありません。", "There are no items for a file."))
    return _in(lang, ja, en)


# -- names and labels ---------------------------------------------------------------------------------------


def stem(lang: str, part: str) -> str:
    """A part of a file's name."""
    names = {
        "policy": ("方針", "policy"),
        "by": ("別", ""),
        "all": ("全体", "all"),
        "list": ("一覧", "list"),
        "city": ("市全体", "city"),
    }
    return _in(lang, *names[part])


def condition(lang: str, name: str) -> str:
    """A line of the sheet of conditions."""
    names = {
        "question": ("質問", "Question"),
        "meaning": ("読み取った内容", "Read as"),
        "year": (YEAR, YEAR),
        "over": ("見比べた年度", "Years held side by side"),
        "condition": ("条件", "Condition "),
        "counted": ("項目数", "Items"),
        "tally": ("評価の内訳", "Ratings"),
        "lacking": ("評価表にない欄", "Not in the sheet"),
        "imported": ("取込日", "Imported"),
        "file": ("元の文書", "Source"),
        "written": ("書き出した日時", "Written"),
        "about": ("この表", "About"),
    }
    return _in(lang, *names[name])


def about(lang: str) -> str:
    """What the sheet of items is."""
    return _in(
        lang,
        "1行が1項目です。出典の列は、元の文書の行です。色のある見出しの列を直したものは、訂正として取り込めます。",
        "One row an item. 出典 is the line of the source. Edited cells under coloured headings can be imported as corrections.",
    )


def moment(lang: str, at: datetime) -> str:
    """`2026年11月22日（日曜日）19時05分（日本時間）`; `at` in Asia/Tokyo."""
    return _in(
        lang,
        f"{at.year}年{at.month}月{at.day}日（{WEEKDAYS[at.weekday()]}曜日）{at:%H}時{at:%M}分（日本時間）",
        f"{at:%A} {at.day} {at:%B} {at.year}, {at:%H:%M} (Japan time)",
    )


def both_years(years: Iterable[FiscalYear]) -> str:
    """`令和2年度（2020年度）`, whatever the language: it stands beside the columns of the sheet."""
    return "、".join(f"{year.japanese}（{year.began}年度）" for year in years)


def chart_title(lang: str, year: str, unit: str) -> str:
    """The heading of a picture; the unit is "" for sides of a comparison."""
    by = _in(lang, f"（{unit}別）", f" by {unit}") if unit else ""
    return _in(lang, f"{year}  評価の内訳{by}", f"{year}: ratings{by}")


def chart_conditions(lang: str, conditions: str) -> str:
    """Which items the picture is of."""
    return _in(lang, f"条件: {conditions}", f"Only: {conditions}")


def sheet(lang: str, name: str) -> str:
    """The name of a sheet of an Excel file."""
    names = {"table": ("表", "Table"), "items": ("項目別", "By item"), "list": ("一覧", "List")}
    return _in(lang, *names[name])


def column(lang: str, name: str) -> str:
    """The head of a column of a table in an Excel file."""
    names = {
        "year": (YEAR, "Year"),
        "number": ("事業No.", "No."),
        "item": ("項目", "Item"),
        "title": ("事業名", "Measure"),
        "owner": ("担当課", "Department"),
        "section of": ("所属の課", "Section of"),
        "shared": ("共管", "Shared"),
        "shared items": ("共管の項目", "Shared items"),
        "rating": ("評価", "Rating"),
        "planned": ("取組内容", "Planned work"),
        "change": ("変化", "Change"),
        "called before": ("前の番号・事業名", "Number, title before"),
        "place": ("順位", "Place"),
        "of items": ("全項目", "Of items"),
        "not rated": ("「—」（対象外）", '"—" (not rated)'),
        "unknown": ("評価不明・未記入", "Lost, not filled in"),
        "items": ("項目数", "Items"),
        "measures": ("事業数", "Measures"),
        "rated": ("評価のある項目", "Rated items"),
        "sum": ("合計（共管は1回）", "Sum (shared once)"),
    }
    return _in(lang, *names[name])


def column_share(lang: str, mark: str) -> str:
    """The share of a mark among the rated items."""
    return _in(lang, f"{mark}の割合", f"Share of {mark}")


def rating_in(lang: str, year: FiscalYear) -> str:
    """The ratings of a year."""
    return _in(lang, f"{year.code}の評価", f"Rating in {year.code}")


def rated_item(lang: str, number: int, rating: str) -> str:
    """One of several items of a measure."""
    return _in(lang, f"項目{number} {rating}", f"item {number} {rating}")


def chart_label(lang: str, name: str) -> str:
    """Words of a picture."""
    names = {
        "unrated": ("評価なし", "not rated"),
        "unknown": ("評価不明", "rating not known"),
        "items": ("項目数", "items"),
        "sides": ("比べるもの", "side"),
        "of": ("対象", "items asked about"),
        "base": ("対象の全項目", "all items asked about"),
    }
    return _in(lang, *names[name])


def chart_total(lang: str, tally: str) -> str:
    """All bars together."""
    return _in(lang, f"合計 {tally}", f"Total: {tally}")


def chart_share(lang: str, marks: str, share: float, of: str) -> str:
    """The share that was asked for; `of` says of how many."""
    return _in(lang, f"{marks}: {share}%（{of}）", f"{marks}: {share}% ({of})")


def chart_by_share(lang: str, *, whole: bool) -> str:
    """Bars that are not as long as their numbers say so."""
    if whole:
        return _in(
            lang, "どの帯も、その全項目を同じ長さで表しています。", "Each bar is the whole of its items."
        )
    return _in(
        lang, "帯の長さは、評価のある項目に占める割合です。", "Bars are as long as shares of the rated items."
    )


def in_year(lang: str, name: str, year: str) -> str:
    """A bar of another year."""
    return _in(lang, f"{name}（{year}）", f"{name} ({year})")


def more_bars(lang: str, number: int) -> str:
    """A picture ends somewhere; the table goes on."""
    return _in(lang, f"ほか{number}件は文字の表にあります。", f"{number} more stand in the table.")


# -- what became of it ---------------------------------------------------------------------------------------


def saved(lang: str, path: str) -> str:
    """The terminal wrote it."""
    return _in(lang, f"保存しました: {path}", f"Saved: {path}")


def not_saved(lang: str, name: str, why: str) -> str:
    """The terminal could not write it."""
    return _in(
        lang,
        f"{name} を保存できません（{why}）。書き込めるフォルダーに移って、もう一度お試しください。",
        f"{name} cannot be saved ({why}). Change to a folder you can write to and try again.",
    )


def link(lang: str, address: str) -> str:
    """The link itself."""
    return _in(lang, f"リンク: {address}", f"Link: {address}")


def no_page(lang: str) -> str:
    """Without a page there are no links."""
    return _in(
        lang,
        f"リンクを作るには、ブラウザーのページのアドレス（KATOU_PAGE_URL）の設定が必要です。{city.office(lang)}にお知らせください。",
        f"Links need the address of the browser page (KATOU_PAGE_URL). Please tell the {city.office(lang)}.",
    )


def not_installed(lang: str, form: str) -> str:
    """What is needed to write it is missing on this machine."""
    charts = (
        "charts",
        "図を描く部品（Pillow と日本語フォント）",
        "What draws charts (Pillow and a Japanese font)",
    )
    excel = ("excel", "Excelを書き出す部品（openpyxl）", "What writes Excel files (openpyxl)")
    extra, ja, en = charts if PICTURES.get(form, form) == "png" else excel
    return _in(
        lang,
        f"{ja}が入っていません。make setup か pip install 'katou[{extra}]' で入ります。内容は文字で示しています。",
        f"{en} is not installed: run make setup, or pip install 'katou[{extra}]'. The contents stand here as text.",
    )


def sent_privately(lang: str, name: str) -> str:
    """A private answer cannot hold a file."""
    return _in(
        lang,
        f"{name} はダイレクトメッセージに送りました。",
        f"{name} is in your direct messages.",
    )


def not_sent(lang: str, name: str, why: str) -> str:
    """A chat did not take a file; the answer above it stays."""
    ja, en = {
        "missing_scope": (
            f"ボットにファイルを送る権限（files:write）がありません。{city.office(lang)}にお知らせください。",
            f"the bot may not send files (files:write); please tell the {city.office(lang)}.",
        ),
        "not_in_channel": (
            "ボットがこのチャンネルに入っていません。チャンネルに追加するか、ダイレクトメッセージでお尋ねください。",
            "the bot is not in this channel; add it, or ask in a direct message.",
        ),
        "unclear": (
            "届いたかどうか確かめられません。見当たらなければ、もう一度お尋ねください。",
            "it is not certain that it arrived; if it is not there, please ask again.",
        ),
    }.get(why, (f"もう一度お尋ねください。続くときは{city.office(lang)}にお知らせください。", f"please ask again; if it goes on, tell the {city.office(lang)}."))  # fmt: skip
    return _in(lang, f"{name} を送れませんでした。{ja}", f"{name} was not sent: {en}")


def open_label(lang: str, form: str) -> str:
    """The button that opens a file on the page."""
    ja, en = {
        "link": ("", ""),
        "xlsx": ("Excelで保存", "Save as Excel"),
        "csv": ("CSVで保存", "Save as CSV"),
        "png": ("図をページで開く", "Open the chart on the page"),
        "svg": ("図（SVG）をページで開く", "Open the chart (SVG) on the page"),
    }[form]
    return _in(lang, ja, en)


def on_the_page(lang: str, form: str) -> str:
    """Where a file is got in a chat that takes none."""
    if form in PICTURES:
        return _in(
            lang, "図は下のボタンからページで開けます。", "The button below opens the chart on the page."
        )
    return _in(lang, "ファイルは下のボタンから保存できます。", "The button below saves the file.")


def nowhere(lang: str, form: str) -> str:
    """A chat that takes no files, and no page is set."""
    what = _in(
        lang, "図" if form in PICTURES else "ファイル", "the chart" if form in PICTURES else "the file"
    )
    return _in(
        lang,
        f"ここでは{what}を渡せません（ページのアドレス KATOU_PAGE_URL が未設定）。端末の katou ask か katou chat で同じ質問をすると受け取れます。",
        f"{what.capitalize()} cannot be handed over here (KATOU_PAGE_URL is not set). The same question to katou ask or katou chat on a terminal writes it.",
    )
