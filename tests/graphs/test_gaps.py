"""A policy gap told from an IT gap: what stands between a need and the data, in small towns written out."""

import pytest

from graphs.gaps import Gap, Gaps, cause_of, reasons_of

GA = {"id": "ga", "name": "公安局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
SILENT = {key: value for key, value in GA.items() if key != "attested_sheets"}
MZ = {"id": "mz", "name": "民政局", "level": "county", "region": "430603"}
SYSTEMS = [
    {"id": "s", "name": "户籍系统", "owner": "ga", "status": "运行"},
    {"id": "m", "name": "救助系统", "owner": "mz", "status": "运行"},
]
DATA = {"id": "r", "name": "户籍表", "system": "s", "items": [{"id": "f", "label": "户籍地址", "needed_by": "mz"}]}
WANTED = {"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址", "received": "2026-09-01"}
AGREED = {**WANTED, "received": "2026-11-18", "decision": "同意", "decided": "2026-11-19"}


def flow(**more: object) -> dict[str, object]:
    return {"id": "x", "from": "s", "to": "m", "elements": "户籍地址", "method": "接口", "status": "运行", **more}


def data(terms: str = "", item: str = "", **more: str) -> list[dict[str, object]]:
    items = [{**DATA["items"][0], **({"sharing": item} if item else {})}]
    return [{**DATA, **({"share_type": terms} if terms else {}), **more, "items": items}]


@pytest.fixture
def gap(town, analysis):
    def told(**rows: object) -> tuple[str, str, str]:
        seen = analysis(town(**{"organisations": [GA, MZ], "systems": SYSTEMS, "resources": data(), **rows}))
        found = Gaps(seen).of(seen.inventory.datasets["r"], "household_address", "mz")
        return found.side, found.kind, found.record

    return told


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"resources": data("不予共享")}, ("policy", "refused", "r")),
        ({"resources": data("无条件共享", item="不予共享")}, ("policy", "refused", "f")),
        ({"resources": data("不予共享", item="无条件共享")}, ("technical", "unbuilt", "r")),
        ({"resources": data("无")}, ("policy", "no_terms", "r")),
        ({"resources": data("有条件共享", share_extra="须另行签订协议并付费")}, ("policy", "conditions", "r")),
        ({"share_requests": [{**WANTED, "decision": "拒绝"}], "resources": data("无条件共享")}, ("policy", "refused", "q")),
        ({"share_requests": [{**WANTED, "received": "2026-03-02", "share_type": "无条件共享"}]}, ("policy", "overdue", "q")),
        ({"resources": data("有条件共享")}, ("asking", "not_asked", "r")),
        ({"share_requests": [{**WANTED, "received": "2026-11-20", "share_type": "有条件共享"}]}, ("asking", "waiting", "q")),
        ({"resources": data("无条件共享")}, ("technical", "unbuilt", "r")),
        ({"resources": data("有条件共享"), "share_requests": [AGREED]}, ("technical", "unbuilt", "r")),
        ({"resources": data("无条件共享"), "exchanges": [flow(status="已下线")]}, ("technical", "stopped", "x")),
        ({"resources": data("无条件共享"), "exchanges": [flow(method="人工")]}, ("technical", "by_hand", "x")),
        ({"resources": data("不予共享"), "exchanges": [flow(method="人工")]}, ("policy", "refused", "r")),
        ({"resources": data("无条件共享"), "exchanges": [flow()]}, ("use", "arrives", "r")),
        ({}, ("unknown", "unknown", "r")),
        ({"resources": data("无条件共享"), "organisations": [SILENT, MZ]}, ("unknown", "unknown", "r")),
        ({"resources": data("无条件共享"), "exchanges": [flow(elements="")]}, ("unknown", "unknown", "x")),
        ({"resources": data("无条件共享"), "exchanges": [flow(status="规划")]}, ("technical", "planned", "x")),
        ({"resources": data("无条件共享"), "exchanges": [flow(status="规划"), flow(id="y", method="人工")]}, ("technical", "by_hand", "y")),
        ({"share_requests": [{**AGREED, "supplied": "2026-09-10"}]}, ("use", "supplied", "q")),
        ({"share_requests": [{**WANTED, "received": "2026-03-02", "decision": "同意", "decided": "2026-03-03", "supplied": "无"}]}, ("policy", "supply_overdue", "q")),
        ({"resources": data("无条件共享"), "systems": [{**SYSTEMS[0]}, {**SYSTEMS[1], "status": "已下线"}], "exchanges": [flow()]}, ("technical", "unbuilt", "r")),
    ],
)  # fmt: skip
def test_what_stands_between(gap, rows, expected) -> None:
    assert gap(**rows) == expected


