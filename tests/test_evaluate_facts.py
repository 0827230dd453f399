"""The evaluator on the R2 sheet and on the invented years: facts that were counted by hand."""

from __future__ import annotations

from typing import Any

import pytest

from bot.answering.evaluate import evaluate
from bot.answering.result import Result, ResultRow
from bot.query import Condition, Having, Query
from katou_index.errors import YearNotLoadedError
from katou_index.plan import Item
from tests.worlds import one_year, three_years

GOOD, FAIR, BAD = (Condition("rating", (mark,)) for mark in "○△×")
GOOD_OR_BETTER = Condition("rating", ("◎", "○"))
OFFICE, PARENT = "総務財政課情報管理室", "総務財政課"
ONLY_GOOD = {
    "税務課", "管財課", "農地整備課", "工務課", "中央図書館", "管理課", "健康課", "社会福祉課", "高齢介護課",
    "人権協働課", "福祉総務課", "農業委員会事務局", "人事課", "議会事務局",
}  # fmt: skip


def ask(**query: Any) -> Result:
    """A query to R2."""
    return evaluate(Query(**query), one_year().store)


def over(*years: str, **query: Any) -> Result:
    """A query to the invented years."""
    return evaluate(Query(years=years, **query), three_years().store)


def ids(items: tuple[Item, ...]) -> list[str]:
    return [item.id for item in items]


def values(rows: tuple[ResultRow, ...]) -> set[str]:
    return {row.value for row in rows}


def owner(*names: str, negated: bool = False) -> Condition:
    return Condition("owner", names, negated)


def of(number: str) -> Condition:
    return Condition("measure", (number,))


def holds(quantifier: str, rating: Condition, *base: Condition) -> Result:
    return ask(base=base, having=(Having(quantifier, (rating,)),), aggregate="holds")


# -- groups that are named -----------------------------------------------------------------------------------


def policy(*numbers: str) -> Condition:
    return Condition("policy", numbers)


def test_whether_a_group_is_the_only_one_that_is_so() -> None:
    without = {"per": "policy", "having": (Having("none", (BAD,)),), "aggregate": "holds", "sole": True}
    assert ask(**without, named=(policy("6"),)).holds is True
    assert ask(**without, named=(policy("6"),), unless=True).holds is False
    assert ask(**without, named=(policy("2"),)).holds is False
    assert values(ask(**without, named=(policy("2"),)).rows) == {"6"}
    best = Having("any", (Condition("rating", ("◎",)),))
    found = ask(per="policy", having=(best,), aggregate="holds", named=(policy("4"),), sole=True)
    assert found.holds is None  # the lost rating of No.15 in ③ may have been one
    assert ask(per="policy", having=(best,), aggregate="holds", named=(policy("4"),)).holds is True


def test_whether_a_group_leads_a_ranking() -> None:
    ranked = {"per": "policy", "conditions": (BAD,), "aggregate": "holds", "order": "most"}
    assert ask(**ranked, named=(policy("1"),)).holds is True  # with ⑤, two each
    assert ask(**ranked, named=(policy("1"),), sole=True).holds is False
    found = ask(**ranked, named=(policy("1", "5"),), sole=True)
    assert found.holds is None  # ③ has one, and a rating that is lost
    assert ask(**(ranked | {"conditions": (FAIR,)}), named=(policy("5"),), sole=True).holds is True
    assert ask(**ranked, named=(policy("2"),)).holds is False
    assert ask(**ranked, named=(policy("2"),), places=(2,)).holds is True
    assert ids(ask(**ranked, named=(policy("2"),)).items) == ["2-1", "4-1", "30-2", "33-1"]


def test_two_ratings_take_two_items() -> None:
    both = (Having("any", (GOOD,)), Having("any", (BAD,)))
    found = ask(per="department", having=both)
    assert "都市政策課" not in values(found.unknown)  # its only item is lost: it cannot be both


# -- lists, numbers ------------------------------------------------------------------------------------------


