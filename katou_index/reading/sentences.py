"""What reading a table file says when it cannot: Japanese and English, side by side, one function each."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Mapping, Sequence

from katou_index.language import Told, both, english, here, in_english, told
from katou_index.plan import MeasureNumber


def cannot_open(why: str) -> str:
    return both(f"ファイルを開けません（{why}）", f"cannot be opened ({why})")


def not_a_file() -> str:
    return both("ファイルではありません", "is not a file")


def empty() -> str:
    return both("ファイルが空です。もう一度保存してください", "the file is empty: save it again")


def too_large(megabytes: int) -> str:
    return both(
        f"大きすぎます（{megabytes}MBまで）。評価表だけのファイルにしてください",
        f"too large (up to {megabytes} MB): keep only the evaluation sheet in it",
    )


def inflates(megabytes: int) -> str:
    return both(
        f"展開すると大きすぎます（{megabytes}MBまで）。必要なシートだけを新しいブックに写してください",
        f"unpacks to too much (up to {megabytes} MB): copy the sheets you need to a new workbook",
    )


def not_excel(what: str) -> str:
    return both(
        f".xlsx の中身ではありません（{what}）。Excelで開いて「Excelブック（.xlsx）」で保存してください",
        f"is not an .xlsx inside ({what}): open it in Excel and save it as Excel Workbook (.xlsx)",
    )


def broken_excel() -> str:
    return both(
        "Excelファイルが壊れているか途中で切れています。もう一度保存するか、受け取り直してください",
        "the Excel file is broken or cut off: save it as .xlsx again or ask for a new copy",
    )


def part_broken(name: str) -> str:
    return both(
        f"Excelファイルの中の {name} が壊れています。もう一度保存するか、受け取り直してください",
        f"the Excel file is broken or cut off in {name}: save it as .xlsx again or ask for a new copy",
    )


def part_missing(name: str) -> str:
    return both(
        f"Excelファイルの中に {name} がありません。Excelで開いて .xlsx で保存し直してください",
        f"the Excel file is broken: it lacks {name}; open it in Excel and save it as .xlsx again",
    )


def old_excel() -> str:
    return both(
        "古い形式のExcel（.xls）です。名前の終わりを .xls にしてください",
        "is an old Excel file (.xls): give its name the ending .xls",
    )


def broken_old_excel() -> str:
    return both(
        "古い形式のExcel（.xls）で、壊れているか、さらに古い版です。"
        "Excelで開いて「Excelブック（.xlsx）」で保存してください",
        "is a broken or very old Excel file (.xls): open it in Excel and save as Excel Workbook (.xlsx)",
    )


def locked() -> str:
    return both(
        "パスワードで保護されています。パスワードを外して保存してください",
        "is protected by a password: remove it and save as an unprotected file",
    )


def macros() -> str:
    return both(
        "マクロの入ったブックは受け付けません。マクロなしの「Excelブック（.xlsx）」で保存してください",
        "holds macros, which are not accepted: save as Excel Workbook (.xlsx) without macros",
    )


def odd_names() -> str:
    return both(
        "中のファイル名が不正です。Excelで開いて「Excelブック（.xlsx）」で保存し直してください",
        "holds file names that lead outside: open it in Excel and save as .xlsx anew",
    )


def too_many_rows(rows: int) -> str:
    return both(
        f"行が多すぎます（{rows:,}行まで）。評価表の行だけにしてください",
        f"too many rows (up to {rows:,}): keep only the rows of the evaluation sheet",
    )


def too_many_cells(cells: int) -> str:
    return both(
        f"セルが多すぎます（書式だけの空のセルも含めて{cells:,}個まで）。"
        "評価表の範囲だけを新しいブックに写してください",
        f"too many cells (up to {cells:,}, empty ones with a format too): copy the sheet to a new workbook",
    )


def too_much_text(signs: int) -> str:
    return both(
        f"文字が多すぎます（全部で{signs:,}字まで）。評価表の範囲だけを新しいファイルに写してください",
        f"too much text (up to {signs:,} signs in all): copy the sheet alone to a new file",
    )


def line_too_long(signs: int) -> str:
    return both(
        f"1つの行が長すぎます（{signs:,}字まで）。評価表の行だけにしてください",
        f"a line is too long (up to {signs:,} signs): keep only the rows of the evaluation sheet",
    )


def not_pdf(what: str) -> str:
    return both(
        f"PDFの中身ではありません（{what}）。拡張子を確かめて、PDFで保存し直してください",
        f"is not a PDF inside ({what}): check its ending and save as PDF again",
    )


def broken_pdf() -> str:
    return both(
        "PDFが壊れているか途中で切れています。もう一度保存するか、受け取り直してください",
        "the PDF is broken or cut off: save as PDF again or ask for a new copy",
    )


def scanned_pdf() -> str:
    return both(
        "文字のないPDF（スキャンした画像）です。もとのExcelを受け取るか、文字のあるPDFで保存してください",
        "is a scanned PDF without text: ask for the Excel file, or save as a PDF with text",
    )


def form_cut() -> str:
    return both(
        "調書がページの境目で切れています。もとのExcel（.xlsx）で取り込むか、"
        "1事業を1ページに収めて保存してください",
        "a page break cuts a form: load the Excel file (.xlsx), or save it with each form on one page",
    )


def no_table_in_pdf() -> str:
    return both(
        "PDFの表の行と列の区切りが確かではありません（罫線や網かけが足りません）。もとのExcel（.xlsx）で保存するか、"
        "表に格子の罫線を付けてPDFにし直してください",
        "what is a row and a column of this PDF is not certain (rules or shading are missing): save as Excel "
        "(.xlsx) instead, or rule the table as a grid and make the PDF anew",
    )


def put_beside(page: str, others: Sequence[str]) -> Told:
    return told(
        f"{'、'.join(others)}ページの列は、{page}ページの表の右の続きとして読みました。確かめてください。",
        f"The columns of page {', '.join(others)} were read as the right part of page {page}: please check.",
    )


def no_upright_rules() -> Told:
    return told(
        "この表には縦の罫線がないので、文字のすき間で列を分けました。",
        "This table has no upright rules: its columns were parted where no text stands.",
    )


def too_many_pages(pages: int) -> str:
    return both(
        f"ページが多すぎます（{pages}ページまで）。評価表のページだけにしてください",
        f"too many pages (up to {pages}): keep only those of the evaluation sheet",
    )


def too_costly() -> str:
    return both(
        "時間かメモリーを使いすぎるので、読むのをやめました。評価表だけを新しいファイルに写してください",
        "takes too much time or memory and was given up: copy the sheet alone to a new file",
    )


def needs_library(library: str, extra: str) -> str:
    return both(
        f"これを読むには {library} が要ります。make setup か pip install 'katou[{extra}]' で入れてください",
        f"reading this needs {library}: run make setup, or pip install 'katou[{extra}]'",
    )


def unknown_ending(ending: str) -> str:
    if ending in _DOCUMENTS:
        return both(
            f"{ending}（文書）は読めません。表をExcelに貼り付け、.xlsx で保存してください",
            f"{ending} (a document) cannot be read: paste the table into Excel and save as .xlsx",
        )
    return both(
        f"{ending or '拡張子なし'} は読めません。.xlsx、.xls、.ods、.pdf、.csv、.tsv、.txt のどれかで"
        "保存してください",
        f"{ending or 'no ending'} cannot be read: save as .xlsx, .xls, .ods, .pdf, .csv, .tsv or .txt",
    )


def no_heading(best: Sequence[str], missing: Sequence[str], table: str) -> str:
    found = "、".join(best) or "なし"
    return both(
        f"見出し行が見つかりません（分かった列: {found}。足りない列: {'、'.join(missing)}）。"
        f"列の名前が違うときは {table} に書いてください",
        f"no heading row was found (columns known: {found}; missing: {', '.join(missing)}); "
        f"if columns are named otherwise, write the names into {table}",
    )


def rating_only_years(headings: Sequence[str], own: str, table: str) -> str:
    """Headings that are years and nothing else, where a column of ratings is missing; `own` is that of the
    year being loaded."""
    named = "".join(f"「{each}」" for each in headings)
    return both(
        f"評価の列が分かりません。見出し{named}は年度だけで、評価の列かどうか決まりません。評価の列なら、"
        f"見出し「{own}」を「{own} 評価」に直して保存するか、{table} に書いてください"
        f'（[[column]] name = "評価" headings = ["{own}"]）',
        f"no column is known to be 評価: the headings {named} are years and nothing else. If these are the "
        f"ratings, change the heading 「{own}」 to 「{own} 評価」 and save, or write it into {table} "
        f'([[column]] name = "評価" headings = ["{own}"])',
    )


def undecided_field(field: str, called: Sequence[str]) -> tuple[str, str]:
    return (
        f"「{field}」の列が{len(called)}つあり（{'、'.join(called)}）、どれを読むか決まりません",
        f"{len(called)} columns could be {field} ({', '.join(map(in_english, called))}) and no rule decides",
    )


def undecided_label(field: str, called: Sequence[str], labels: Sequence[str], table: str) -> tuple[str, str]:
    """Several labels of a form that could be one field; `labels` are their texts, each once."""
    ja, en = undecided_field(field, called)
    if len(labels) == 1:
        return (
            f"{ja}。同じ名前の欄を、違う名前（一次{field}、二次{field} など）に直して保存してください",
            f"{en}: give the labels names of their own (一次{field}, 二次{field}), and save",
        )
    entry = f'[[column]] name = "{field}" headings = ["{labels[-1]}"]'
    return (
        f"{ja}。読む欄の名前を {table} に書いてください（例: {entry}）",
        f"{en}: write the label to read into {table} (such as {entry})",
    )


def boxes_apart(field: str, place: str, boxes: Sequence[str]) -> tuple[str, str]:
    """Boxes to tick that stand in cells of their own beside a label."""
    shown = "".join(f"「{each}」" for each in boxes)
    return (
        f"{place}の{shown}と段階が別々のセルにあり、どの段階か決まりません。「{field}」の欄に評価だけを書くか、"
        "1つのセルに「□A ■B □C」のように書いて保存してください",
        f"{in_english(place)}: {shown} and the steps stand in cells of their own, and nothing tells which is "
        f"ticked: write the rating alone beside {field}, or all in one cell (□A ■B □C), and save",
    )


def no_such_column(field: str, called: Sequence[str]) -> tuple[str, str]:
    return (
        f"この年度の「{field}」の列がありません（{'、'.join(called)} はほかの年度）。年度を確かめてください",
        f"there is no {field} of this year ({', '.join(map(in_english, called))}: of another year): "
        "check the year",
    )


def form_differs(title: str, marks: Sequence[str], place: str) -> str:
    """A list and a form of one workbook that rate a measure differently; `place`: the form's rating."""
    return both(
        f"「{title}」の評価は一覧では「{marks[0]}」、調書（{place}）では「{marks[1]}」で、どちらを読むか決まりません。"
        "一覧か調書の片方だけを残して保存してください",
        f"「{title}」 is rated {marks[0]} in the list and {marks[1]} on its form ({in_english(place)}): "
        "keep either the list or the forms, and save",
    )