def test_the_last_request_decides(gap) -> None:
    refused = {**WANTED, "id": "q0", "received": "2026-01-05", "decision": "拒绝", "decided": "2026-01-06"}
    assert gap(share_requests=[AGREED, refused]) == ("technical", "unbuilt", "r")
    assert gap(share_requests=[{**AGREED, "received": "2026-01-04"}, refused]) == ("policy", "refused", "q0")


def test_a_request_that_names_dataset_and_items_is_for_these_items(gap) -> None:
    refused = {**WANTED, "resource": "r", "elements": "姓名", "decision": "拒绝"}
    assert gap(share_requests=[refused], resources=data("无条件共享")) == ("technical", "unbuilt", "r")
    assert gap(share_requests=[{**refused, "elements": ""}], resources=data("无条件共享")) == ("policy", "refused", "q")


def test_a_platform_that_gets_the_data_and_does_not_pass_it_on_is_the_gap(gap) -> None:
    hub = {"id": "h", "name": "共享平台", "owner": "ga", "status": "运行", "kind": "统一平台"}
    hops = [flow(to="h"), flow(id="y", **{"from": "h"}, status="停用")]
    assert gap(systems=[*SYSTEMS, hub], resources=data("无条件共享"), exchanges=hops) == ("technical", "stopped", "y")


def test_of_two_fields_of_one_element_the_more_open_one_is_enough(gap) -> None:
    for first, second in (("不予共享", "无条件共享"), ("无条件共享", "不予共享")):
        items = [
            {"id": "f1", "label": "户籍地址", "sharing": first, "needed_by": "mz"},
            {"id": "f2", "label": "户籍地址", "sharing": second},
        ]
        assert gap(resources=[{**DATA, "items": items}]) == ("technical", "unbuilt", "r")


def test_a_request_for_something_else_decides_nothing(gap) -> None:
    refused = {**WANTED, "elements": "姓名", "decision": "拒绝"}
    other = {**WANTED, "id": "q2", "from": "ga", "to": "mz", "decision": "拒绝"}
    assert gap(share_requests=[refused, other], resources=data("无条件共享")) == ("technical", "unbuilt", "r")


def test_the_heaviest_cause_is_named_and_the_unknown_names_none() -> None:
    def between(kind: str, element: str = "person_name") -> Gap:
        return Gap("r", element, "mz", kind, "r")

    assert cause_of([between("unknown"), between("waiting")]) is None
    assert cause_of([between("unbuilt"), between("unbuilt"), between("refused")]) == "platform"
    assert cause_of([between("refused"), between("unbuilt")]) == "rule"
    # a key weighs more than a name
    assert cause_of([between("refused"), between("by_hand", "citizen_id_number")]) == "technique"


def test_reasons_name_bodies_items_and_record_and_begin_with_policy() -> None:
    gaps = [
        Gap("r", "person_name", "mz", "unbuilt", "r"),
        Gap("r", "person_name", "yb", "unbuilt", "r"),
        Gap("r", "citizen_id_number", "yb", "refused", "q"),
    ]
    first, second = reasons_of(gaps)
    assert first.parts == {
        "side": "gap_side:policy",
        "gap": "gap:refused",
        "bodies": ["yb"],
        "elements": ["citizen_id_number"],
        "record": "q",
    }
    assert second.parts == {
        "side": "gap_side:technical",
        "gap": "gap:unbuilt",
        "bodies": ["mz", "yb"],
        "elements": ["person_name"],
        "record": "r",
    }


def test_unmet_needs_of_all_datasets_are_told(town, analysis) -> None:
    seen = analysis(town(organisations=[GA, MZ], systems=SYSTEMS, resources=data("不予共享")))
    assert [(g.dataset, g.body, g.kind) for g in Gaps(seen).unmet()] == [("r", "mz", "refused")]