def test_a_list_of_a_rating() -> None:
    found = ask(conditions=(BAD,))
    assert ids(found.items) == ["2-1", "4-1", "7-1", "17-3", "18-2", "30-2", "33-1"]
    assert (found.counts.items, found.counts.measures, found.counts.by_rating) == (7, 7, {"×": 7})
    assert (found.counts.rated, found.share) == (55, 12.7)
    assert (ids(found.undecided), ids(found.dashes)) == (["15-1"], ["16-1"])
    assert found.holds is None
    assert not found.judged


def test_a_figure_in_a_field() -> None:
    cases = Condition("figure", ("evidence:件",))
    found = ask(base=(cases,))
    assert ids(found.items) == [
        "8-1", "9-1", "11-1", "12-1", "15-1", "17-1", "17-2", "21-1", "22-2", "25-1", "29-1", "30-1", "34-1",
    ]  # fmt: skip
    bare = ask(base=(Condition("figure", ("evidence:",), negated=True),), conditions=(GOOD,))
    assert ids(bare.items) == [
        "5-1", "6-1", "14-1", "14-2", "19-1", "27-1", "30-8", "31-2", "39-1", "41-1",
    ]  # fmt: skip
    most = ask(base=(Condition("figure", ("evidence:人",)),), aggregate="largest", unit="人", order="most")
    assert (ids(most.items), most.figure) == (["11-1"], "1,541人")
    nowhere = ask(base=(owner("防災課"), Condition("figure", ("evidence:人",))), aggregate="holds")
    assert (ids(nowhere.items), nowhere.holds) == ([], None)


def test_below_a_rating_and_not_a_rating() -> None:
    below = ask(conditions=(Condition("rating", ("△", "×")),))
    assert (below.counts.items, below.counts.measures) == (18, 17)
    other = ask(conditions=(GOOD.but(negated=True),))  # the complement among the rated: ◎ too, never "—"
    assert other.counts.by_rating == {"◎": 2, "△": 11, "×": 7}


def test_all_but_a_department() -> None:
    found = ask(base=(owner(OFFICE, negated=True),), conditions=(FAIR,))
    assert ids(found.items) == ["1-1", "3-1", "14-3", "18-1", "22-2", "31-1", "32-2", "36-1", "37-1"]
    shared = ask(base=(owner("管財課", negated=True),))
    assert "30-5" not in ids(shared.items)  # which it shares


@pytest.mark.parametrize(
    ("base", "rating", "share"),
    [((), GOOD_OR_BETTER, 67.3), ((Condition("policy", ("5",)),), GOOD, 65.0),
     ((Condition("policy", ("1",)),), GOOD, 33.3), ((Condition("policy", ("6",)),), GOOD, 80.0),
     ((of("15"),), GOOD, None)],
)  # fmt: skip
def test_a_share_is_of_the_rated(base: tuple[Condition, ...], rating: Condition, share: float | None) -> None:
    found = ask(base=base, conditions=(rating,), aggregate="share")
    assert found.counts.share == found.share == share


def test_nothing_is_a_normal_answer() -> None:
    found = ask(base=(owner("税務課"),), conditions=(BAD,))
    assert (found.items, found.counts.items, len(found.base)) == ((), 0, 3)


def test_a_topic_is_what_it_is_about_and_mentions_stand_apart() -> None:
    found = ask(base=(Condition("topic", ("RPA",)),))
    assert (ids(found.items), ids(found.mentions)) == (["30-3"], ["32-1"])
    assert ask(base=(Condition("topic", ("ブロックチェーン",)),)).strange == ("ブロックチェーン",)


def test_figures_are_compared_and_listed() -> None:
    assert (ids(ask(aggregate="amounts").items), ask(aggregate="largest").figure) == (
        ["20-1", "21-1"], "802,964,000円")  # fmt: skip
    trained = ask(base=(Condition("text", ("77人",)),), aggregate="sum", unit="人")
    assert ids(trained.items) == ["30-3", "32-1"]
    assert "77人" in trained.repeated