def second_table(place: str, title: str) -> tuple[str, str]:
    return (
        f"{place}「{title[:40]}」の下に、上にない事業があります。どの年度の表か決まらないので、"
        "ほかの年度の表は別のファイルに移して保存してください",
        f"{in_english(place)}: below 「{title[:40]}」 stand measures that are not above it; "
        "move tables of another year to another file",
    )


def rows_of_another_year(rows: int) -> Told:
    """Why rows were not read, as `block_unread` says it."""
    return told(f"「年度」の列がほかの年度の{rows}行", f"{rows} rows with another year in the column 年度")


def rows_labelled_by_another_year(column: str, rows: int) -> Told:
    """Why rows were not read, as `block_unread` says it."""
    return told(f"「{column}」がほかの年度の{rows}行", f"{rows} rows of another year by the column {column}")


def rows_above_or_below(words: Sequence[str], rows: int) -> Told:
    """Why rows were not read, as `block_unread` says it."""
    upper, lower = words
    return told(
        f"「上段：{upper}、下段：{lower}」によるほかの年度の{rows}行",
        f"{rows} rows of another year: the upper ones are {upper}, the lower ones {lower}",
    )


def ratings_upper_lower(place: str, words: Sequence[str]) -> tuple[str, str]:
    upper, lower = words
    return (
        f"{place}から、評価が上段（{upper}）と下段（{lower}）の行に分かれ、どれを読むか決まりません。"
        "読む行だけを残すか、評価の列を分けて保存してください",
        f"from {in_english(place)} on ratings stand in upper rows ({upper}) and lower rows ({lower}) and no "
        "rule decides: leave the rows that count, or give each rating a column of its own",
    )


