"""The words of a query: (Japanese, English), put together by `understanding/say.py` and read back by its templates."""

from __future__ import annotations

from collections.abc import Sequence

from katou_index.plan import MeasureNumber

NOUNS = {"": ("項目", "items"), "measure": ("事業", "measures")}
GROUPS = {
    "department": ("課", "department", "departments"),
    "division": ("部", "division", "divisions"),
    "policy": ("基本方針", "policy", "policies"),
    "initiative": ("取組", "initiative", "initiatives"),
    "measure": ("事業", "measure", "measures"),
    "item": ("項目", "item", "items"),
    "year": ("年度", "year", "years"),
}
CHOSEN_GROUPS = {**GROUPS, "initiative": ("取組名", "initiative", "initiatives")}  # 取組 alone are its items
ITEM_ALONE = ("1つ", "one item")
ITEMS = ("{number}つ", "{number} items")
ITEMS_FROM = ("{number}つ以上", "{number} or more items")
OWNERS = ("{number}課", "{number} departments")
TWO_OWNERS = ("ちょうど2課", "exactly 2 departments")
OWNERS_FROM = ("{number}課以上", "{number} or more departments")
FIELDS = {
    "rating": ("評価", "rating"),
    "owner": ("担当課", "owner"),
    "planned": ("取組内容", "planned work"),
    "result": ("取組結果", "result"),
    "evidence": ("根拠", "evidence"),
    "why": ("理由", "reason"),
    "when": ("時期", "date"),
    "where": ("場所", "place"),
    "figure": ("数値", "figure"),
}
UNITS = {
    "円": ("金額", "amount of money", "amounts of money"),
    "人": ("人数", "number of people", "numbers of people"),
    "件": ("件数", "number of cases", "numbers of cases"),
    "回": ("回数", "number of times", "numbers of times"),
    "%": ("率の数字", "percentage", "percentages"),
    "": ("数字", "figure", "figures"),
}
FORMS = {
    "xlsx": ("Excel", "Excel"),
    "csv": ("CSV", "CSV"),
    "png": ("図", "chart"),
    "svg": ("図(SVG)", "SVG chart"),
    "link": ("リンク", "link"),
}
FORMED = ("{words}を{form}で", "{words}, as {form}")
FORMED_QUESTION = ("{words}{form}で", "{words}, as {form}")