def test_places_of_a_list() -> None:
    assert ids(ask(conditions=(BAD,), places=(2, -1)).items) == ["4-1", "33-1"]
    assert ask(conditions=(BAD,), places=(9,)).items == ()


def test_a_year_that_is_not_there_is_told() -> None:
    with pytest.raises(YearNotLoadedError):
        ask(years=("R9",))


# -- truth ---------------------------------------------------------------------------------------------------


def test_a_lost_rating_is_not_known() -> None:
    for quantifier in ("all", "any", "none"):
        assert holds(quantifier, BAD, of("15")).holds is None
    assert ids(holds("all", BAD, of("15")).undecided) == ["15-1"]


def test_a_dash_is_no_rating() -> None:
    found = holds("all", BAD, of("16"))
    assert (found.holds, ids(found.items), ids(found.dashes)) == (False, ["16-1"], ["16-1"])
    assert holds("none", BAD, of("16")).holds is True


def test_a_dash_takes_no_part_in_all() -> None:
    found = holds("all", GOOD, owner("こども教育課"))
    assert (found.holds, ids(found.items), ids(found.dashes)) == (True, ["9-1", "16-1"], ["16-1"])


def test_all_of_a_department_is_about_its_whole() -> None:
    found = holds("all", GOOD, owner("商工観光課"))
    assert (found.holds, found.counts.by_rating) == (False, {"◎": 1, "○": 3, "×": 1})
    assert holds("not_all", GOOD, owner("商工観光課")).holds is True


def test_is_there_any_is_about_what_meets_it() -> None:
    assert ids(holds("any", BAD, owner("商工観光課")).items) == ["18-2"]
    none = holds("none", BAD, owner("税務課"))
    assert (none.holds, none.items) == (True, ())


def test_sections_are_outside_the_truth() -> None:
    found = holds("any", BAD, owner("まちづくり創造課"))
    assert (found.holds, ids(found.sections)) == (False, ["17-3"])


def test_nothing_holds_of_a_department_without_items() -> None:
    found = holds("any", BAD, owner("土木課"))
    assert found.holds is None
    assert ids(ask(base=(owner("土木課"),)).everyone) == ["14-3"]


def test_what_a_text_says_is_not_judged() -> None:
    assert holds("any", Condition("text", ("コロナ",))).holds is None
    assert holds("any", Condition("topic", ("RPA",)), of("1")).holds is None
    assert holds("all", GOOD, Condition("topic", ("RPA",))).holds is True


def test_whether_something_is_about_words() -> None:
    def about(quantifier: str, word: str, number: str) -> Result:
        asked = (Condition("topic", (word,)),)
        return ask(base=(of(number),), conditions=asked, having=(Having(quantifier),), aggregate="holds")

    assert about("any", "RPA", "30").holds is True
    assert about("none", "RPA", "30").holds is False
    assert about("any", "RPA", "1").holds is False
    only_mentioned = about("any", "図書館", "12")
    assert only_mentioned.holds is None
    assert [item.id for item in only_mentioned.mentions] == ["12-1"]


def test_more_than_half_and_more_than() -> None:
    assert holds("most", GOOD).holds is True
    assert holds("most", GOOD, Condition("policy", ("1",))).holds is False
    more = ask(having=(Having("more", (FAIR,), than=(BAD,)),), aggregate="holds")
    assert more.holds is True
    assert ask(having=(Having("at_least", (BAD,), 8),), aggregate="holds").holds is None  # 7, and a lost one
    assert ask(having=(Having("at_least", (BAD,), 9),), aggregate="holds").holds is False


# -- groups --------------------------------------------------------------------------------------------------


def test_departments_with_only_one_rating() -> None:
    found = ask(per="department", having=(Having("all", (GOOD,)),))
    assert values(found.rows) == ONLY_GOOD
    assert (values(found.apart), values(found.unknown)) == ({"こども教育課"}, {"都市政策課"})