def rows_led_by_another_year(rows: int) -> Told:
    """Why rows were not read, as `block_unread` says it."""
    return told(f"文章がほかの年度で始まる{rows}行", f"{rows} rows whose texts begin with another year")


def years_of_rows(place: str, texts: Sequence[str], rows: int) -> tuple[str, str]:
    return (
        f"{place}から、「年度」の列にほかの年度（{'、'.join(texts)}）の行が{rows}行ありますが、"
        "どの事業も1つの年度にしかありません。ほかの年度の評価なら別のファイルに移し、"
        "始めた年度などの列なら見出しを「開始年度」のように変えて保存してください",
        f"from {in_english(place)} on {rows} rows have another year ({', '.join(texts)}) in the column 年度, "
        "but no measure stands in two years: move another year's ratings to another file; "
        "if the column says when each began, call it 開始年度 or the like",
    )


def rows_of_fields(rows: int, words: Sequence[str]) -> Told:
    return told(
        f"「{'」「'.join(words)}」の行に分かれた{rows}行を、事業ごとにまとめて読みました。",
        f"{rows} rows that hold {', '.join(words)} one below the other were read as one for each measure.",
    )


def rated_parts(names: Sequence[str]) -> Told:
    first = names[0][:40]
    return told(
        f"「{first}」など{len(names)}行は、番号の形がほかと違い、事業名と評価のほかに何もありません。"
        "事業として読みました。施策などの評価なら、その行を消して保存してください",
        f"{len(names)} rows, 「{first}」 first, have another kind of number and say nothing but title and "
        "rating; read as measures: delete them if they rate a part of the plan",
    )


def ratings_stacked(place: str, rows: int) -> tuple[str, str]:
    return (
        f"{place}から、1つの事業に評価だけが2つずつ並び（{rows}か所）、どちらを読むか決まりません。"
        "読むほうだけを残すか、評価の列を2つに分けて保存してください",
        f"from {in_english(place)} on ratings stand below each other with nothing else beside the second one "
        f"({rows} times): leave the one that counts, or give each a column of its own",
    )


def ratings_by_step(place: str, column: str, steps: Sequence[str]) -> tuple[str, str]:
    return (
        f"{place}から、評価が「{column}」（{'、'.join(steps)}）ごとの行に分かれ、どれを読むか決まりません。"
        "読む行だけを残すか、評価の列を分けて保存してください",
        f"from {in_english(place)} on ratings stand in rows by {column} ({', '.join(steps)}) and no rule "
        "decides: leave the rows that count, or give each rating a column of its own",
    )


