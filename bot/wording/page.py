"""What the browser page says around the answers, in Japanese and English. Answers stand in answers.py."""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording import city
from bot.wording.console import in_language as _in
from katou_index.plan import MeasureNumber

LABELS = {  # of parts of the page: key → Japanese, English
    "site": ("{evaluated}", "{evaluated}"),
    "app": ("プラン検索", "Plan search"),  # below an icon: no more than some ten signs
    "skip": ("本文へ移動", "Skip to content"),
    "nav": ("ページの案内", "Pages"),
    "ask_nav": ("質問する", "Ask"),
    "overview": ("全体を見る", "Overview"),
    "findings": ("原資料の確認", "Source check"),
    "other_language": ("English", "日本語"),
    "intro": ("プランの評価を、ことばで調べられます", "Ask about the evaluated plan in your own words"),
    "intro_text": (
        "事業名、課の名前、評価、気になることばなどで質問してください。答えには、評価表のどの行にあるかが付きます。",
        "Ask by measure, department, rating or any word. Each answer names its lines in the evaluation sheet.",
    ),
    "examples": ("質問の例", "Examples"),
    "question": ("質問", "Question"),
    "your_question": ("質問を入力してください", "Type your question"),
    "send": ("質問する", "Ask"),
    "sending": ("調べています…", "Looking it up…"),
    "new_answer": ("答えが表示されました。", "The answer is shown."),
    "answers": ("質問と答え", "Questions and answers"),
    "answer": ("答え", "Answer"),
    "choices": ("続けて質問する", "Ask next"),
    "again": ("最初から", "Start over"),
    "table": ("表", "Table"),
    "link": ("この答えへのリンク", "Link to this answer"),
    "link_short": ("リンク", "Link"),
    "save": ("この答えを保存", "Save this answer"),
    "save_short": ("保存", "Save"),
    "csv_short": ("CSV", "CSV"),
    "xlsx_short": ("Excel", "Excel"),
    "csv": ("CSVで保存", "Save as CSV"),
    "xlsx": ("Excelで保存", "Save as Excel"),
    "save_all": ("全項目を保存", "Save every item"),
    "feedback": ("この答えについて", "About this answer"),
    "city": ("市全体", "Whole city"),
    "measures": ("事業", "Measures"),
    "items": ("項目", "Items"),
    "rated": ("評価のある項目", "Rated items"),
    "unrated": ("評価なし", "not rated"),
    "unknown": ("評価不明", "rating not known"),
    "ratings": ("評価の内訳", "Ratings"),
    "by_policy": ("基本方針ごとの評価", "Ratings by policy"),
    "by_department": ("担当課ごとの評価", "Ratings by department"),
    "as_table": ("数値の表", "The same as a table"),
    "policy": ("基本方針", "Policy"),
    "initiative": ("取組", "Initiative"),
    "department": ("担当課", "Department"),
    "departments": ("担当課", "Departments"),
    "measure": ("事業", "Measure"),
    "all_measures": ("事業の一覧", "All measures"),
    "rating": ("評価", "Rating"),
    "planned": ("予定", "Planned"),
    "result": ("結果", "Result"),
    "evidence": ("根拠", "Evidence"),
    "source": ("出典", "Source"),
    "shared": ("共管", "shared"),
    "own_items": ("担当する項目", "Items of its own"),
    "member_items": ("全課の項目、または担当課に名前だけがある事業", "Items of all departments, or where it is only named"),
    "sections": ("課の中の室", "Sections"),
    "parent": ("所属", "Part of"),
    "compared": ("市全体と比べる", "Beside the whole city"),
    "previous": ("前の事業", "Previous measure"),
    "next": ("次の事業", "Next measure"),
    "course": ("年度の推移を見る", "Over the years"),
    "year_before": ("前年度と比べる", "Compare with the year before"),
    "ask_about": ("この内容について質問する", "Ask about this"),
    "line": ("行", "Line"),
    "cell": ("欄", "Cell"),
    "kind": ("種類", "Kind"),
    "what": ("内容", "What"),
    "was_now": ("原文 → 読み", "Printed → read"),
    "open": ("要確認", "To be checked"),
    "corrected": ("訂正済み", "Corrected by people"),
    "repaired": ("補正済み", "Restored by the program"),
    "note_findings": (
        "評価表は、文書から文字を取り出したときに傷んでいます。どこがどう傷み、どう読んだかをすべて示します。",
        "The sheet was damaged when its text was taken out of a document. Every damage is listed, and how it was read.",
    ),
    "note_shared": (
        "複数の課が担当する項目は、それぞれの課で数えます。合計は市全体の項目数と一致しません。",
        "An item of several departments counts in each of them, so the rows do not add up to the city.",
    ),
    "note_bars": (
        "帯の区切りを選ぶと、その項目の一覧が表示されます。",
        "Choose a part of a bar to list its items.",
    ),
    "no_items": ("ありません。", "None."),
    "home": ("質問のページへ", "Back to asking"),
    "foot": (
        "評価表に書かれていることだけを答えます。文章の生成は行いません。",
        "Answers hold only what the sheet says. No text is generated.",
    ),
    "found": ("該当", "Found"),
    "search": ("探す", "Search"),
    "search_text": ("ことば", "Words"),
    "all": ("すべて", "All"),
    "clear": ("条件を消す", "Clear"),
    "contents": ("目次", "Contents"),
    "data": ("保存", "Save"),
    "year": ("年度", "Fiscal year"),
    "years": ("ほかの年度を見る", "Other fiscal years"),
    "not_in_year": ("この年度にはありません", "not in this year"),
    "crumbs": ("現在の位置", "Where you are"),
    "near": ("お探しのものは、次のどれかですか。", "Did you mean one of these?"),
    "imported": ("取込日", "Imported"),
    "import": ("評価表の取り込み", "Load an evaluation sheet"),
    "import_step": ("いまの段階", "Where it stands"),
    "import_next": ("次にすること", "What to do next"),
    "import_running": ("ファイルを読んでいます。", "The file is being read."),
    "import_look": ("いまの状態を見る", "Look again"),
    "import_file": ("ファイルを選ぶ", "Choose a file"),
    "import_choose": ("評価表（.xlsx、.pdf、.csv、.tsv、.txt）", "Evaluation sheet (.xlsx, .pdf, .csv, .tsv, .txt)"),
    "import_beside": (
        "年度（R3 など）か、訂正の理由。見出しに年度があれば空でかまいません",
        "The fiscal year (R3), or the reason for corrections; may be empty where the headings name the year",
    ),
    "import_by": ("お名前（だれが決めたかとして残ります）", "Your name (kept as who decided)"),
    "import_show": ("読み込んで、変わるところを見る", "Read it and see what would change"),
    "import_reason": ("訂正の理由", "Reason for the corrections"),
    "import_send_reason": ("この理由で進む", "Go on with this reason"),
    "import_other": ("ほかのファイルを読み込む", "Read another file"),
    "import_past": ("これまでの取り込み", "What was loaded before"),
    "office_unset": (
        "このページで取り込むには、KATOU_PAGE_OFFICE_PASSWORD か KATOU_PAGE_OFFICE を設定します。",
        "To load one here, set KATOU_PAGE_OFFICE_PASSWORD or KATOU_PAGE_OFFICE.",
    ),
}  # fmt: skip