def test_departments_without_a_rating() -> None:
    found = ask(per="department", having=(Having("none", (BAD,)),))
    assert {"こども教育課", "税務課", "秘書室", "まちづくり創造課"} < values(found.rows)
    assert not {"防災課", OFFICE, "生涯学習課", "全課", "都市政策課"} & values(found.rows)
    assert (values(found.unknown), found.apart) == ({"都市政策課"}, ())
    assert ids(found.items)[:3] == ["4-2", "5-1", "6-1"]  # all that they have


def test_measures_that_have_both() -> None:
    found = ask(per="measure", having=(Having("each", (Condition("rating", ("△", "×")),)),))
    assert (values(found.rows), ids(found.items)) == ({"18"}, ["18-1", "18-2"])
    same = ask(per="measure", having=(Having("any", (FAIR,)), Having("any", (BAD,))))
    assert (values(same.rows), same.items) == ({"18"}, found.items)


def test_measures_with_only_a_rating() -> None:
    assert values(ask(per="measure", having=(Having("all", (BAD,)),)).rows) == {"2", "7", "33"}


def test_a_ranking_keeps_ties_together() -> None:
    worst = ask(per="department", conditions=(BAD,), aggregate="rank")
    assert next((row.value, row.number, row.place) for row in worst.rows) == (OFFICE, 2, 1)
    assert [row.place for row in worst.rows] == [1, 2, 2, 2, 2, 2]
    assert ids(worst.items) == ["2-1", "33-1"]
    tied = ask(per="department", conditions=(FAIR,), aggregate="rank")
    assert {row.value for row in tied.rows if row.place == 1} == {"防災課", "秘書室", OFFICE}
    assert ids(tied.items) == ["1-1", "3-1", "22-2", "28-1", "32-2", "35-1"]


def test_groups_are_chosen_before_they_are_put_in_order() -> None:
    """Six departments have a ×; one item of 都市政策課, its only one, lost its rating."""
    of_bad = {"per": "department", "having": (Having("any", (BAD,)),), "aggregate": "rank"}
    most = ask(**of_bad, order="most")
    assert [(row.value, row.number) for row in most.rows][:2] == [(OFFICE, 8), (PARENT, 5)]
    assert values(most.rows) == {
        "防災課", PARENT, OFFICE, "まちづくり創造課情報推進室", "生涯学習課", "商工観光課"
    }  # fmt: skip
    assert most.unknown == ()  # with one item it leads nothing
    least = ask(**of_bad, order="least")
    assert [row.value for row in least.rows if row.place == 1] == ["生涯学習課"]
    assert ids(least.items) == ["7-1", "40-1"]
    assert values(least.unknown) == {"都市政策課"}
    good = ask(**of_bad, order="most", conditions=(GOOD,))
    assert {row.value for row in good.rows if row.place == 1} == {PARENT, OFFICE}  # four ○ each
    share = ask(**of_bad, order="least", by="share", conditions=(GOOD,))
    assert [(row.value, row.share) for row in share.rows if row.place == 1] == [("防災課", 25.0)]


def test_of_departments_that_are_named_one_of_these_leads() -> None:
    """管財課 owns 30-5 together with 総務財政課, and has nothing but ○ there; it was not asked about."""
    found = ask(
        base=(owner(PARENT, "教育総務課"),), conditions=(GOOD,), per="department", aggregate="rank",
        order="most", by="share",
    )  # fmt: skip
    assert [(row.value, row.share) for row in found.rows] == [(PARENT, 80.0), ("教育総務課", 50.0)]


def test_what_is_of_everyone_has_no_place() -> None:
    found = ask(per="department", conditions=(FAIR,), aggregate="rank")
    assert [(row.value, row.place) for row in found.rows if row.everyone] == [("全課", 0)]
    assert "全課" in values(ask(per="department", aggregate="table").rows)
    assert "全課" not in values(ask(per="department", having=(Having("any", (FAIR,)),)).rows)
    assert ids(ask(base=(owner("防災課"),)).everyone) == ["14-3"]
    assert ids(ask(base=(owner("全課"),)).items) == ["14-3"]