def below_marks(place: str) -> Told:
    """Where reasons stand that are kept, as `column_kept` says it."""
    return told(f"{place}から評価の下の行にある", f"in rows below the marks, from {in_english(place)} on:")


def rated_by(column: str, words: Sequence[str]) -> Told:
    return told(
        f"どの事業にも「{column}」（{'、'.join(words)}）ごとに評価があります。項目として読みました。別の段階や評価者の評価でないか確かめてください。",
        f"Measures have a rating for each {column} ({', '.join(words)}): read as items. "
        "Are these ratings of several steps or raters?",
    )


def rating_stacked(rating: str) -> Told:
    return told(
        f"同じ事業の2つ目の評価「{rating}」の横に、ほかに何も書かれていません。別の段階や年度の評価でないか確かめてください。",
        f"Nothing else stands beside this second rating {rating} of its measure: "
        "is it of another stage or year?",
    )


def rating_ticked(places: Sequence[str], over: str, names: Sequence[str]) -> Told:
    columns = f"{places[0]}～{places[1]}: {'、'.join(names)}"
    return told(
        f"「{over}」は段階ごとの列なので（{columns}）、印のある列の見出しを評価として読みました。",
        f"「{over}」 has a column for each step ({in_english(places[0])} to {in_english(places[1])}: "
        f"{', '.join(names)}): the heading of the ticked one was read as the rating.",
    )


def offices_ticked(places: Sequence[str], names: Sequence[str]) -> Told:
    columns = f"{places[0]}～{places[1]}: {'、'.join(names)}"
    return told(
        f"担当課は課ごとの列なので（{columns}）、印のある列の見出しを担当課として読みました。",
        f"Each department has a column ({in_english(places[0])} to {in_english(places[1])}: "
        f"{', '.join(names)}): the headings of the ticked ones were read as the departments.",
    )


def sign_in_colours(sign: str, count: int, colours: int) -> Told:
    return told(
        f"この列の「{sign}」（{count}か所）は{colours}通りの色で書かれています。色の違いは読んでいません。色が評価なら、色ごとに違う記号を書き入れて保存してください。",
        f"The sign {sign} of this column ({count} cells) stands in {colours} colours. Colours are not read: "
        "if they are the rating, write a sign for each colour.",
    )


def rating_corrected(place: str, before: str, count: int) -> Told:
    return told(
        f"{place}は直された評価だけの列なので、空の{count}行の評価は{before}から読みました。",
        f"{in_english(place)} holds corrected ratings alone: where it is empty ({count} rows), the rating "
        f"was read from {in_english(before)}.",
    )


def side_by_side() -> str:
    return both(
        "ここから右に、同じ見出しの表がもう1つ並んでいます。右の表の行を左の表の下に移して保存してください",
        "from here on a second table with the same headings stands beside the first: move its rows below "
        "those of the first one",
    )


def decided_field(field: str, read: str, left: Sequence[str]) -> tuple[str, str]:
    return (
        f"「{field}」は{read}を読み、{'、'.join(left)}は読みません",
        f"{field} is read from {in_english(read)}, not from {', '.join(map(in_english, left))}",
    )


def undecided(
    fields: Mapping[str, tuple[str, str, str]], decided: Mapping[str, tuple[str, str]], table: str
) -> str:
    """Field → what is in doubt in Japanese and English, and a place that could be written for it or "";
    field → what was decided between other columns, so that one look is enough; where to write it."""
    settled = [each for field, each in decided.items() if field not in fields]
    ja = "。".join([*(each[0] for each in fields.values()), *(each[0] for each in settled)])
    en = "; ".join([*(each[1] for each in fields.values()), *(each[1] for each in settled)])
    field, place = next(((field, each[2]) for field, each in fields.items() if each[2]), ("", ""))
    if not field:
        return both(ja, en)
    return both(
        f"{ja}。読む列を {table} に書いてください"
        f'（[[column]] name = "{field}" headings = ["読む列の見出し"]、または column = "{place}"）',
        f"{en}: name the column to read in {table} "
        f'([[column]] name = "{field}" headings = ["its heading"], or column = "{place}")',
    )


# -- what was not read: said in findings, kept in both languages ------------------------------------------

HIDDEN = "（非表示）"
HIDDEN_SHEET = "非表示のシート"
NO_HEADING_HERE = "評価表の見出しがない"
EXAMPLE_SHEET = "シートの名前が記入例や見本"
OTHER_YEAR = "ほかの年度のシート"
OLD_SHEET = "シートの名前が旧版や控え"
COMMENTS = "セルに付いたコメント・メモ"
SHAPES = "図形やテキストボックスの文字"
ABOVE = "見出しより上の行"
EMPTY_FORM = "記入されていない調書か記入例"
BELOW = "事業の番号も評価もない、離れた行"
SECOND_TABLE = "ほかの年度か参考の表"
UNSEEN = "見えない文字（白い字など）"
OVERLAID = "表に重ねて印刷された文字（透かしなど）"
_DOCUMENTS = (".doc", ".docx", ".odt", ".rtf", ".ppt", ".pptx")
SMALL_TABLE = "列の少ない表"
OUTSIDE = "表の外の文"
BESIDE = "空いた列の右にある、別の表"
_RULES = {
    "columns.toml": "columns.toml の指定",
    "year": "ほかの年度の列",
    "part": "見出しの下の別の欄",
    "texts": "文章か、数字や記号だけか",
    "stage": "最終の評価が先",
    "named": "読み込む年度の名がある列が先",
    "exact": "欄の名前どおりの見出しが先",
    "visible": "表示されている列が先",
    "same": "どの行も同じ内容",
}


