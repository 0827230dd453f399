"""Every sentence a finding says, one function each. Japanese, one line, no mark-up."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.plan import MeasureNumber


def no_measure() -> str:
    return "番号と事業名のある行が1行もありません。評価表か確かめてください"


def left_shifted(columns: int) -> str:
    return f"事業No.・事業名・担当課が{columns}欄左にずれていたため、もとの欄に戻しました。"


def number_in_title(number: int) -> str:
    return f"番号 {number} が事業名の欄に入っていたため、事業No.として分けました。"


def number_missing(number: MeasureNumber) -> str:
    return f"事業No.がない行です。前の行に続く No.{number} の項目として読みました。"


def number_repeated(number: int) -> str:
    return f"No.{number} が事業名なしで繰り返されています。新しい事業ではなく続きの項目として読みました。"


def title_repeated(number: int) -> str:
    return f"No.{number} の番号と事業名が繰り返されています。同じ事業の続きとして読みました。"


def number_lost(number: MeasureNumber) -> str:
    return f"事業名はありますが番号がありません。前後の番号から No.{number} と読みました。"


def number_lost_unknown(number: int) -> str:
    return f"事業名はありますが番号がなく、前後からも決まりません。仮に No.{number} としました。"


def numbers_given(last: MeasureNumber) -> str:
    return f"番号の欄がないため、上から順に No.1～No.{last} としました。"


def forms_read(count: int, headings: Sequence[str]) -> str:
    return f"1事業ごとの調書として{count}件を読みました（読んだ欄: {'、'.join(headings)}）。"


def numbers_apart(offices: Sequence[str], example: MeasureNumber) -> str:
    names = "、".join(offices)
    return f"番号がシートごとに付いているため（{names}）、課の名前を前に付けました（No.{example} など）。"


def office_of_sheet(offices: Sequence[str]) -> str:
    return f"担当課の欄がないため、シートの名前か見出しの上の行から取りました（{'、'.join(offices)}）。"


def office_of_caption(captions: Sequence[tuple[str, str]]) -> str:
    names = "、".join(f"{place} {name}" for place, name in captions)
    return f"担当課の欄がない事業の担当課は、その上の行から取りました（{names}）。"


def offices_carried(places: Sequence[str]) -> str:
    return (
        f"担当課が空の{len(places)}行は、上の行の担当課が続くと読みました（{_first(places)}）。"
        f"違うときは担当課を書き入れて保存してください。"
    )


def offices_missing(places: Sequence[str]) -> str:
    return f"担当課が空の事業が{len(places)}件あります（{_first(places)}）。担当課なしとして読みました。"


def _first(places: Sequence[str], most: int = 5) -> str:
    return "、".join(places[:most]) + (" など" if len(places) > most else "")


def number_order(before: int, number: int) -> str:
    return f"No.{before} の次が No.{number} です。番号の読み違いか、抜けた事業がないか確かめてください。"


def number_twice(number: int) -> str:
    return f"No.{number} が別の事業名でもう一度出ています。番号を確かめてください。"


def label_misplaced(label: str) -> str:
    return f"「{label}」は基本方針・取組の名前ですが、欄が違うか二重にあります。"


def two_labels(labels: Sequence[str]) -> str:
    names = "、".join(labels)
    return f"一つの行に取組の名前が{len(labels)}つあります（{names}）。指す範囲は決まりません。"


def label_cut(half: str, before: str) -> str:
    return f"「{half}」は「{before}」の続きが改ページなどで切れたものとみて、つないで読みました。"


def label_centred(policy: str, line: int) -> str:
    return (
        f"基本方針「{policy}」が結合欄の途中にあります。ページの先頭（{line}行目）から当たると推定しました。"
    )


def label_without_measure(policy: str) -> str:
    return f"基本方針「{policy}」が事業の途中の行にあります。どの事業からを指すかは決まりません。"


def department_copied(text: str) -> str:
    return f"担当課「{text}」が二つの欄に重なっています。一つとして読みました。"


def departments_differ(one: str, other: str) -> str:
    return f"担当課の欄が二つあり、「{one}」と「{other}」で食い違います。両方を担当課としました。"


def department_cut(printed: str, name: str) -> str:
    return f"「{printed}」は課名の前半が欠けたものとみて「{name}」と読みました。確かめてください。"


def department_silent(name: str) -> str:
    return f"担当課の {name} の報告が見当たりません。行が失われていないか確かめてください。"


def head_not_listed(name: str) -> str:
    return f"結果の見出し【{name}】は担当課の欄にありません。この項目の担当課として読みました。"


def owners_guessed(names: str) -> str:
    return f"結果に課の見出しがないため、取組内容の見出しから項目{names}の担当と推定しました。"


def html() -> str:
    return "HTMLの断片が残っていたため取り除きました。"


def bullet_lost() -> str:
    return "取組内容の行頭記号（・）が失われています。原文のまま残しました。"


def mark_variant(printed: str, mark: str) -> str:
    return f"評価の記号「{printed}」を「{mark}」として読みました。"


def mark_guessed(printed: str, mark: str) -> str:
    return f"評価の欄の「{printed}」を「{mark}」とみて読みました。確かめてください。"


def legend_variant() -> str:
    return (
        "見出しの凡例がほかの書き方と違います（読み違いか閉じ忘れ）。凡例は使わず、列の名前だけで読みました。"
    )


def header_variant() -> str:
    return "見出しの列名の一部が読み取れません。列の並びから見出しとして読みました。"


def year_differs(printed: str, year: str) -> str:
    return f"見出しは{printed}ですが、{year}のフォルダにあります。年度を確かめてください。"


def rating_moved() -> str:
    return "評価の記号が隣の欄にずれていたため、評価として読みました。"


def rating_lost() -> str:
    return "評価の記号が原文にありません。推測せず「欠落」としました。"


def rating_unfilled() -> str:
    return "評価がまだ記入されていません。"


def ahead_of_line(number: MeasureNumber, lines: int) -> str:
    where = f"{lines}行前" if lines > 0 else f"{-lines}行後"
    return f"No.{number} の左の欄は{where}にあります。左右の行ずれとして、この行を No.{number} と読みました。"


def foreign_left(shown: MeasureNumber, number: MeasureNumber) -> str:
    return f"この行には No.{shown} の番号と事業名がありますが、内容は No.{number} の続きとして読みました。"


def doubtful_row(number: MeasureNumber, other: MeasureNumber) -> str:
    return f"No.{number} として読みましたが、No.{other} の行かもしれません。語と見出しでは決まりません。"


def doubtful_number(number: MeasureNumber, other: MeasureNumber) -> str:
    return f"No.{number} の始まりの行が確かでなく（No.{other} かもしれず）、項目の番号が変わりえます。"


def result_from(line: int) -> str:
    return f"取組結果が{line}行目にずれていたため、この項目の結果として戻しました。"


def planned_from(line: int) -> str:
    return f"取組内容が{line}行目の欄にあるため、この項目の取組内容として読みました。"


def evidence_from(line: int) -> str:
    return f"根拠が{line}行目の欄にあるため、この項目の根拠として読みました。"


def planned_shared(line: int) -> str:
    return f"取組内容の欄が空です。{line}行目の取組内容を共有するものとして読みました。"


def planned_split(line: int) -> str:
    return f"{line}行目の取組内容を、結果の語に合わせて項目ごとに切り分けました。"


def planned_lost() -> str:
    return "取組内容が原文にありません。"


def result_lost() -> str:
    return "取組結果が原文にありません。"


def cell_moved(name: str) -> str:
    return f"{name}がほかの列にあったため、文の形からもとの列に戻しました。"


def pushed_into_rating() -> str:
    return "評価の列に評価ではない文が入っています。文の形からもとの列に戻しました。"


def results_in_one_cell(line: int) -> str:
    return f"{line}行目の一つの欄に複数の項目の結果が入っていたため、見出しで切り分けました。"


def joined_cells() -> str:
    return "同じ種類とみられる欄が二つあり、つないで一つの文として読みました。確かめてください。"


def head_apart(line: int) -> str:
    return f"課の見出しだけが{line}行目に離れてあります。この結果の見出しとして戻しました。"


def misread_word(printed: str, means: str) -> str:
    return f"「{printed}」は「{means}」の読み違いとみられます。原文のまま残しました（どちらでも探せます）。"


# -- corrections and tables --------------------------------------------------------------------------------


def corrected(field: str, reason: str, who: str, when: str) -> str:
    by = "、".join(part for part in (who, when) if part)
    return (
        f"{field}を訂正しました（{by}）。理由: {reason}" if by else f"{field}を訂正しました。理由: {reason}"
    )


def confirmed(field: str, value: str, reason: str, who: str, when: str) -> str:
    by = "、".join(part for part in (who, when) if part)
    return f"{field}「{value}」の読みを確認済みです{f'（{by}）' if by else ''}。理由: {reason}"


def correction_unfit(field: str, expected: str) -> str:
    return f"訂正は当てはめていません。{field}の原文が訂正表の「{expected}」と違います。"


def correction_no_column(field: str) -> str:
    return f"訂正は当てはめていません。「{field}」という欄はこの年度の評価表にありません。"


def correction_no_place(place: str) -> str:
    return f"訂正は当てはめていません。{place} がこの年度にありません。"


def policies_laid() -> str:
    return "基本方針・取組は、人が確かめた表（policies.csv）によりました。"


def policies_unfit(title: str) -> str:
    return f"policies.csv の事業名「{title}」がこの番号の事業名と違うため、その行は使っていません。"


def policies_unused() -> str:
    return "policies.csv のこの番号の事業は、評価表にありません。"


def policies_missing() -> str:
    return "policies.csv にこの事業の行がないため、基本方針・取組は評価表のままです。"


def mark_within(cell: str, mark: str) -> str:
    return f"評価の欄の「{cell[:40]}」は、周りの語を除いて「{mark}」と読みました。"


def marks_differ(cell: str, marks: Sequence[str]) -> str:
    names = "・".join(marks)
    return f"評価の欄に「{cell[:40]}」とあり、{names} のどれか決まりません。未記入として扱いました。"


def marks_alike(sign: str, count: int, other: str, others: int, place: str) -> str:
    return (
        f"評価の列に「{other}」{others}件と「{sign}」{count}件（{place} など）があり、"
        f"どちらも{other}として読みました。"
        f"別の段階なら、評価の段階の表（ratings.toml）に{sign}を一つの段階として書いてください。"
    )


def mark_unknown(cell: str) -> str:
    return f"評価の欄に「{cell[:40]}」とあり、記号として読めません。未記入として扱いました。"


def row_merged(rows: int) -> str:
    return f"評価のセルが{rows}行にわたって結合されているため、1つの項目として読みました。"


def row_joined(place: str) -> str:
    return f"ページの境目で切れた行とみて、{place} とつないで読みました。"


def row_passed(place: str, text: str) -> str:
    return f"{place} は項目として読んでいません（{text[:40]}）。"


def rows_hidden(places: Sequence[str]) -> str:
    shown = "、".join(places[:5]) + (f" ほか{len(places) - 5}行" if len(places) > 5 else "")
    return f"非表示の行も読みました（{shown}）。要らない行なら消してから取り込んでください。"


def title_differs(title: str) -> str:
    return f"同じ番号の上の行の事業名「{title[:40]}」と違います。同じ事業の項目として読みました。"


def planned_blank() -> str:
    return "取組内容が空の続きの行です。上の行の取組内容と共通とみて読みました。"


def owner_by_heading(names: str) -> str:
    return f"結果に課の見出しがないため、取組内容の見出しから{names}の担当と推定しました。"