def test_a_lost_rating_may_be_the_fewest() -> None:
    found = ask(per="department", conditions=(BAD,), aggregate="rank", order="least")
    assert values(found.unknown) == {"都市政策課"}
    assert "都市政策課" not in values(found.rows)


def test_a_lost_rating_may_make_a_share_the_least() -> None:
    """1 of 7 in both policies; in ③ an eighth rating is lost, so that its share may be the smaller one."""
    found = ask(per="policy", conditions=(BAD,), aggregate="rank", by="share", order="least",
                base=(Condition("policy", ("2", "3")),))  # fmt: skip
    assert [(row.value, row.share) for row in found.rows] == [("2", 14.3)]
    assert [(row.value, row.share, row.undecided) for row in found.unknown] == [("3", 14.3, 1)]


def test_places_and_the_top_of_a_ranking() -> None:
    second = ask(per="department", conditions=(BAD,), aggregate="rank", places=(2,))
    assert ids(second.items) == ["4-1", "7-1", "17-3", "18-2", "30-2"]
    assert ids(ask(per="measure", aggregate="rank").items)[0] == "30-1"
    top = ask(per="measure", aggregate="rank", top=2)
    assert {item.measure for item in top.items} == {14, 17, 30}


def test_a_share_by_groups() -> None:
    found = ask(per="policy", conditions=(GOOD,), aggregate="rank", by="share", order="least")
    assert [(row.value, row.number) for row in found.rows][:2] == [("1", 33.3), ("4", 50.0)]


def test_a_table_by_policy() -> None:
    rows = ask(per="policy", aggregate="table").rows
    assert {row.value: [*row.by_rating.values()] for row in rows} == {
        "1": [0, 2, 2, 2], "2": [0, 6, 0, 1], "3": [0, 5, 1, 1], "4": [2, 5, 2, 1], "5": [0, 13, 5, 2],
        "6": [0, 4, 1, 0],
    }  # fmt: skip


def test_sides_of_a_comparison() -> None:
    found = ask(aggregate="compare", sides=((owner("防災課"),), (owner("税務課"),), ()))
    assert [len(row.base) for row in found.rows] == [4, 3, 57]
    assert ids(found.items) == ["1-1", "3-1", "4-1", "14-1", "30-6", "30-7", "30-8"]


def test_whether_there_is_such_a_group() -> None:
    def one(quantifier: str, number: int = 0) -> bool | None:
        having = (Having(quantifier, (BAD,), number),)
        return ask(per="department", having=having, aggregate="holds").holds

    assert (one("at_most", 0), one("at_least", 2), one("at_least", 3)) == (True, True, False)
    assert ask(per="policy", conditions=(BAD,), aggregate="holds").holds is True
    lost = ask(base=(of("15"),), per="department", conditions=(BAD,), aggregate="holds")
    assert lost.holds is None


# -- what stands beside --------------------------------------------------------------------------------------


def test_sections_and_memberships_stand_apart() -> None:
    found = ask(base=(owner(PARENT),))
    assert ids(found.items) == ["30-1", "30-2", "30-3", "30-4", "30-5"]
    assert ids(found.sections) == ["2-1", "14-1", "26-1", "27-1", "28-1", "31-2", "33-1", "35-1"]
    whole = ask(base=(owner(PARENT).but(sections=True),))
    assert whole.counts.items == 13
    assert not whole.sections
    assert ids(ask(base=(owner("生涯学習課"),)).members) == ["4-1", "4-2"]
    assert ids(ask(base=(owner(OFFICE),)).members) == ["34-1"]


def test_a_department_only_named_in_a_text() -> None:
    found = ask(base=(owner("都市整備課"),))
    assert (found.items, ids(found.mentions)) == ((), ["26-1"])


# -- years ---------------------------------------------------------------------------------------------------


def every_year(rating: Condition) -> Condition:
    return rating.but(years=("R1", "R2", "R3"))