def also(place: str, others: int) -> str:
    return f"{place}（ほか{others}シートにも）"


_RULES_EN = {
    "columns.toml": "columns.toml says so",
    "year": "a column of another year",
    "part": "another part below the heading",
    "texts": "texts or marks",
    "stage": "the final rating first",
    "named": "the column that names the year first",
    "exact": "the field's own name first",
    "visible": "what is shown first",
    "same": "the same in every row",
}
_REASONS_EN = {
    HIDDEN_SHEET: "a hidden sheet",
    NO_HEADING_HERE: "it has none of the headings",
    EXAMPLE_SHEET: "its name says it is an example",
    OTHER_YEAR: "a sheet of another year",
    OLD_SHEET: "its name says it is an old version or a copy",
    COMMENTS: "comments on cells",
    SHAPES: "text of shapes and boxes",
    ABOVE: "rows above the headings",
    EMPTY_FORM: "a blank form or an example",
    BELOW: "rows apart, without a number or a rating",
    SECOND_TABLE: "a table of another year or for reference",
    UNSEEN: "text that nobody sees",
    OVERLAID: "printed over the table (a watermark)",
    SMALL_TABLE: "a table of few columns",
    OUTSIDE: "text outside the tables",
    BESIDE: "another table, to the right of an empty column",
}


def read_instead(field: str, instead: str, rule: str) -> Told:
    read = f"{field}は{instead}から" if instead else f"{field}とはみなさない"
    return told(
        f"{read}。理由: {_RULES.get(rule, rule)}",
        f"{field} is {f'read from {in_english(instead)}' if instead else 'none of its kind'}. Reason: "
        f"{_RULES_EN.get(rule, rule)}",
    )


def _values(values: Sequence[str]) -> str:
    return f"値: {'、'.join(values)}" if values else "値なし"


def _values_en(values: Sequence[str]) -> str:
    return f"values: {', '.join(values)}" if values else "no values"


def column_unread(place: str, name: str, values: Sequence[str]) -> Told:
    called = f"「{name[:40]}」" if name else "（見出しなし）"
    unread = f"{place}{called}は読んでいません（{_values(values)}）。"
    return told(
        f"{unread}要る列なら、データのフォルダーの columns.toml に書いてください。",
        f"{in_english(place)}{called} is not read ({_values_en(values)}). If you need it, name it in "
        "columns.toml of the data folder.",
    )


def column_kept(place: str, name: str, values: Sequence[str]) -> Told:
    return told(
        f"{place}「{name[:40]}」はそのまま保存します（{_values(values)}）。",
        f"{in_english(place)} 「{name[:40]}」 is kept as it is ({_values_en(values)}).",
    )


def marks_kept(place: str, name: str) -> Told:
    return told(
        f"{place}「{name}」は評価と同じ印だけの列です。評価としては読まず、そのまま保存しました。"
        "こちらが評価なら、データのフォルダーの columns.toml に書いてください。",
        f"{in_english(place)} 「{name}」 holds nothing but marks of ratings. It was kept, not read as the "
        "rating; if it is the rating, write it into columns.toml of the data folder.",
    )


def numbered(name: str, number: int) -> str:
    """The second of two columns that have one heading."""
    return f"{name}（{number}）"


def column_doubled(place: str, name: str, values: Sequence[str], why: str) -> Told:
    return told(
        f"{place}「{name[:40]}」は読んでいません（{_values(values)}）。{why}。",
        f"{in_english(place)} 「{name[:40]}」 is not read ({_values_en(values)}). {english(why)}.",
    )


def block_unread(place: str, name: str, values: Sequence[str], why: str) -> Told:
    called = f"「{name[:40]}」" if name else ""
    return told(
        f"{place}{called} は読んでいません（{why}。{_values(values)}）。",
        f"{in_english(place)}{called} is not read ({_REASONS_EN.get(why, english(why))}; "
        f"{_values_en(values)}).",
    )


def column_hidden(place: str, name: str) -> Told:
    return told(
        f"{place}「{name[:40]}」は非表示の列ですが、読みました。要らないなら消して取り込んでください。",
        f"{in_english(place)} 「{name[:40]}」 is a hidden column, and was read. Remove it if you do "
        "not need it.",
    )


def struck_row(place: str, text: str) -> Told:
    return told(
        f"{place} は取り消し線（見え消し）の行なので、事業として読んでいません（{text[:60]}）。",
        f"{in_english(place)} is struck out and was read as no measure ({text[:60]}).",
    )