# ---- conditions: as they stand before the noun in Japanese, behind it in English
YEARS = ("{years}の", " in {years}")
JOINT = ("{values}が共同で担当する", " owned jointly by {values}")  # departments that own each item together
CONDITIONS = {
    "item": ("{values}の", " of {values}"),
    "not item": ("{values}以外の", " outside {values}"),
    "measure": ("{values}の", " of {values}"),
    "not measure": ("{values}以外の", " outside {values}"),
    "topic": ("{values}に関する", " about {values}"),
    "not topic": ("{values}に関しない", " not about {values}"),
    "text": ("{values}の記載がある", " that mention {values}"),
    "not text": ("{values}の記載がない", " that do not mention {values}"),
    "policy": ("{values}の", " in {values}"),
    "not policy": ("{values}以外の", " outside {values}"),
    "initiative": ("{values}の", " in {values}"),
    "not initiative": ("{values}以外の", " outside {values}"),
    "owner": ("{values}の", " of {values}"),
    "owner all": ("{values}が担当する", " owned by all departments"),
    "not owner": ("{values}以外の", " outside {values}"),
    "owner sections": ("課内の室を含む{values}の", " of {values} with its sections"),
    "not owner sections": ("課内の室を含む{values}以外の", " outside {values} with its sections"),
    "member": ("{values}が関係課として加わる", " in which {values} takes part"),
    "not member": ("{values}が関係課として加わらない", " in which {values} does not take part"),
    "shared": ("複数の課が担当する", " shared by several departments"),
    "not shared": ("一つの課だけが担当する", " owned by only one department"),
    "shared by": ("{values}が担当する", " owned by {values}"),
    "not shared by": ("担当が{values}でない", " not owned by {values}"),
    "spread": ("事業全体として{values}が担当する", " with {values} in the whole measure"),
    "not spread": ("事業全体では担当が{values}でない", " without {values} in the whole measure"),
    "sized": ("項目が{values}の事業の", " of measures with {values}"),
    "not sized": ("項目が{values}でない事業の", " of measures without {values}"),
    "mixed": ("項目によって評価が分かれている", " whose ratings differ"),
    "not mixed": ("項目の評価がそろっている", " whose ratings agree"),
    "empty": ("{values}の記載がない", " without {values}"),
    "not empty": ("{values}の記載がある", " with {values} written"),
    "figure": ("{values}の記載がある", " with {values}"),
    "not figure": ("{values}の記載がない", " without {values}"),
    "state lost": ("評価が失われている", " whose rating is lost"),
    "not state lost": ("評価が失われていない", " whose rating is not lost"),
    "state dash": ("評価が「—」の", ' rated "—"'),
    "not state dash": ("評価が「—」でない", ' not rated "—"'),
    "state unfilled": ("評価が未記入の", " whose rating is not filled in"),
    "state rated": ("評価が付いている", " that have a rating"),
    "state unrated": ("評価がない", " without a rating"),
    "state doubtful": ("要確認の", " to be checked"),
    "not state doubtful": ("要確認でない", " not to be checked"),
    "state restored": ("補正した", " that were restored"),
    "state repaired": ("確度が補正の", " whose certainty is repaired"),
    "not state repaired": ("確度が補正でない", " whose certainty is not repaired"),
    "state missing": ("確度が欠落の", " whose certainty is lost"),
    "not state missing": ("確度が欠落でない", " whose certainty is not lost"),
    "not state restored": ("補正していない", " that were not restored"),
    "state shifted": ("欄ずれを補正した", " with shifted columns"),
    "state guessed": ("担当課を推定した", " with a guessed department"),
    "state verbatim": ("原文どおりの", " read as printed"),
    "not state verbatim": ("原文どおりでない", " not read as printed"),
    "state corrected": ("訂正された", " that were corrected"),
    "state restored corrected": ("補正したか訂正された", " that were restored or corrected"),
    "not state restored corrected": ("補正も訂正もされていない", " that were neither restored nor corrected"),
    "not state corrected": ("訂正されていない", " that were not corrected"),
    "change better": ("良くなった", " that got better"),
    "change worse": ("悪くなった", " that got worse"),
    "change better by": ("{number}段階以上良くなった", " that improved by at least {number} steps"),
    "change worse by": ("{number}段階以上悪くなった", " that got worse by at least {number} steps"),
    "change same": ("評価の変わらない", " whose rating stayed the same"),
    "change always": ("ずっと評価が同じ", " whose rating was always the same"),
    "change new": ("新しく加わった", " that are new"),
    "change dropped": ("なくなった", " that were dropped"),
    "change renamed": ("名称が変わった", " that were renamed"),
    "change renumbered": ("番号が変わった", " that were renumbered"),
    "change moved": ("担当課が変わった", " that moved to another department"),
    "rating": ("{values}の", " rated {values}"),
    "rating every": ("ずっと{values}の", " always rated {values}"),
    "rating at": ("{years}に{values}だった", " rated {values} in {years}"),
    "rating at every": ("{years}のいずれも{values}だった", " rated {values} in each of {years}"),
    "rating at any": ("{years}のいずれかが{values}だった", " rated {values} in any of {years}"),
}  # fmt: skip
CLAUSES = (" that ", " whose ", " in which ")  # how a condition begins in English that stands last
OR = ("か", " or ")
AND = ("と", " and ")
NOT_RATED = ("{values}以外", "other than {values}")
OR_BETTER = ("{value}以上", "{value} or better")
POLICY = ("基本方針{sign}", "policy {number}")
INITIATIVE = ("取組「{name}」", 'the initiative "{name}"')
MEASURE = ("No.{number}", "No.{number}")
MEASURES = ("No.{first}からNo.{last}まで", "No.{first} to No.{last}")
ITEM = ("No.{number}の項目{item}", "No.{number} item {item}")
RUN = 4  # measures that are told as from … to …
TEXTS = ("本文", "texts")
FIGURE_IN = ("{field}に{unit}", "a {unit} in the {field}")
QUOTED = ("「{text}」", '"{text}"')
EVERY_DEPARTMENT = "全課"