def test_a_rating_in_every_year() -> None:
    assert ids(over("R1", "R2", "R3", conditions=(every_year(BAD),)).items) == ["2-1", "4-1", "18-2", "30-2"]
    fair = over("R1", "R2", "R3", conditions=(every_year(FAIR),))
    assert ids(fair.items) == ["1-1", "14-3", "18-1", "28-1", "35-1", "37-1"]
    assert {item.year.code for item in fair.items} == {"R3"}


def test_better_and_worse() -> None:
    better, worse = (Condition("change", (how,)) for how in ("better", "worse"))
    assert ids(over("R2", "R3", conditions=(better,)).items) == ["3-1", "17-3", "44-1", "36-1"]
    assert ids(over("R2", "R3", conditions=(worse,)).items) == [
        "6-1", "14-1", "22-2", "29-1", "34-1", "41-1"]  # fmt: skip
    assert over("R3", conditions=(better,)).items == over("R2", "R3", conditions=(better,)).items
    assert ids(over("R1", "R3", conditions=(worse,)).items) == ["6-1", "14-1", "22-2", "31-1", "34-1"]
    city = over("R2", "R3", having=(Having("more", (better,), than=(worse,)),), aggregate="holds")
    assert (city.holds, [each.kind for each in city.changes].count("better")) == (False, 4)
    names = ("危機管理課", "保険医療課", "まちづくり創造課情報推進室", OFFICE)
    ranked = over("R2", "R3", conditions=(better,), per="department", aggregate="rank")
    assert {(row.value, row.number, row.place) for row in ranked.rows} == {(name, 1, 1) for name in names}


def test_ratings_of_two_years() -> None:
    was, now = GOOD.but(years=("R2",)), FAIR.but(years=("R3",))
    assert ids(over("R2", "R3", conditions=(was, now)).items) == ["6-1", "14-1", "29-1", "34-1", "41-1"]


def test_what_has_gone_stands_in_its_last_year() -> None:
    gone = over("R2", "R3", conditions=(Condition("change", ("dropped",)),))
    assert [item.key for item in gone.items] == ["R2/7-1"]
    new = over("R2", "R3", conditions=(Condition("change", ("new",)),))
    assert (ids(new.items), ids(new.undecided)) == (["43-1"], ["42-1"])  # nobody said what 42 was before
    once_bad = over("R1", "R2", "R3", conditions=(BAD.but(years=("R1",)),))
    assert {"R2/7-1", "R3/36-1", "R3/44-1"} < {item.key for item in once_bad.items}


def test_a_share_by_year() -> None:
    found = over("R1", "R2", "R3", conditions=(GOOD_OR_BETTER,), aggregate="share")
    assert [(row.value, row.share) for row in found.rows] == [("R1", 52.8), ("R2", 67.3), ("R3", 64.3)]
    policy = Condition("policy", ("5",))
    found = over("R1", "R2", "R3", base=(policy,), conditions=(GOOD_OR_BETTER,), aggregate="share")
    assert [row.share for row in found.rows] == [55.0, 65.0, 60.0]


@pytest.mark.parametrize("name", ["防災課", "危機管理課"])
def test_a_department_is_followed_through_its_name(name: str) -> None:
    for year in ("R2", "R3"):
        assert ids(over(year, base=(owner(name),)).items) == ["1-1", "3-1", "4-1", "14-1"]


def test_what_people_corrected() -> None:
    assert ids(over("R2", base=(Condition("state", ("corrected",)),)).items) == ["6-1"]
    assert ids(over("R3", base=(Condition("state", ("corrected",)),)).items) == []


def test_a_number_is_followed_into_other_years() -> None:
    found = over("R1", "R2", "R3", base=(of("44"),))
    assert [item.key for item in found.items] == ["R3/44-1", "R2/33-1", "R1/33-1"]
    assert over("R3", base=(of("33"),)).items == ()  # that year has none of this number
    assert over("R1", "R2", "R3", base=(of("28"),), having=(Having("all", (every_year(FAIR),)),),
                aggregate="holds").holds is True  # fmt: skip