def struck_cell(place: str, text: str) -> Told:
    return told(
        f"{place}: 取り消し線（見え消し）の「{text[:60]}」は読んでいません。",
        f"{in_english(place)}: 「{text[:60]}」 is struck out and was not read.",
    )


def error_value(text: str) -> Told:
    return told(
        f"エラー値「{text[:20]}」です。空として読みました。もとの表で直して取り込んでください。",
        f"An error value 「{text[:20]}」: read as empty. Correct it in the sheet and import again.",
    )


def mark_unknown(cell: str) -> Told:
    return told(
        f"評価の欄に「{cell[:40]}」とあり、記号として読めません。未記入として扱いました。",
        f"「{cell[:40]}」 is no mark of the scale: read as not filled in.",
    )


def number_dated(text: str, typed: str) -> Told:
    return told(
        (
            f"番号の欄が日付「{text[:20]}」です。{typed} と入れたものをExcelが日付に変えたとみて、"
            f"{typed} と読みました。確かめてください。"
        ),
        f"The number is a date, 「{text[:20]}」: Excel made it of {typed}, and it was read as "
        f"{typed}. Please check.",
    )


def repeated(column: str, text: str, rows: int) -> Told:
    return told(
        (
            f"{column}の{rows}行すべてに「{text[:40]}」とあります。"
            "透かしやページの見出し、結合しすぎたセルでないか確かめてください。"
        ),
        f"{column} says 「{text[:40]}」 in all {rows} rows: a watermark, the head of a page, or cells "
        "merged too far?",
    )


def row_twice(place: str) -> Told:
    return told(
        f"{place} の行とすべての欄が同じです。写しが残っていないか確かめてください（2項目として数えます）。",
        f"All its cells say what the row of {in_english(place)} says: a copy left over? "
        "It counts as two items.",
    )


def no_value() -> Told:
    return told(
        "式の値が保存されていないため、空として読みました。Excelで開いて上書き保存すると値が入ります。",
        "No value is stored for the formula: read as empty. "
        "Open the file in Excel and save it to store the values.",
    )


def unseen(text: str) -> Told:
    return told(
        f"見えない文字「{text[:60]}」（文字と背景が同じ色か、表示しない書式）は読んでいません。",
        f"Text that nobody sees was not read: 「{text[:60]}」 (in the colour of its cell, or a format "
        "that hides it).",
    )


def beside_mark(mark: str, text: str, why: str) -> Told:
    return told(
        f"「{mark}」のそばに「{text[:60]}」（{why}）があります。「{mark}」と読みました。確かめてください。",
        f"Beside 「{mark}」 stands 「{text[:60]}」 ({_REASONS_EN.get(why, english(why))}): "
        f"read as 「{mark}」. Please check.",
    )


def too_far_right() -> Told:
    return told(
        "列が多すぎるため、ここから右は読んでいません。",
        "There are too many columns: what stands from here on was not read.",
    )


def private_sign(text: str, signs: str) -> Told:
    return told(
        (
            f"「{text[:40]}」の〓は外字（{signs}）で、ほかのパソコンでは見えません。"
            "もとの字を確かめて訂正してください。"
        ),
        f"The 〓 of 「{text[:40]}」 is a sign of one computer's own ({signs}) that others cannot see: "
        "correct it.",
    )


def more_signs(first: str, cells: int) -> Told:
    return told(
        f"{first}このような字かエラー値は、ほか{cells}セルにもあります。",
        f"{english(first)} {cells} more cells hold such signs or error values.",
    )


def lost_sign(text: str, signs: str) -> Told:
    return told(
        f"「{text[:40]}」の〓は読めない字です（{signs}）。もとの字を確かめて訂正してください。",
        f"The 〓 of 「{text[:40]}」 cannot be read ({signs}): find the sign and correct it.",
    )


def number_twice(number: MeasureNumber, before: str) -> str:
    return both(
        f"No.{number} が別の事業名で2回あります（前は {before}）。番号を直して保存してください",
        f"No.{number} stands twice with different titles (before: {in_english(before)}): "
        "correct the number and save",
    )


def turned(place: str) -> Told:
    return told(
        f"{place}から、事業が横に並ぶ表として、行と列を入れ替えて読みました。",
        f"From {in_english(place)} on, measures stand side by side: read with rows and columns exchanged.",
    )


def tables_of_measures(titles: Sequence[str], by_sheet: bool) -> Told:
    where, where_en = ("シートの名前", "name of its sheet") if by_sheet else ("表の上", "text above it")
    shown = "、".join(titles[:3]) + "…" * (len(titles) > 3)
    return told(
        f"1事業ごとの表として{len(titles)}件を読み、事業名は{where}から取りました（{shown}）。",
        f"{len(titles)} tables of one measure each were read; its title is the {where_en} ({shown}).",
    )


def turned_table() -> str:
    return both(
        "事業名と評価の右にいくつも値があります。事業が横に並ぶ表なら、"
        "Excelの「行/列の入れ替え」で縦に直して保存してください",
        "several values stand beside title and rating: transpose a table with its measures side by side",
    )


