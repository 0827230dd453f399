"""Every sentence a finding says, one function each: Japanese and English, one line, no mark-up."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.language import Told, both, english, in_english, told
from katou_index.plan import MeasureNumber


def no_measure() -> str:
    return both(
        "番号と事業名のある行が1行もありません。評価表か確かめてください",
        "no line has a number and a title: is it an evaluation sheet?",
    )


def left_shifted(columns: int) -> Told:
    return told(
        f"事業No.・事業名・担当課が{columns}欄左にずれていたため、もとの欄に戻しました。",
        f"Number, title and departments stood {columns} column(s) too far left and were put back.",
    )


def number_in_title(number: int) -> Told:
    return told(
        f"番号 {number} が事業名の欄に入っていたため、事業No.として分けました。",
        f"The number {number} stood inside the title and was taken out of it.",
    )


def number_missing(number: MeasureNumber) -> Told:
    return told(
        f"事業No.がない行です。前の行に続く No.{number} の項目として読みました。",
        f"A line without a number: read as a further item of No.{number} above.",
    )


def number_repeated(number: int) -> Told:
    return told(
        f"No.{number} が事業名なしで繰り返されています。新しい事業ではなく続きの項目として読みました。",
        f"No.{number} comes again without a title: read as a further item, not as a new measure.",
    )


def title_repeated(number: int) -> Told:
    return told(
        f"No.{number} の番号と事業名が繰り返されています。同じ事業の続きとして読みました。",
        f"Number and title of No.{number} come again: read as the same measure.",
    )


def number_lost(number: MeasureNumber) -> Told:
    return told(
        f"事業名はありますが番号がありません。前後の番号から No.{number} と読みました。",
        f"There is a title but no number: by those around it read as No.{number}.",
    )


def number_unreadable(shown: str, number: MeasureNumber) -> Told:
    return told(
        f"番号の欄に「{shown[:20]}」とあり、番号として読めません。前後の番号から No.{number} と読みました。",
        f"「{shown[:20]}」 cannot be read as a number: by those around it read as No.{number}.",
    )


def title_missing(number: MeasureNumber) -> Told:
    return told(f"No.{number} の事業名が空です。", f"No.{number} has no title.")


def number_lost_unknown(number: int) -> Told:
    return told(
        f"事業名はありますが番号がなく、前後からも決まりません。仮に No.{number} としました。",
        f"There is a title but no number, and those around it do not tell: for now No.{number}.",
    )


def numbers_given(last: MeasureNumber) -> Told:
    return told(
        f"番号の欄がないため、上から順に No.1～No.{last} としました。",
        f"There is no column of numbers: numbered in order, No.1 to No.{last}.",
    )


def numbers_bracketed(shown: str, number: MeasureNumber, count: int) -> Told:
    return told(
        f"丸付きの番号に続く「{shown}」など{count}件は、かっこを除いて No.{number} のように読みました。",
        f"{count} numbers in brackets after circled ones ({shown} …) are read without them: No.{number} ….",
    )


def forms_read(count: int, headings: Sequence[str]) -> Told:
    return told(
        f"1事業ごとの調書として{count}件を読みました（読んだ欄: {'、'.join(headings)}）。",
        f"Read as {count} forms, one a measure (fields read: {', '.join(headings)}).",
    )


def numbers_apart(offices: Sequence[str], example: MeasureNumber) -> Told:
    names = "、".join(offices)
    return told(
        f"番号がシートごとに付いているため（{names}）、課の名前を前に付けました（No.{example} など）。",
        f"Numbers begin anew on each sheet ({', '.join(offices)}): the department goes before them "
        f"(No.{example} …).",
    )


def office_behind_title(title: str, office: str) -> Told:
    return told(
        f"担当課の欄がないため、事業名の後ろの括弧を担当課として読みました（{title}: {office} など）。",
        f"There is no column of departments: taken from the brackets behind titles ({title}: {office} …).",
    )


def office_of_sheet(offices: Sequence[str]) -> Told:
    return told(
        f"担当課の欄がないため、シートの名前か見出しの上の行から取りました（{'、'.join(offices)}）。",
        "There is no column of departments: taken from the sheet's name or the line above its table "
        f"({', '.join(offices)}).",
    )


def office_of_caption(captions: Sequence[tuple[str, str]]) -> Told:
    names = "、".join(f"{place} {name}" for place, name in captions)
    named = ", ".join(f"{in_english(place)} {name}" for place, name in captions)
    return told(
        f"担当課の欄がない事業の担当課は、その上の行から取りました（{names}）。",
        f"Departments that no column gives were taken from the rows above ({named}).",
    )


def remarks_on_departments(cells: Sequence[tuple[str, str]]) -> Told:
    place, text = cells[0]
    return told(
        f"担当課の欄のかっこの中や「他2課」は、担当課として読んでいません（{len(cells)}か所、最初は "
        f"{place}「{text}」）。"
        "担当課に数えるなら、課の名前を「、」で並べて保存してください。",
        f"What stands in brackets or as 他2課 beside departments is not read as one ({len(cells)} cells, the "
        f"first one is {in_english(place)}: {text}). If it is one, write its name behind a comma.",
    )


def rows_repeated(places: Sequence[str]) -> Told:
    return told(
        f"再掲の{len(places)}行は、同じ事業が別にあるため、項目に数えていません（{_first(places)}）。",
        f"{len(places)} rows that repeat a measure (再掲) do not count again ({_first(places, en=True)}).",
    )


def repeat_differs(place: str, rating: str, of: str, original: str) -> Told:
    return told(
        f"{place}: 再掲の行の評価は「{rating}」、もとの行（{of}）は「{original}」で、もとの行を読みました。",
        f"{in_english(place)}: this row repeats a measure (再掲) and is rated {rating}, the row it repeats "
        f"({in_english(of)}) {original}: the latter was read.",
    )


def dittos(name: str, places: Sequence[str]) -> Told:
    return told(
        f"{name}の「〃」「同上」など{len(places)}か所は、上の行と同じと読みました（{_first(places)}）。",
        f"{in_english(name)}: {len(places)} cells that say 〃 or 同上 were read as the row above "
        f"({_first(places, en=True)}).",
    )


def dittos_left(name: str, places: Sequence[str]) -> Told:
    return told(
        f"{name}の「同左」など{len(places)}か所は、左の欄と同じと読みました（{_first(places)}）。",
        f"{in_english(name)}: {len(places)} cells that say 同左 were read as the cell to their left "
        f"({_first(places, en=True)}).",
    )


def offices_carried(places: Sequence[str]) -> Told:
    return told(
        (
            f"担当課が空の{len(places)}行は、上の行の担当課が続くと読みました（{_first(places)}）。"
            f"違うときは担当課を書き入れて保存してください。"
        ),
        f"{len(places)} rows have no department: that of the row above was taken "
        f"({_first(places, en=True)}). If it is another, fill it in.",
    )


def offices_parted(example: str) -> Told:
    return told(
        f"担当課の欄に部と課があるため（{example} など）、課を担当課、部を「部名」として分けて読みました。",
        f"The departments stand with their division ({example} …): the division was read apart, as 部名.",
    )


def offices_missing(places: Sequence[str]) -> Told:
    return told(
        f"担当課が空の事業が{len(places)}件あります（{_first(places)}）。担当課なしとして読みました。",
        f"{len(places)} measures have no department ({_first(places, en=True)}): read as without one.",
    )


def divisions_carried(head: str, places: Sequence[str]) -> Told:
    return told(
        f"「{head}」が空の{len(places)}行は、上の行の「{head}」が続くと読みました（{_first(places)}）。",
        f"{len(places)} rows have no 「{head}」: that of the row above was taken "
        f"({_first(places, en=True)}).",
    )


def divisions_missing(head: str, places: Sequence[str]) -> Told:
    return told(
        f"「{head}」が空の行が{len(places)}行あります（{_first(places)}）。「{head}」なしとして読みました。",
        f"{len(places)} rows have no 「{head}」 ({_first(places, en=True)}): read as without one.",
    )


def numbered_below(places: Sequence[str]) -> Told:
    return told(
        f"(1)、①のような番号だけで事業名のない{len(places)}行は、上の番号の事業の項目として読みました（{_first(places)}）。",
        f"{len(places)} rows with a number such as (1) or ① and no title were read as items of the measure "
        f"above ({_first(places, en=True)}).",
    )


def _first(places: Sequence[str], most: int = 5, *, en: bool = False) -> str:
    if en:
        return ", ".join(map(in_english, places[:most])) + (" …" if len(places) > most else "")
    return "、".join(places[:most]) + (" など" if len(places) > most else "")


def at(place: str, what: str) -> Told:
    """A sentence with its place in front."""
    return told(f"{place}: {what}", f"{in_english(place)}: {english(what)}")


def _by(who: str, when: str) -> str:
    by = ", ".join(part for part in (who, when) if part)
    return f" ({by})" if by else ""


def number_order(before: int, number: int) -> Told:
    return told(
        f"No.{before} の次が No.{number} です。番号の読み違いか、抜けた事業がないか確かめてください。",
        f"No.{number} follows No.{before}: a misread number, or is a measure missing?",
    )


def number_twice(number: int) -> Told:
    return told(
        f"No.{number} が別の事業名でもう一度出ています。番号を確かめてください。",
        f"No.{number} stands here again with another title: check the number.",
    )


def label_misplaced(label: str) -> Told:
    return told(
        f"「{label}」は基本方針・取組の名前ですが、欄が違うか二重にあります。",
        f"「{label}」 is the name of a policy or an initiative in a wrong column, or there twice.",
    )


def two_labels(labels: Sequence[str]) -> Told:
    names = "、".join(labels)
    return told(
        f"一つの行に取組の名前が{len(labels)}つあります（{names}）。指す範囲は決まりません。",
        f"{len(labels)} initiatives are named in one line ({names}): which measures they cover is open.",
    )


def label_cut(half: str, before: str) -> Told:
    return told(
        f"「{half}」は「{before}」の続きが改ページなどで切れたものとみて、つないで読みました。",
        f"「{half}」 was taken for the rest of 「{before}」, cut by a page break, and joined to it.",
    )


def label_centred(policy: str, line: int) -> Told:
    return told(
        (
            f"基本方針「{policy}」が結合欄の途中にあります。"
            f"ページの先頭（{line}行目）から当たると推定しました。"
        ),
        f"Policy 「{policy}」 stands in the middle of merged cells: taken to hold from line {line}, "
        "the top of the page.",
    )


def label_without_measure(policy: str) -> Told:
    return told(
        f"基本方針「{policy}」が事業の途中の行にあります。どの事業からを指すかは決まりません。",
        f"Policy 「{policy}」 stands beside a further item: from which measure on it holds is open.",
    )


def department_copied(text: str) -> Told:
    return told(
        f"担当課「{text}」が二つの欄に重なっています。一つとして読みました。",
        f"The departments 「{text}」 stand in two cells: read as one.",
    )


def departments_differ(one: str, other: str) -> Told:
    return told(
        f"担当課の欄が二つあり、「{one}」と「{other}」で食い違います。両方を担当課としました。",
        f"Two cells name departments, 「{one}」 and 「{other}」: both were taken.",
    )


def department_cut(printed: str, name: str) -> Told:
    return told(
        f"「{printed}」は課名の前半が欠けたものとみて「{name}」と読みました。確かめてください。",
        f"「{printed}」 was read as 「{name}」, of which the beginning is lost: please check.",
    )


def department_silent(name: str) -> Told:
    return told(
        f"担当課「{name}」の報告が見当たりません。行が失われていないか確かめてください。",
        f"{name} is in charge but reports nothing: is a row lost?",
    )


def head_not_listed(name: str) -> Told:
    return told(
        f"結果の見出し【{name}】は担当課の欄にありません。この項目の担当課として読みました。",
        f"The result's head 【{name}】 is not among the measure's departments: read as that of this item.",
    )


def owners_guessed(owners: Sequence[tuple[int, str]]) -> Told:
    names = "、".join(f"{item}は{name}" for item, name in owners)
    return told(
        f"結果に課の見出しがないため、取組内容の見出しから項目{names}の担当と推定しました。",
        "The result names no department: guessed from the heads of the planned work "
        f"({', '.join(f'item {item}: {name}' for item, name in owners)}).",
    )


def html() -> Told:
    return told(
        "HTMLの断片が残っていたため取り除きました。",
        "Pieces of HTML were taken out.",
    )


def bullet_lost() -> Told:
    return told(
        "取組内容の行頭記号（・）が失われています。原文のまま残しました。",
        "The bullet (・) of the planned work is lost; the text stays as it is.",
    )


def mark_variant(printed: str, mark: str) -> Told:
    return told(
        f"評価の記号「{printed}」を「{mark}」として読みました。",
        f"The mark 「{printed}」 was read as 「{mark}」.",
    )


def mark_guessed(printed: str, mark: str) -> Told:
    return told(
        f"評価の欄の「{printed}」を「{mark}」とみて読みました。確かめてください。",
        f"The mark 「{printed}」 was taken for 「{mark}」: please check.",
    )


def legend_variant() -> Told:
    return told(
        (
            "見出しの凡例がほかの書き方と違います（読み違いか閉じ忘れ）。凡例は使わず、"
            "列の名前だけで読みました。"
        ),
        "The legend in the heading differs (misread or not closed): only the columns' names were used.",
    )


def header_variant() -> Told:
    return told(
        "見出しの列名の一部が読み取れません。列の並びから見出しとして読みました。",
        "Some names of the columns cannot be read: taken for headings by their order.",
    )


def year_differs(printed: str, year: str) -> Told:
    return told(
        f"見出しは{printed}ですが、{year}のフォルダにあります。年度を確かめてください。",
        f"The heading says {printed}, the folder is that of {year}: check the year.",
    )


def rating_moved() -> Told:
    return told(
        "評価の記号が隣の欄にずれていたため、評価として読みました。",
        "The mark stood in another column and was read as the rating.",
    )


def rating_lost() -> Told:
    return told(
        "評価の記号が原文にありません。推測せず「欠落」としました。",
        "The rating is not in the source: not guessed, but called lost.",
    )


def rating_unfilled() -> Told:
    return told(
        "評価がまだ記入されていません。",
        "The rating is not filled in yet.",
    )


def ahead_of_line(number: MeasureNumber, lines: int) -> Told:
    where = f"{lines}行前" if lines > 0 else f"{-lines}行後"
    return told(
        f"No.{number} の左の欄は{where}にあります。左右の行ずれとして、この行を No.{number} と読みました。",
        f"Number and title of No.{number} stand {abs(lines)} line(s) "
        f"{'above' if lines > 0 else 'below'}: out of step, so this line was read as No.{number}.",
    )


def foreign_left(shown: MeasureNumber, number: MeasureNumber) -> Told:
    return told(
        f"この行には No.{shown} の番号と事業名がありますが、内容は No.{number} の続きとして読みました。",
        f"This line shows number and title of No.{shown}, but was read as a further item of No.{number}.",
    )


def doubtful_row(number: MeasureNumber, other: MeasureNumber) -> Told:
    return told(
        f"No.{number} として読みましたが、No.{other} の行かもしれません。語と見出しでは決まりません。",
        f"Read as No.{number}, but it may be a line of No.{other}: words and heads do not decide.",
    )


def doubtful_number(number: MeasureNumber, other: MeasureNumber) -> Told:
    return told(
        f"No.{other} と No.{number} の境がどの行か確かでないため、項目の番号が変わるかもしれません。",
        f"It is not sure where No.{other} ends and No.{number} begins: items may be numbered otherwise.",
    )


def doubtful_border(
    above: MeasureNumber,
    below: MeasureNumber,
    rises: Sequence[tuple[str, int]],
    falls: Sequence[tuple[str, int]],
    follows: Sequence[tuple[str, int]],
) -> Told:
    """Items with their lines: of `below` that may be of `above`, of `above` that may be of `below`, and those
    that would have another number then."""
    ja = [f"No.{above} と No.{below} の境がどの行か、語と見出しでは決まりません。"]
    en = [f"Words and heads do not decide where No.{above} ends and No.{below} begins."]
    for items, other in ((rises, above), (falls, below)):
        if items:
            ja.append(f"{_ja(items)}は No.{other} の行かもしれません。")
            en.append(f"{_en(items)} may be of No.{other}.")
    if follows:
        ja.append(f"それにより{_ja(follows)}の番号も変わるかもしれません。")
        en.append(f"With that {_en(follows)} may be numbered otherwise.")
    return told("".join(ja), " ".join(en))


def _ja(items: Sequence[tuple[str, int]]) -> str:
    return "、".join(f"{item}（{line}行目）" for item, line in items)


def _en(items: Sequence[tuple[str, int]]) -> str:
    return ", ".join(f"{item} (line {line})" for item, line in items)


def result_from(line: int) -> Told:
    return told(
        f"取組結果が{line}行目にずれていたため、この項目の結果として戻しました。",
        f"The result stood in line {line} and was put back to this item.",
    )


def planned_from(line: int) -> Told:
    return told(
        f"取組内容が{line}行目の欄にあるため、この項目の取組内容として読みました。",
        f"The planned work stands in line {line} and was read as that of this item.",
    )


def evidence_from(line: int) -> Told:
    return told(
        f"根拠が{line}行目の欄にあるため、この項目の根拠として読みました。",
        f"The evidence stands in line {line} and was read as that of this item.",
    )


def planned_shared(line: int) -> Told:
    return told(
        f"取組内容の欄が空です。{line}行目の取組内容を共有するものとして読みました。",
        f"No planned work here: that of line {line} was read as shared.",
    )


def planned_split(line: int) -> Told:
    return told(
        f"{line}行目の取組内容を、結果の語に合わせて項目ごとに切り分けました。",
        f"The planned work of line {line} was cut for its items by the words of their results.",
    )


def planned_lost() -> Told:
    return told(
        "取組内容が原文にありません。",
        "The planned work is not in the source.",
    )


def result_lost() -> Told:
    return told(
        "取組結果が原文にありません。",
        "The result is not in the source.",
    )


def cell_moved(name: str) -> Told:
    return told(
        f"{name}がほかの列にあったため、文の形からもとの列に戻しました。",
        f"{name} stood in another column and was put back by the form of its text.",
    )


def pushed_into_rating() -> Told:
    return told(
        "評価の列に評価ではない文が入っています。文の形からもとの列に戻しました。",
        "A text that is no rating stands in the rating's column: put back by its form.",
    )


def results_in_one_cell(line: int) -> Told:
    return told(
        f"{line}行目の一つの欄に複数の項目の結果が入っていたため、見出しで切り分けました。",
        f"One cell of line {line} held the results of several items: cut at their heads.",
    )


def joined_cells() -> Told:
    return told(
        "同じ種類とみられる欄が二つあり、つないで一つの文として読みました。確かめてください。",
        "Two cells look like the same kind and were joined to one text: please check.",
    )


def head_apart(line: int) -> Told:
    return told(
        f"課の見出しだけが{line}行目に離れてあります。この結果の見出しとして戻しました。",
        f"The department's head stands apart in line {line} and was put back to this result.",
    )


def misread_word(printed: str, means: str) -> Told:
    return told(
        f"「{printed}」は「{means}」の読み違いとみられます。原文のまま残しました（どちらでも探せます）。",
        f"「{printed}」 is probably misread for 「{means}」; the text stays as it is (both are found).",
    )


# -- corrections and tables --------------------------------------------------------------------------------


def corrected(field: str, reason: str, who: str, when: str) -> Told:
    by = "、".join(part for part in (who, when) if part)
    return told(
        (
            f"{field}を訂正しました（{by}）。理由: {reason}"
            if by
            else f"{field}を訂正しました。理由: {reason}"
        ),
        f"{field} was corrected{_by(who, when)}. Reason: {reason}",
    )


def confirmed(field: str, value: str, reason: str, who: str, when: str) -> Told:
    by = "、".join(part for part in (who, when) if part)
    ja, en = (f"「{value}」の読み", f"The reading of {field} 「{value}」")
    if not value:
        ja, en = "が空であること", f"That {field} is empty"
    return told(
        f"{field}{ja}を確認済みです{f'（{by}）' if by else ''}。理由: {reason}",
        f"{en} is confirmed{_by(who, when)}. Reason: {reason}",
    )


def correction_unfit(field: str, expected: str) -> Told:
    return told(
        f"訂正は当てはめていません。{field}の原文が訂正表の「{expected}」と違います。",
        f"A correction was not applied: {field} does not read 「{expected}」 as its table says.",
    )


def correction_no_column(field: str) -> Told:
    return told(
        f"訂正は当てはめていません。「{field}」という欄はこの年度の評価表にありません。",
        f"A correction was not applied: this year's sheet has no column 「{field}」.",
    )


def correction_no_place(place: str) -> Told:
    return told(
        f"訂正は当てはめていません。{place} がこの年度にありません。",
        f"A correction was not applied: {place} is not in this year.",
    )


def policies_laid() -> Told:
    return told(
        "基本方針・取組は、人が確かめた表（policies.csv）によりました。",
        "Policy and initiative are those of the table that people checked (policies.csv).",
    )


def policies_unfit(title: str) -> Told:
    return told(
        f"policies.csv の事業名「{title}」がこの番号の事業名と違うため、その行は使っていません。",
        f"A row of policies.csv was not used: its title 「{title}」 is not that of this number.",
    )


def policies_unused() -> Told:
    return told(
        "policies.csv のこの番号の事業は、評価表にありません。",
        "The sheet has no measure of this number of policies.csv.",
    )


def policies_missing() -> Told:
    return told(
        "policies.csv にこの事業の行がないため、基本方針・取組は評価表のままです。",
        "policies.csv has no row for this measure: policy and initiative stay those of the sheet.",
    )


def mark_within(cell: str, mark: str) -> Told:
    return told(
        f"評価の欄の「{cell[:40]}」は、周りの語を除いて「{mark}」と読みました。",
        f"「{cell[:40]}」 was read as 「{mark}」, without the words around it.",
    )


def marks_differ(cell: str, marks: Sequence[str]) -> Told:
    names = "・".join(marks)
    return told(
        f"評価の欄に「{cell[:40]}」とあり、{names} のどれか決まりません。未記入として扱いました。",
        f"「{cell[:40]}」 may be any of {names}: read as not filled in.",
    )


def marks_alike(sign: str, count: int, other: str, others: int, place: str) -> Told:
    return told(
        (
            f"評価の列に「{other}」{others}件と「{sign}」{count}件（{place} など）があり、"
            f"どちらも{other}として読みました。"
            f"別の段階なら、評価の段階の表（ratings.toml）に{sign}を一つの段階として書いてください。"
        ),
        f"「{other}」 stands {others} times and 「{sign}」 {count} times ({in_english(place)} …), "
        f"both read as {other}. If they are two steps, write {sign} into ratings.toml as one of its own.",
    )


def perhaps_short(name: str, count: int, whole: str, place: str) -> Told:
    return told(
        (
            f"「{name}」（{count}件、{place} など）は「{whole}」を略したものかもしれませんが、"
            f"別の課として読みました。同じ課なら、もとの表で「{whole}」に直して取り込んでください。"
        ),
        f"「{name}」 ({count} times, {in_english(place)} …) is perhaps short for 「{whole}」, but was read "
        f"as another department. If they are one, write 「{whole}」 in the sheet and load it again.",
    )


def row_merged(rows: int) -> Told:
    return told(
        f"評価のセルが{rows}行にわたって結合されているため、1つの項目として読みました。",
        f"One rating is merged over {rows} rows: read as one item.",
    )


def rating_shared(rating: str, titles: Sequence[str]) -> Told:
    shown = "、".join(titles[:3]) + (f" ほか{len(titles) - 3}" if len(titles) > 3 else "")
    return told(
        f"1つの評価「{rating}」のセルが{len(titles)}つの事業（{shown}）にわたって結合されています。"
        "どの事業も同じ評価と読みました。",
        f"One rating 「{rating}」 is merged over {len(titles)} measures ({shown}): "
        "each was read as rated so.",
    )


def row_joined(place: str) -> Told:
    return told(
        f"ページの境目で切れた行とみて、{place} とつないで読みました。",
        f"Taken for a row that a page break cut, and joined to {in_english(place)}.",
    )


def row_passed(place: str, text: str) -> Told:
    return told(
        f"{place} は項目として読んでいません（{text[:40]}）。",
        f"{in_english(place)} was not read as an item ({text[:40]}).",
    )


def rows_passed(place: str, text: str, rows: int) -> Told:
    return told(
        f"{place} など{rows}行は項目として読んでいません（どれも {text[:40]}）。",
        f"{in_english(place)} and others, {rows} rows, were not read as items (all {text[:40]}).",
    )


def rows_hidden(places: Sequence[str]) -> Told:
    shown = "、".join(places[:5]) + (f" ほか{len(places) - 5}行" if len(places) > 5 else "")
    return told(
        f"非表示の行も読みました（{shown}）。要らない行なら消してから取り込んでください。",
        f"Hidden rows were read too ({_first(places, en=True)}). Remove those you do not need, then import.",
    )


def title_differs(title: str) -> Told:
    return told(
        f"同じ番号の上の行の事業名「{title[:40]}」と違います。同じ事業の項目として読みました。",
        f"The row above with this number is called 「{title[:40]}」: read as an item of the same measure.",
    )


def planned_blank() -> Told:
    return told(
        "取組内容が空の続きの行です。上の行の取組内容と共通とみて読みました。",
        "A further row without planned work: that of the row above was read as shared.",
    )


def owner_by_heading(names: str) -> Told:
    return told(
        f"結果に課の見出しがないため、取組内容の見出しから{names}の担当と推定しました。",
        f"The result names no department: guessed from the heads of the planned work ({names}).",
    )