def label(lang: str, key: str) -> str:
    """A label or fixed sentence of the page."""
    if key == "placeholder":
        return city.subject(lang)
    text = _in(lang, *LABELS[key])
    return city.filled(lang, text) if "{" in text else text


def data_changed(lang: str, imported: str) -> str:
    """Above an answer that was opened by a link; the day of the import, YYYY-MM-DD."""
    return _in(
        lang,
        f"このリンクを作った後にデータが変わりました（今のデータの取込: {imported}）。今のデータでお答えしています。",
        f"The data changed after this link was made (now imported: {imported}). This is the answer from the data as they are now.",
    )


def import_note(lang: str, megabytes: int) -> str:
    """Above the form for a file."""
    return _in(
        lang,
        f"1つずつ、{megabytes} MB まで。まず変わるところだけをお見せします。「反映」を押すまで、何も変わりません。",
        f"One at a time, up to {megabytes} MB. First you see what would change; nothing does before you press Apply.",
    )


def import_seconds(lang: str, seconds: int) -> str:
    """While a file is being read; the page looks again by itself."""
    return _in(
        lang,
        f"{seconds}秒たちました。PDFは1分ほどかかることがあります。このページは自動で更新されます。",
        f"{seconds} seconds so far. A PDF may take a minute. This page looks again by itself.",
    )


def save_file(lang: str, name: str) -> str:
    """The link that saves a file of an answer."""
    return _in(lang, f"{name} を保存", f"Save {name}")