def form_without_title() -> str:
    return both(
        "事業名のない調書です。事業名を入れるか、この調書を消して保存してください",
        "a form without a title (事業名): fill it in, or remove the form, and save",
    )


def number_unknown() -> str:
    return both(
        "事業名はありますが、番号が分かりません。番号を入れて保存してください",
        "there is a title but no number: fill it in and save",
    )


def number_again(number: MeasureNumber, before: str) -> str:
    return both(
        f"No.{number} に戻っています（前は {before}）。"
        "ほかの年度か参考の表なら、消すか別のファイルに移して保存してください",
        f"numbers go back to {number} (before: {in_english(before)}): "
        "move a table of another year or for reference to another file",
    )


def two_sheets(number: MeasureNumber, sheets: Sequence[str]) -> str:
    names = "、".join(sheets)
    return both(
        f"No.{number} が複数のシートにあります（{names}）。評価表のシートだけを残して保存してください",
        f"No.{number} stands on several sheets ({names}): keep only the sheets of the evaluation",
    )


def no_item() -> str:
    return both("見出しの下に事業の行がありません", "no measure below the headings")


def quotes_unfit() -> str:
    return both(
        'ここから始まる引用符（"）が閉じていません。Excelで開いて「CSV UTF-8」で保存し直してください',
        'a quote (") that begins here does not end with its cell: save it from Excel as CSV UTF-8',
    )


def shown_otherwise(count: int, values: Sequence[str]) -> str:
    return both(
        f"条件付き書式が、この列の{count}個のセルで、値の代わりにアイコンや別の文字を見せています。ここでは値"
        f"（{'、'.join(values)}）を読みました。見えているとおりでなければ、書き直して保存してください",
        f"a conditional format shows an icon or another text in place of the value in {count} cells of this "
        f"column; read was the value ({', '.join(values)}): write what is seen if that is something else",
    )


def rows_in_a_cell(count: int) -> str:
    return both(
        f'引用符（"）が閉じていないため、ここから{count}行が1つのセルに入っています。余分な引用符を消して保存してください',
        f'a quote (") is left open, so that {count} lines from here on are one cell: take the quotes out',
    )


def cell_too_long(signs: int) -> str:
    return both(
        f'1つのセルが長すぎます（{signs:,}字まで）。引用符（"）が閉じているか確かめてください',
        f'a cell is too long (up to {signs:,} signs): is a quote (") left open?',
    )


def not_parted() -> str:
    return both(
        "列の区切り（コンマ、タブなど）がありません。Excelで開いて「CSV UTF-8」で保存し直してください",
        "nothing parts its columns (comma, tab, semicolon): open it in Excel and save it as CSV UTF-8",
    )


def wrong_ending(ending: str, inside: str) -> str:
    return both(
        f"{ending} ですが、中身は {inside} です。拡張子を直すか、正しい形式で保存してください",
        f"ends in {ending} but is {inside} inside: correct its ending or save it in the right format",
    )


def no_date() -> str:
    """The file that says when a document came in holds no date."""
    return both(
        "受け取った日を 2026-11-22 のように1行で書いてください",
        "write the day it came in as one line, like 2026-11-22",
    )


# -- tab-separated text ----------------------------------------------------------------------------------


def line(number: int) -> str:
    """Where something is wrong."""
    return here(f"{number}行目", f"line {number}")


def no_header_line() -> str:
    return both(
        "見出し行（基本方針、取組、事業No. …）が見つかりません。"
        "タブ区切りで9列の評価表か確かめてください（Excelの表なら .xlsx で保存してください）",
        "no line of headings (基本方針, 取組, 事業No. …): "
        "is it a sheet of nine columns, parted by tabs? (a table of Excel: save as .xlsx)",
    )


def no_header_before() -> str:
    return both(
        "見出し行（基本方針、取組、事業No. …）が見つかりません（この行より前にあるはずです）。"
        "タブ区切りで9列の評価表か確かめてください（Excelの表なら .xlsx で保存してください）",
        "no line of headings (基本方針, 取組, 事業No. …) before this line: "
        "is it a sheet of nine columns, parted by tabs? (a table of Excel: save as .xlsx)",
    )


def no_measure_lines() -> str:
    return both("見出しの下に事業の行が1行もありません", "there is no line of a measure below the headings")


def wrong_width(found: int, wanted: int) -> str:
    what = "足りません" if found < wanted else "多すぎます"
    return both(
        f"欄が{what}（{wanted}個のはずが{found}個）。タブの数を確かめてください",
        f"{found} cells where {wanted} should be: check the tabs",
    )


def only_blanks(size: int) -> str:
    return both(
        f"ファイルが空です（{size}バイト）。評価表を置き直してください",
        f"the file is empty ({size} bytes): put the sheet there again",
    )


def no_text(kind: str) -> str:
    return both(
        f"テキストではなく{kind}です。拡張子を確かめるか、テキストで保存してください",
        f"no text but {kind}: check the ending of its name, or save it as text",
    )