# ---- questions. {s}: the noun phrase; {b}: it without a noun where a name ends it; {c}: what counts
OVERVIEW = ("{years}の全体", "Overview in {years}")
OVERVIEW_NEWEST = ("全体", "Overview")
LIST = ("{s}", "{s}")
LIST_BY_RATING = {
    "most": ("{s}を評価の高い順に並べて", "{s}, best rated first"),
    "least": ("{s}を評価の低い順に並べて", "{s}, worst rated first"),
}
WANTS = ("{s}の{fields}は？", "{fields} of the {s}")
WANTS_PERCENT = ("{s}の率の数字は？", "Percentages in the {s}")
WANTS_ONE = ("{s}の{fields}は？", "{fields} of {s}")
COUNT = ("{s}は何件ですか？", "How many {s} are there?")
COUNT_MEASURES = ("{s}は何事業ですか？", "How many {s} are there?")
SHARE = ("{s}の割合は？", "")
SHARE_WITHIN = ("{s}のうち、{c}の割合は？", "What is the share of {c} among the {s}?")
PLACES = ("{s}の{place}番目の項目", "{place} of the {s}")
LAST = ("{s}の最後の項目", "last of the {s}")
TABLE = ("{s}の{group}別の内訳", "Breakdown of {s} by {group}")
TABLE_ALL = ("{w}{group}別の内訳", "Breakdown{w} by {group}")
TABLE_AVERAGE = ("{s}の1{group}あたりの平均は？", "Average number of {s} per {group}")
TABLE_SHARE = ("{s}の割合の{group}別の内訳", "Share of {s} by {group}")
RANK = {
    "most": ("{s}が一番多い{group}は？", ""),
    "least": ("{s}が一番少ない{group}は？", ""),
    "most share": ("{s}の割合が一番高い{group}は？", ""),
    "least share": ("{s}の割合が一番低い{group}は？", ""),
    "most within": ("{s}のうち、{c}が一番多い{group}は？", "Among the {s}, which {group} has the most {c}?"),
    "least within": ("{s}のうち、{c}が一番少ない{group}は？", "Among the {s}, which {group} has the fewest {c}?"),
    "most share within": (
        "{s}のうち、{c}の割合が一番高い{group}は？",
        "Among the {s}, which {group} has the highest share of {c}?",
    ),
    "least share within": (
        "{s}のうち、{c}の割合が一番低い{group}は？",
        "Among the {s}, which {group} has the lowest share of {c}?",
    ),
    "most nth": ("{s}が{number}番目に多い{group}は？", "Which {group} is no. {number} by the number of {s}?"),
    "least nth": (
        "{s}が{number}番目に少ない{group}は？",
        "Which {group} is no. {number} from below by the number of {s}?",
    ),
    "most share nth": (
        "{s}の割合が{number}番目に高い{group}は？",
        "Which {group} is no. {number} by the share of {s}?",
    ),
    "least share nth": (
        "{s}の割合が{number}番目に低い{group}は？",
        "Which {group} is no. {number} from below by the share of {s}?",
    ),
    "most top": ("{s}が多い{group}の上位{number}つは？", "The {number} {groups} with the most {s}"),
    "least top": ("{s}が少ない{group}の上位{number}つは？", "The {number} {groups} with the fewest {s}"),
    "most share top": (
        "{s}の割合が高い{group}の上位{number}つは？",
        "The {number} {groups} with the highest share of {s}",
    ),
    "least share top": (
        "{s}の割合が低い{group}の上位{number}つは？",
        "The {number} {groups} with the lowest share of {s}",
    ),
}  # fmt: skip
RANK_OF_CHOSEN = ("{groups}のうち、{ranking}", "Of the {groups}, {ranking}")
COUNTED = ("{number}つ", "{number}項目")  # up to nine, from ten on
ASKED = ("は？", "?")
WHICH, THAT_HAVE = "Which ", (" have ", " that have ")  # of a question in English → of a statement
THERE_IS = ("{groups}はありますか？", "Are there {groups}?")
# What begins a question that looks at every item, and goes without saying.
OF_ALL = (("項目のうちに、", "項目のうち、"), ("Among the items, ",))
NAMED_GROUPS = {
    "named": ("{groups}は{names}ですか？", ""),
    "named not": ("{groups}は{names}ではないということですか？", ""),
    "sole": ("{groups}は{names}だけですか？", ""),
    "sole not": ("{groups}は{names}だけではないということですか？", ""),
}
HAVING = {
    "like": ("{w}{than}と評価の内訳が同じ{group}は？", "Which {groups}{w} have the same ratings as {than}?"),
    "like within": (
        "{b}で、{than}と評価の内訳が同じ{group}は？",
        "Among the {b}, which {groups} have the same ratings as {than}?",
    ),
    "any": ("{s}がある{group}は？", "Which {groups}{w} have any {c}?"),
    "none": ("{s}がない{group}は？", "Which {groups}{w} have no {c}?"),
    "only": ("{s}だけの{group}は？", "Which {groups}{w} have only {c}?"),
    "all": ("{b}が全部{c}の{group}は？", "Which {groups}{w} have nothing but {c}?"),
    "at_least": ("{s}が{count}以上ある{group}は？", "Which {groups}{w} have at least {number} {c}?"),
    "at_most": ("{s}が{count}以下の{group}は？", "Which {groups}{w} have at most {number} {c}?"),
    "any within": ("{s}のうち、{c}がある{group}は？", "Among the {s}, which {groups} have any {c}?"),
    "none within": ("{s}のうち、{c}がない{group}は？", "Among the {s}, which {groups} have no {c}?"),
    "all within": ("{s}のうち、全部が{c}である{group}は？", "Among the {s}, which {groups} have nothing but {c}?"),
    "only within": ("{s}のうち、{c}だけがある{group}は？", "Among the {s}, which {groups} have only {c}?"),
    "not_all within": (
        "{s}のうち、全部が{c}ではない{group}は？",
        "Among the {s}, which {groups} have not only {c}?",
    ),
    "at_least within": (
        "{s}のうち、{c}が{count}以上ある{group}は？",
        "Among the {s}, which {groups} have at least {number} {c}?",
    ),
    "at_most within": (
        "{s}のうち、{c}が{count}以下の{group}は？",
        "Among the {s}, which {groups} have at most {number} {c}?",
    ),
    "exactly within": (
        "{s}のうち、{c}がちょうど{count}の{group}は？",
        "Among the {s}, which {groups} have exactly {number} {c}?",
    ),
    "share_above within": (
        "{s}のうち、{c}が{number}%を超える{group}は？",
        "Among the {s}, which {groups} have more than {number}% {c}?",
    ),
    "share_from within": (
        "{s}のうち、{c}が{number}%以上の{group}は？",
        "Among the {s}, which {groups} have at least {number}% {c}?",
    ),
    "share_below within": (
        "{s}のうち、{c}が{number}%未満の{group}は？",
        "Among the {s}, which {groups} have less than {number}% {c}?",
    ),
    "share_to within": (
        "{s}のうち、{c}が{number}%以下の{group}は？",
        "Among the {s}, which {groups} have at most {number}% {c}?",
    ),
    "most within": ("{s}のうち、{c}が過半数の{group}は？", "Among the {s}, which {groups} have mostly {c}?"),
    "more within": (
        "{s}のうち、{than}より{c}が多い{group}は？",
        "Among the {s}, which {groups} have more {c} than {than}?",
    ),
    "any both": ("{w}{one}も{other}もある{group}は？", "Which {groups}{w} have both {one} and {other}?"),
    "any three": (
        "{w}{one}も{other}も{third}もある{group}は？",
        "Which {groups}{w} have {one}, {other} and {third}?",
    ),
    "none both": ("{w}{one}も{other}もない{group}は？", "Which {groups}{w} have neither {one} nor {other}?"),
    "at_least none": (
        "{w}{one}が{count}以上で{other}がない{group}は？",
        "Which {groups}{w} have at least {number} {one} but no {other}?",
    ),
    "at_least any": (
        "{w}{one}が{count}以上で{other}もある{group}は？",
        "Which {groups}{w} have at least {number} {one} and also any {other}?",
    ),
    "exactly any": (
        "{w}{one}がちょうど{count}で{other}もある{group}は？",
        "Which {groups}{w} have exactly {number} {one} and also any {other}?",
    ),
    "any none": ("{w}{one}があって{other}がない{group}は？", "Which {groups}{w} have {one} but no {other}?"),
    "any exactly items": (
        "{w}{one}があって項目がちょうど{count}の{group}は？",
        "Which {groups}{w} have {one} and exactly {number} items?",
    ),
    "any at_least items": (
        "{w}{one}があって項目が{count}以上の{group}は？",
        "Which {groups}{w} have {one} and at least {number} items?",
    ),
    "any at_most items": (
        "{w}{one}があって項目が{count}以下の{group}は？",
        "Which {groups}{w} have {one} and at most {number} items?",
    ),
    "all at_least items": (
        "{w}項目が{count}以上で全部{one}の{group}は？",
        "Which {groups}{w} have at least {number} items, all {one}?",
    ),
    "none exactly items": (
        "{w}{one}がなくて項目がちょうど{count}の{group}は？",
        "Which {groups}{w} have no {one} and exactly {number} items?",
    ),
    "none at_least items": (
        "{w}{one}がなくて項目が{count}以上の{group}は？",
        "Which {groups}{w} have no {one} and at least {number} items?",
    ),
    "none at_most items": (
        "{w}{one}がなくて項目が{count}以下の{group}は？",
        "Which {groups}{w} have no {one} and at most {number} items?",
    ),
    "one items": ("{w}項目のある{group}は？", "Which {groups}{w} have items?"),
    "count one items": ("{w}項目のある{group}はいくつですか？", "How many {groups}{w} have items?"),
    "at_least items": ("{w}項目が{count}以上ある{group}は？", "Which {groups}{w} have at least {number} items?"),
    "at_most items": ("{w}項目が{count}以下の{group}は？", "Which {groups}{w} have at most {number} items?"),
    "exactly items": (
        "{w}項目がちょうど{count}ある{group}は？",
        "Which {groups}{w} have exactly {number} items?",
    ),
    "count at_least items": (
        "{w}項目が{count}以上ある{group}はいくつですか？",
        "How many {groups}{w} have at least {number} items?",
    ),
    "count exactly items": (
        "{w}項目がちょうど{count}ある{group}はいくつですか？",
        "How many {groups}{w} have exactly {number} items?",
    ),
    "count at_most items": (
        "{w}項目が{count}以下の{group}はいくつですか？",
        "How many {groups}{w} have at most {number} items?",
    ),
    "count at_least": (
        "{s}が{count}以上ある{group}はいくつですか？",
        "How many {groups}{w} have at least {number} {c}?",
    ),
    "count at_most": ("{s}が{count}以下の{group}はいくつですか？", "How many {groups}{w} have at most {number} {c}?"),
    "count exactly": (
        "{s}がちょうど{count}ある{group}はいくつですか？",
        "How many {groups}{w} have exactly {number} {c}?",
    ),
    "count any": ("{s}がある{group}はいくつですか？", "How many {groups}{w} have {c}?"),
    "count only": ("{s}だけの{group}はいくつですか？", "How many {groups}{w} have only {c}?"),
    "count all": ("{b}が全部{one}の{group}はいくつですか？", "How many {groups}{w} have nothing but {c}?"),
    "count none": ("{s}がない{group}はいくつですか？", "How many {groups}{w} have no {c}?"),
}  # fmt: skip
HOLDS = {
    "exactly all": (
        "{b}は{one}が{count}あるほかは全部{c}ですか？",
        "Are {b} all {c} except {number} {one}?",
    ),
    "exactly items": ("{b}は全部で{number}項目ですか？", "Are there {number} items in all among {b}?"),
    "is": ("{b}は{c}ですか？", "Is {b} rated {c}?"),
    "any": ("{b}に{c}はありますか？", "Do the {b} have any {c}?"),
    "none": ("{b}に{c}は一つもありませんか？", "Do the {b} have no {c}?"),
    "all": ("{b}は全部{c}ですか？", "Are all {b} rated {c}?"),
    "only": ("{b}は{c}だけですか？", "Do the {b} have only {c}?"),
    "not_all": ("{b}は全部が{c}というわけではないですか？", ""),
    "at_least": ("{b}に{c}は{count}以上ありますか？", ""),
    "at_most": ("{b}に{c}は{count}以下ですか？", ""),
    "most": ("{b}は過半数が{c}ですか？", "Are most {b} rated {c}?"),
    "share_above": ("", "Are more than {number}% of the {b} rated {c}?"),
    "share_from": ("", "Are at least {number}% of the {b} rated {c}?"),
    "share_below": ("", "Are less than {number}% of the {b} rated {c}?"),
    "share_to": ("", "Are at most {number}% of the {b} rated {c}?"),
    "each": ("{b}に{one}と{other}の両方がありますか？", "Are there both {one} and {other} among the {b}?"),
    "any within": ("{s}のうちに、{c}はありますか？", "Among the {s}, are there any {c}?"),
    "none within": ("{s}のうちに、{c}は一つもありませんか？", "Among the {s}, are there no {c}?"),
    "all within": ("{s}は全部、{c}ですか？", "Among the {s}, are all of them {c}?"),
    "only within": ("{s}は、{c}だけですか？", "Among the {s}, are there only {c}?"),
    "not_all within": ("{s}は全部が{c}というわけではないですか？", "Among the {s}, are not all of them {c}?"),
    "at_least within": (
        "{s}のうちに、{c}は{count}以上ありますか？",
        "Among the {s}, are there at least {number} {c}?",
    ),
    "at_most within": (
        "{s}のうちに、{c}は{count}以下ですか？",
        "Among the {s}, are there at most {number} {c}?",
    ),
    "exactly within": (
        "{s}のうちに、{c}はちょうど{count}ですか？",
        "Among the {s}, are there exactly {number} {c}?",
    ),
    "share_above within": (
        "{s}のうち、{c}は{number}%を超えていますか？",
        "Among the {s}, are more than {number}% {c}?",
    ),
    "share_from within": ("{s}のうち、{c}は{number}%以上ですか？", "Among the {s}, are at least {number}% {c}?"),
    "share_below within": ("{s}のうち、{c}は{number}%未満ですか？", "Among the {s}, are less than {number}% {c}?"),
    "share_to within": ("{s}のうち、{c}は{number}%以下ですか？", "Among the {s}, are at most {number}% {c}?"),
    "every none": ("{s}のうち、どの{group}にも{c}がありますか？", "Among the {s}, does every {group} have any {c}?"),
    "every any": ("{s}のうち、どの{group}にも{c}はありませんか？", "Among the {s}, does no {group} have any {c}?"),
    "every not_all": (
        "{s}のうち、どの{group}も全部{c}ですか？",
        "Among the {s}, does every {group} have nothing but {c}?",
    ),
    "most within": ("{s}は過半数が{c}ですか？", "Among the {s}, are most of them {c}?"),
    "more within": ("{s}のうちに、{than}より{c}が多いですか？", "Among the {s}, are there more {c} than {than}?"),
}  # fmt: skip
EACH_SIDE = {
    "any": ("{w}{sides}のどちらにも{c}がありますか？", ""),
    "none": ("{w}{sides}のどちらにも{c}はありませんか？", ""),
    "exactly": ("{w}{sides}のどちらも{c}は{number}項目ずつですか？", ""),
}
BEYOND = {
    "most": ("{w}{first}は{other}より{c}が多いですか？", ""),
    "least": ("{w}{first}は{other}より{c}が少ないですか？", ""),
    "most share": ("{w}{first}は{other}より{c}の割合が高いですか？", ""),
    "least share": ("{w}{first}は{other}より{c}の割合が低いですか？", ""),
    "most items": ("{w}{first}は{other}より項目数が多いですか？", ""),
    "least items": ("{w}{first}は{other}より項目数が少ないですか？", ""),
    "same": ("{w}{sides}で{c}の数は同じですか？", ""),
    "same items": ("{w}{sides}で項目数は同じですか？", ""),
    "same share": ("{w}{sides}で{c}の割合は同じですか？", ""),
    "same rating": ("{w}{sides}で評価の内訳は同じですか？", ""),
}
COMPARE = ("{s}を比べて", "Compare {s}")
COMPARE_SIDES = ("{s}について、{sides}を比べて", "As to the {s}, compare {sides}")
COMPARE_DIFFERENCE = (
    "{s}について、{sides}の件数の差は？",
    "As to the {s}, what is the difference in number between {sides}?",
)
COMPARE_PLAIN = ("{w}{sides}を比べて", "")
WHOLE_PLAN = ("全体", "the whole plan")
LARGEST = {
    "most": ("{s}に書かれた{unit}で一番大きいものは？", "Largest {unit} among the {s}"),
    "least": ("{s}に書かれた{unit}で一番小さいものは？", "Smallest {unit} among the {s}"),
}
AMOUNTS = ("{s}で{unit}が書かれているものは？", "{s} where a {unit} is written")
AMOUNTS_BY = {
    "most": ("{s}で{unit}が書かれているものを大きい順に", "{s} where a {unit} is written, largest first"),
    "least": ("{s}で{unit}が書かれているものを小さい順に", "{s} where a {unit} is written, smallest first"),
}
SUM = ("{s}の{unit}の合計は？", "Total of the {units} in {s}")
DELTA = ("{s}の前年度からの増減は？", "Change from the year before in {s}")
WRITTEN = ("{s}はどこに書かれていますか？", "Where are {s} written?")


# -- prepared questions ------------------------------------------------------------------------------------


def of_department(lang: str, name: str) -> str:
    """The measures of a department."""
    return f"list measures of {name}" if lang == "en" else f"{name}の事業は？"


def mentioning(lang: str, word: str) -> tuple[str, str]:
    """The items in whose texts a word stands: label and question."""
    if lang == "en":
        return f'Mentions of "{word}"', f'items with "{word}" written'
    return f"「{word}」の記載", f"「{word}」の記載がある項目"


def with_amounts(lang: str) -> str:
    """The measures whose texts name an amount of money."""
    return "measures with an amount written" if lang == "en" else "金額が書いてある事業"


def measures(lang: str, numbers: Sequence[MeasureNumber]) -> list[str]:
    """Measures by number, four or more that follow one another as one: 「No.5からNo.12まで」."""
    said = lang == "en"
    found: list[str] = []
    left = list(numbers)
    while left:
        run = 1
        first = left[0]
        while isinstance(first, int) and run < len(left) and left[run] == first + run:
            run += 1
        if run >= RUN:
            found.append(MEASURES[said].format(first=left[0], last=left[run - 1]))
        else:
            found += [MEASURE[said].format(number=number) for number in left[:run]]
        left = left[run:]
    return found