def not_kept(lang: str) -> str:
    """A file of an earlier answer is gone."""
    return _in(
        lang,
        "このファイルはもうありません。同じ質問をもう一度すると、作り直します。",
        "This file is gone. Ask the same question again and it is made anew.",
    )


TROUBLES = {  # HTTP status → Japanese, English: what is wrong and what to do
    400: ("要求を読み取れませんでした。もう一度お試しください。", "The request could not be read. Please try again."),
    401: ("パスワードが必要です。", "A password is needed."),
    403: (
        "このアドレスからは利用できません。{office}にお問い合わせください。",
        "This page is not open to you here. Please ask the {office}.",
    ),
    404: ("お探しのページはありません。", "There is no such page."),
    405: ("この操作はできません。質問のページからお試しください。", "This cannot be done. Please start from the page."),
    413: ("送られた内容が長すぎます。短くしてお試しください。", "Too much was sent. Please make it shorter."),
    421: (
        "このアドレスでは開けません。katou が表示したアドレスで開いてください（KATOU_PAGE_URL で加えられます）。",
        "Not open under this address. Use the one that katou printed (KATOU_PAGE_URL adds another).",
    ),
    429: ("パスワードの誤りが続きました。1分ほど待ってからお試しください。", "Too many wrong passwords. Please wait a minute."),
    500: (
        "答えを表示できませんでした。もう一度お試しください。続くときは{office}にお知らせください。",
        "The answer could not be shown. Please try again; if it goes on, tell the {office}.",
    ),
    503: (
        "いまは評価表を読めません。しばらくしてからお試しください。続くときは{office}にお知らせください。",
        "The sheet cannot be read now. Please try again soon; if it goes on, tell the {office}.",
    ),
}  # fmt: skip


def trouble(lang: str, status: int) -> str:
    """What is shown instead of a page."""
    return city.filled(lang, _in(lang, *TROUBLES.get(status, TROUBLES[500])))


def password_realm() -> str:
    """What the browser's own question for the password is headed with; ASCII, as browsers show it."""
    return "Katou"


def year_missing(lang: str, year: str, loaded: Sequence[str]) -> str:
    """A year that is not loaded, and those that are (written out)."""
    return _in(
        lang,
        f"{year} は読み込まれていません。読み込まれているのは{'、'.join(loaded)}です。",
        f"{year} is not loaded. Loaded: {', '.join(loaded)}.",
    )


def department_missing(lang: str, name: str, number: int) -> str:
    """A department that neither the tables nor the sheet name, and how many they do."""
    return _in(
        lang,
        f"{name} という担当課はありません。担当課は{number}あります。",
        f"There is no department called {name}. There are {number}.",
    )


def asks_rating(lang: str, mark: str) -> str:
    """The prepared question for a rating."""
    return _in(lang, f"{mark}の事業の一覧", f"list measures rated {mark}")


def asks(lang: str, *, policy: str = "", policy_no: int = 0, department: str = "", mark: str = "") -> str:
    """The prepared question that lists the items of a policy or department, of one rating or all."""
    ja = "".join(f"{part}の" for part in (department, policy, mark) if part) + "事業の一覧"
    whose = department or (f"policy {policy_no}" if policy_no else "")
    en = f"list measures{f' of {whose}' if whose else ''}{f' rated {mark}' if mark else ''}"
    return _in(lang, ja, en)


def asks_course(lang: str, number: MeasureNumber) -> str:
    """The prepared question for a measure over all years."""
    return _in(lang, f"No.{number}の推移", f"No.{number} over the years")


def asks_over(lang: str, department: str, year: str, before: str) -> str:
    """The prepared question for a department in two years (their codes)."""
    return _in(
        lang, f"{department}を{before}と{year}で比べて", f"compare {department} in {before} and {year}"
    )


def lines(lang: str, file: str, numbers: str) -> str:
    """`sheet.txt 50行`."""
    return _in(lang, f"{file} {numbers}行", f"{file}, line {numbers}")


def imported(lang: str, day: str) -> str:
    """When the sheet was read."""
    return _in(lang, f"取込 {day}", f"imported {day}")


def bar(lang: str, name: str, tally: str) -> str:
    """What a screen reader reads of a bar: its name and its numbers."""
    return _in(lang, f"{name}: {tally}", f"{name}: {tally}")