def binary() -> str:
    return both(
        "テキストではないファイル（バイナリ）です。タブ区切りのテキストで保存してください",
        "it is no text (binary): save it as text parted by tabs",
    )


def not_utf8_text() -> str:
    return both(
        "文字として読めません（UTF-8・UTF-16・Shift_JIS などでないか、途中で切れています）。"
        "UTF-8で保存し直してください",
        "cannot be read as text (neither UTF-8, UTF-16, Shift_JIS nor the like, or it is cut): "
        "save it again as UTF-8",
    )


# -- tidy CSV --------------------------------------------------------------------------------------------


def measure_again(number: MeasureNumber) -> str:
    return both(
        f"事業No. {number} が離れた行にもう一度あります。続けて並べてください",
        f"measure No. {number} stands in lines apart: put its lines together",
    )


def only_heading() -> str:
    return both("見出しの行だけで、項目が1行もありません", "there is only the heading, no line of an item")


def row_width(found: int, heading: int) -> str:
    return both(
        f"列の数が見出しと違います（{found}列、見出しは{heading}列）",
        f"{found} columns where the heading has {heading}",
    )


def no_known_encoding() -> str:
    return both(
        "文字として読めません（UTF-8・UTF-16・Shift_JIS などでない）。UTF-8 の CSV で保存してください",
        "cannot be read as text (neither UTF-8, UTF-16, Shift_JIS nor the like): save it as CSV UTF-8",
    )


def cut_off(text: str) -> Told:
    return told(
        f"セルに入りきらない文が印刷で切れています（{text[-30:]} まで）。もとの表で確かめてください。",
        f"The print cuts off what its cell has no room for (after {text[-30:]}): please check the sheet.",
    )


def on_rules(signs: Sequence[str], count: int) -> str:
    return both(
        f"罫線の上に重なった文字が{count}個あります（{'、'.join(signs)} など）。"
        "上下どちらの行のものか確かめてください。",
        f"{count} characters lie on a rule ({', '.join(signs)} …): "
        "please check which of the two rows each is of.",
    )


def columns_differ(found: int, wanted: int) -> str:
    return both(
        f"見出しのない表で、列が{found}列あり、前の見出し（{wanted}列）と合いません。どの列が何か決められません。"
        "このページにも見出しを付けるか、もとのExcel（.xlsx）で保存してください",
        f"the table has no headings of its own and {found} columns, the headings before it {wanted}: "
        "nobody can tell which column is which. Give this page its headings, or save the original as .xlsx",
    )


def row_too_long(found: int, wanted: int) -> str:
    return both(
        f"セルが{found}個あり、見出し（{wanted}個）より多くあります。文章の中のコンマで列がずれていないか確かめ、"
        '文章を引用符（"）で囲むか、Excelから保存し直してください',
        f"it has {found} cells, more than the headings ({wanted}): a comma in a text may have shifted its "
        'columns. Put the text into quotes ("), or save it from Excel again',
    )


def row_too_short(found: int, wanted: int) -> Told:
    return told(
        f"セルが{found}個しかなく、評価の列（見出しは{wanted}個）まで届きません。"
        "列がずれていないか確かめてください。",
        f"It has {found} cells, fewer than up to the rating (headings: {wanted}): have its columns shifted?",
    )


def data_in_text() -> str:
    return both(
        "文字でないデータがあります。UTF-8 の CSV で保存してください",
        "it holds data that is no text: save it as CSV UTF-8",
    )


def no_lines() -> str:
    return both("ファイルが空です", "the file is empty")


def columns_missing(names: Sequence[str]) -> str:
    shown = "・".join(names)
    return both(f"見出しの行に {shown} の列がありません", f"the heading has no column {shown}")


def columns_twice(names: Sequence[str]) -> str:
    shown = "・".join(names)
    return both(f"見出しに {shown} の列が2つあります", f"the heading has the column {shown} twice")


def no_measure_number(cell: str) -> str:
    if not cell:
        return both("事業No. が空です", "事業No. is empty")
    return both(
        f"事業No. が数字（または 1-① のような番号）ではありません（{cell!r}）",
        f"事業No. is no number (nor one like 1-①): {cell!r}",
    )


def no_number(column: str, cell: str) -> str:
    if not cell:
        return both(f"{column} が空です", f"{column} is empty")
    return both(f"{column} が数字ではありません（{cell!r}）", f"{column} is no number: {cell!r}")


def item_twice(measure: MeasureNumber, item: int) -> str:
    return both(
        f"事業No. {measure} の項目 {item} が2回あります",
        f"item {item} of measure No. {measure} is there twice",
    )


def title_differs(measure: MeasureNumber) -> str:
    return both(
        f"事業No. {measure} の事業名が上の行と違います",
        f"the title of measure No. {measure} is not that of the line above",
    )


def another_year(cell: str, folder: str) -> str:
    return both(
        f"年度が {cell} ですが、このフォルダは {folder} です", f"the year is {cell}, this folder is {folder}"
    )


def no_certainty(words: Sequence[str], cell: str) -> str:
    return both(
        f"確度は {'・'.join(words)} のどれかです（{cell!r}）", f"確度 is one of {', '.join(words)}: {cell!r}"
    )
