"""What `katou-index start` says, Japanese and English side by side, one function each."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.language import both, in_language
from katou_index.plan import FiscalYear

# -- errors: one line for everybody -------------------------------------------------------------------------


def not_empty(folder: str, names: Sequence[str]) -> str:
    shown = "、".join(names[:3])
    return both(
        f"{folder}: 空のフォルダーではありません（{shown}）。年度を加えるには katou-index import を使い、"
        "新しく始めるには --data に別のフォルダーを書いてください",
        f"{folder} is not empty ({shown}): "
        "use katou-index import to add a year, or name another --data to start",
    )


def nobody_there() -> str:
    return both(
        "端末ではないので聞けません。提案のとおりでよければ --yes を付けてください",
        "nobody can be asked here: add --yes to take what is proposed",
    )


def not_a_table(ending: str) -> str:
    return both(
        f"PDFから写した文章の表（{ending}）は start では読めません。katou-index import を使ってください",
        f"start does not read the text of a table that was read off a PDF ({ending}): use katou-index import",
    )


def year_unknown(named: Sequence[int]) -> str:
    years = "、".join(FiscalYear(began).code for began in named)
    ja = f"いくつかの年度が書いてあります（{years}）" if named else "年度が書いてありません"
    en = f"the file names several years ({years})" if named else "the file names no year"
    return both(f"{ja}。--year R7 のように書いてください", f"{en}: add --year, such as --year R7")


def no_headings() -> str:
    return both(
        "見出しの行が見つかりません。見出しが1行に並ぶ表にして保存してください",
        "no row of headings was found: keep a table with its headings in one row",
    )


def undecided(field: str, called: Sequence[str]) -> tuple[str, str]:
    return (
        f"「{field}」の列が{len(called)}つあります（{'、'.join(called)}）",
        f"{len(called)} columns could be {field} ({', '.join(called)})",
    )


def undecided_all(said: Sequence[tuple[str, str]]) -> str:
    return both(
        f"{'。'.join(ja for ja, _ in said)}。--yes では決めません。--yes なしで動かして選んでください",
        f"{'; '.join(en for _, en in said)}: --yes does not decide that; run without it and choose",
    )


def field_missing(fields: Sequence[str], headings: Sequence[str]) -> str:
    shown = "、".join(headings[:12])
    return both(
        f"{'と'.join(fields)}の列が分かりません（見出し: {shown}）。--yes なしで動かして選んでください",
        f"no column is known to be {' and '.join(fields)} (headings: {shown}): run without --yes and choose",
    )


def field_elsewhere(fields: Sequence[str], sheet: str) -> str:
    return both(
        f"{'と'.join(fields)}の列は、ほかの列と別のシート「{sheet}」にあります。番号をそろえて1つの表にまとめ、保存してください",
        f"{' and '.join(fields)} stands apart from the other columns, on the sheet {sheet}: "
        "put both into one table, a row a measure, and save",
    )


def no_rating() -> str:
    return both(
        "評価の列に何も書いてありません。色や図形だけの評価は読めないので、評価を書き入れて保存してください",
        "the column of ratings is empty: colours and shapes are not read, so write the ratings and save",
    )


def ratings_by_format(words: str) -> str:
    """Every cell of the ratings lists all steps."""
    return both(
        f"評価の欄がどの事業も「{words}」です。選んだものが文字の色・下線・囲みだけで示されていて、読めません。"
        "選んだ記号だけを欄に書いて保存してください",
        f"every measure has 「{words}」 as its rating: which of them is chosen shows only in colour, "
        "underline or circle and cannot be read. Write the one that is chosen into the cell and save",
    )


def ratings_unknown(words: Sequence[str]) -> str:
    shown = "、".join(words[:8])
    return both(
        f"評価のことば（{shown}）がどの評価の段階にも合いません。--yes なしで動かし、良い順に並べてください",
        f"no scale is known for these ratings ({shown}): run without --yes and put them in order",
    )


def stopped_asking() -> str:
    return both("返事がないので、何も作っていません", "no answer, so nothing was made")


# -- what is shown and asked ---------------------------------------------------------------------------------


def year(lang: str, year: FiscalYear, file: str) -> str:
    return in_language(lang, f"{file}: {year.japanese}（{year.code}）", f"{file}: fiscal year {year.code}")


def headings_title(lang: str) -> str:
    return in_language(lang, "見出しと、その下の値:", "headings, and values below them:")


def heading(lang: str, number: int, place: str, text: str, values: Sequence[str], field: str) -> str:
    shown = in_language(lang, "、", ", ").join(values) or in_language(lang, "空", "empty")
    means = field or in_language(lang, "読みません", "not read")
    return f"  {number}. {place}「{text[:40]}」（{shown}） → {means}"


def instead(lang: str, field: str, number: int) -> str:
    """Beside a heading that another one is read for."""
    return in_language(lang, f"読みません（{field}は {number} から）", f"not read ({field}: from {number})")


def kept(lang: str) -> str:
    """Beside a heading that no field claims."""
    return in_language(lang, "そのまま保存します", "kept as it is")


def doubt(field: str) -> str:
    """Beside a heading of which no rule says whether it is read."""
    return f"{field}？"


def fields(lang: str, names: Sequence[str]) -> str:
    listed = " ".join(f"{number}:{name}" for number, name in enumerate(names, 1))
    return in_language(lang, f"欄: 0:読まない {listed}", f"fields: 0:not read {listed}")


def ask_right(lang: str) -> str:
    return in_language(
        lang,
        "このとおりなら Enter、違うものがあれば「見出しの番号=欄の番号」（例: 6=8）: ",
        "Enter if this is right, else NUMBER=FIELD for one that is not (such as 6=8): ",
    )


def ask_which(lang: str, field: str, called: Sequence[str]) -> str:
    listed = in_language(lang, "、", ", ").join(called)
    return in_language(
        lang,
        f"「{field}」はどれを読みますか（{listed}）。番号: ",
        f"which one is {field} ({listed})? number: ",
    )


def ask_missing(lang: str, field: str) -> str:
    return in_language(lang, f"「{field}」はどの見出しですか。番号: ", f"which heading is {field}? number: ")


def not_understood(lang: str) -> str:
    return in_language(lang, "分かりません。もう一度お願いします", "not understood; once more, please")


def figures_guessed(lang: str) -> str:
    return in_language(
        lang,
        "評価が数字で、どちらが良いか表に書かれていません。大きい数字を良いとみます",
        "the ratings are figures, and the sheet does not say which end is the best: taken for the highest",
    )


def ratings_title(lang: str) -> str:
    return in_language(lang, "評価のことば（良い順の案）:", "ratings (proposed, best first):")


MOST_WAYS = 4


def rating(lang: str, number: int, mark: str, count: int, written: Sequence[tuple[str, int]] = ()) -> str:
    """A step, and in which ways the sheet writes it."""
    ways = [f"{cell[:30]} {cells}" for cell, cells in written[:MOST_WAYS]]
    ways += ["…"] * (len(written) > MOST_WAYS)
    told = in_language(lang, f": {'、'.join(ways)}", f": {', '.join(ways)}") if ways else ""
    return f"  {number}. {mark}（{count}{told}）"


def rating_unknown(lang: str, number: int, word: str, count: int) -> str:
    told = in_language(lang, "評価の段階としては読みません", "not read as a rating")
    return f"  {number}. {word}（{count}） … {told}"


def rating_alike(lang: str, number: int, word: str, count: int, other: str) -> str:
    told = in_language(
        lang,
        f"{other}に含めて読みます。別の段階なら、この番号も並べてください",
        f"read as {other}; if it is a step of its own, put its number in the order",
    )
    return f"  {number}. {word}（{count}） … {told}"


def ratings_alike(pairs: Sequence[tuple[str, str]]) -> str:
    shown = "、".join(f"{other}と{mark}" for mark, other in pairs)
    return both(
        f"評価の列に{shown}があり、同じ段階か別の段階か決まりません。"
        "--yes なしで動かして良い順に並べてください（同じ段階なら --anyway）",
        f"the ratings hold {shown}, and nobody can tell whether they are one step or two: "
        "run without --yes and put them in order (--anyway if they are one)",
    )


def ratings_unrated(lang: str, word: str, count: int) -> str:
    told = in_language(lang, "評価の対象でないもの（—）", "nothing to rate (—)")
    return f"     {word}（{count}） … {told}"


def ask_order(lang: str) -> str:
    return in_language(
        lang,
        "このとおりなら Enter、違えば評価として読むものを良い順に番号で（例: 2 1 3）: ",
        "Enter if this is right, else the numbers of the ratings, best first (such as 2 1 3): ",
    )


def ask_name(lang: str, proposed: str) -> str:
    return in_language(lang, f"計画の名前 [{proposed}]: ", f"name of the plan [{proposed}]: ")


def ask_city(lang: str, proposed: str) -> str:
    return in_language(lang, f"市町村の名前 [{proposed}]: ", f"name of the city [{proposed}]: ")


def ask_office(lang: str) -> str:
    return in_language(lang, "問い合わせ先の課 []: ", "office that people ask []: ")


def ask_year(lang: str) -> str:
    return in_language(lang, "どの年度ですか（例: R7）: ", "which fiscal year (such as R7)? ")


def plan(lang: str, name: str, city: str) -> str:
    shown = in_language(lang, "、", ", ").join(filter(None, (city, name))) or in_language(
        lang, "名前は plan.toml に書いてください", "write its name into plan.toml"
    )
    return in_language(lang, f"計画: {shown}", f"plan: {shown}")


def ask_anyway(lang: str) -> str:
    return in_language(lang, "それでも始めますか", "start all the same?")


def done(lang: str, year: FiscalYear, folder: str) -> str:
    return in_language(
        lang,
        f"{folder} に {year.code} と columns.toml、ratings.toml、plan.toml を作りました。"
        f"次は katou-index build --data {folder}、それから KATOU_DATA={folder} katou chat で質問できます",
        f"{folder} holds {year.code}, columns.toml, ratings.toml and plan.toml. Next: "
        f"katou-index build --data {folder}, then ask with KATOU_DATA={folder} katou chat",
    )


# -- the files ---------------------------------------------------------------------------------------------


def columns_file(file: str) -> str:
    return f"# 評価表の列の名前（{file} から）。直したら katou-index build。書き方は docs/import.ja.md"


def ratings_file(file: str) -> str:
    return f"# 評価の段階（{file} から）。良いものから順に。書き方は docs/import.ja.md"


def plan_file(file: str) -> str:
    return f"# 計画の名前（{file} の表題から）。違うときは直して katou-index build"


def word_of_figure(form: str, mark: str) -> str:
    return form.replace("{}", mark) if form else mark