def in_brackets(lang: str, word: str) -> str:
    """A remark behind what it is about."""
    return _in(lang, f"（{word}）", f" ({word})")


def of_rated(lang: str, share: str) -> str:
    """A share of the rated items."""
    return _in(lang, f"評価のある項目の{share}%", f"{share}% of the rated items")


def finding_count(lang: str, number: int) -> str:
    """How many findings."""
    return _in(lang, f"{number}件", f"{number}")


def item_count(lang: str, number: int) -> str:
    """How many items."""
    return _in(lang, f"{number}項目", f"{number} item{'s' * (number != 1)}")


def counted_part(lang: str, told: Sequence[str]) -> str:
    """What stands beside a bar that is told in a table: how many of how many, its share behind it."""
    first, *rest = told
    return first + "".join(in_brackets(lang, each) for each in rest)


def bar_count(lang: str, items: int, rated: int) -> str:
    """How many items a bar stands for, and how many of them have a rating, where others have none."""
    if rated == items:
        return item_count(lang, items)
    return _in(lang, f"{items}項目のうち評価のある{rated}項目", f"{rated} rated of {items} items")


def site_note(lang: str, year: str, day: str) -> str:
    """What a page that was carried away is and how old it is."""
    return _in(
        lang,
        f"{year}の評価表を{day}に取り込んだものです。このファイルだけで閲覧・検索できます。通信はしません。",
        f"The sheet of {year}, imported {day}. This file alone can be read and searched; it connects to nothing.",
    )


# -- at the start of `katou serve` and `katou chat` ---------------------------------------------------------


def page_at(lang: str, address: str) -> str:
    """`katou chat` also serves the page."""
    return _in(lang, f"ブラウザーのページ: {address}/", f"The same in a browser: {address}/")


def page_not_served(lang: str, why: str) -> str:
    """`katou chat` goes on without the page."""
    return _in(lang, f"ブラウザーのページは開けません（{why}）。", f"No page for the browser ({why}).")


def page_off(lang: str) -> str:
    """Another surface is served; the page would be open to everybody."""
    return _in(
        lang,
        "ページ: 使いません（KATOU_PAGE_PASSWORD も KATOU_PAGE_USER_HEADER も未設定）。",
        "Page: off (neither KATOU_PAGE_PASSWORD nor KATOU_PAGE_USER_HEADER is set).",
    )


def page_open_to_all(lang: str, host: str) -> str:
    """The page does not start where everybody could read it."""
    return _in(
        lang,
        f"{host} ではだれでもページを開けてしまうため、始めません。{_KEYS_JA}",
        f"Not started: on {host} everybody could open the page. {_KEYS_EN}",
    )


def page_reached_by_all(lang: str, setting: str) -> str:
    """The page does not start where a setting tells that a proxy stands in front and nobody is asked who he
    is."""
    return _in(
        lang,
        f"{setting} が設定されていて、中継サーバーを通してだれでもページを開けてしまうため、始めません。{_KEYS_JA}",
        f"Not started: {setting} is set, and through the proxy everybody could open the page. {_KEYS_EN}",
    )


_KEYS_JA = "KATOU_PAGE_PASSWORD を設定するか、KATOU_PAGE_USER_HEADER と KATOU_PAGE_TRUSTED_PROXY を設定してください。"
_KEYS_EN = "Set KATOU_PAGE_PASSWORD, or KATOU_PAGE_USER_HEADER with KATOU_PAGE_TRUSTED_PROXY."


def header_without_proxy(lang: str) -> str:
    """Anybody could send the header himself."""
    return _in(
        lang,
        "KATOU_PAGE_USER_HEADER には KATOU_PAGE_TRUSTED_PROXY（中継するサーバーのアドレス）も必要です。",
        "KATOU_PAGE_USER_HEADER also needs KATOU_PAGE_TRUSTED_PROXY (the addresses of the proxy).",
    )


def same_passwords(lang: str) -> str:
    """Then everybody would be the office."""
    return _in(
        lang,
        "KATOU_PAGE_OFFICE_PASSWORD は、KATOU_PAGE_PASSWORD と別のものにしてください。",
        "KATOU_PAGE_OFFICE_PASSWORD must be another one than KATOU_PAGE_PASSWORD.",
    )


def site_written(lang: str, file: str, size: int) -> str:
    """`katou export-site` is done; the size in kilobytes."""
    return _in(lang, f"{file} に書き出しました（{size} KB）。", f"Wrote {file} ({size} kB).")
