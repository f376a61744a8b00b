from inventory.reconcile.merged import merge_same, same_groups
from inventory.values import Channel, DataField, Dataset, Organisation, System
from inventory.values.observation import Judgement
from inventory.values.table import Table


def judged(left: str, right: str, verdict: str = "same", undone_at: str | None = None) -> Judgement:
    return Judgement(
        id=f"{left}-{right}",
        left=left,
        right=right,
        verdict=verdict,
        by="审核员",
        at="2026-03-01T00:00:00Z",
        reason="同一系统",
        undone_at=undone_at,
    )


TOWN = {
    "System": {
        "s1": System(id="s1", name="云溪通", users=5, urls=("http://a.cn/",), sources=("form",), modes=frozenset({"declared"})),
        "s2": System(
            id="s2",
            name="云溪通APP",
            users=9,
            layer="front",
            urls=("http://b.cn/",),
            sources=("crawl",),
            modes=frozenset({"observed"}),
            replaces=("s9",),
        ),
        "s9": System(id="s9", name="旧平台", replaces=("s2", "s1")),
    },
    "Channel": {"c1": Channel(id="c1", name="小程序", system="s2")},
}


def test_records_judged_the_same_show_as_one_under_the_smallest_id() -> None:
    view = merge_same(TOWN, [judged("s2", "s1")])
    assert set(view["System"]) == {"s1", "s9"}
    one = view["System"]["s1"]
    assert isinstance(one, System)
    assert (one.name, one.users, one.layer) == ("云溪通", 5, "front")
    assert one.urls == ("http://a.cn/", "http://b.cn/")
    assert one.aliases == ("云溪通APP",)
    assert one.sources == ("crawl", "form")
    assert one.modes == {"declared", "observed"}


def test_references_follow() -> None:
    view = merge_same(TOWN, [judged("s1", "s2")])
    assert view["Channel"]["c1"] == Channel(id="c1", name="小程序", system="s1")
    assert view["System"]["s9"] == System(id="s9", name="旧平台", replaces=("s1",))


def test_an_undone_judgement_shows_two_again() -> None:
    assert merge_same(TOWN, [judged("s1", "s2", undone_at="2026-03-02T00:00:00Z")]) == TOWN


def test_other_verdicts_merge_nothing_and_the_store_is_untouched() -> None:
    before = {entity: dict(records) for entity, records in TOWN.items()}
    assert (
        merge_same(
            TOWN,
            [judged("s1", "s2", verdict) for verdict in ("duplicate", "overlap", "part_of", "successor", "different", "unsure")],
        )
        == TOWN
    )
    merge_same(TOWN, [judged("s1", "s2")])
    assert before == TOWN


def test_same_is_transitive_in_any_order() -> None:
    for chain in (
        [judged("c", "b"), judged("b", "a")],
        [judged("b", "a"), judged("c", "b")],
        [judged("a", "c"), judged("c", "b")],
    ):
        assert same_groups(chain) == {"b": "a", "c": "a"}


def test_a_judgement_about_something_absent_is_harmless() -> None:
    assert merge_same(TOWN, [judged("s1", "s0")]) == TOWN


def test_an_answer_of_none_is_an_answer() -> None:
    town = {
        "System": {
            "s1": System(id="s1", none=frozenset({"contractor"})),
            "s2": System(id="s2", contractor="甲公司", not_applicable=frozenset({"mlps"})),
        }
    }
    one = merge_same(town, [judged("s1", "s2")])["System"]["s1"]
    assert isinstance(one, System)
    assert (one.contractor, one.none, one.not_applicable) == (None, {"contractor"}, {"mlps"})


def test_a_table_is_merged_as_its_records_are() -> None:
    fields = {
        "f1": DataField(id="f1", label="姓名", resource="r1", needed_by=("o1", "o2"), sources=("a#1",)),
        "f2": DataField(id="f2", label="姓名", resource="r2", type="string", sources=("b#2",)),
        "f3": DataField(id="f3", label="性别", resource="r2", needed_by=("o2", "o1")),
        "f0": DataField(id="f0", label="年龄", resource="r3"),
    }
    others = {"Dataset": {i: Dataset(id=i) for i in ("r1", "r2")}, "Organisation": {i: Organisation(id=i) for i in ("o1", "o2")}}
    judgements = [judged("r1", "r2"), judged("f1", "f2"), judged("o1", "o2"), judged("f3", "elsewhere")]
    one_by_one = merge_same({**others, "DataField": fields}, judgements)
    by_column = merge_same({**others, "DataField": Table.of(DataField, fields.values())}, judgements)
    assert {entity: dict(of_entity) for entity, of_entity in by_column.items()} == one_by_one
    merged = by_column["DataField"]
    assert (list(merged), merged["f1"].type, merged["f1"].needed_by, merged["f3"].resource) == (["f0", "f1", "f3"], "string", ("o1",), "r1")
