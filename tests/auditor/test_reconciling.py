"""What is open when sources are put together, and deciding it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.exporting import inventory_of
from auditor.reconciling import under_review
from auditor.workspace import Workspace
from inventory.problems import InputError

REGISTERS = {
    "organisations": "id,name,level,region\no1,云溪县民政局,county,990124\no2,民政局,county,990124\n",
    "systems": "id,name,owner,status\ns1,养老平台,o1,运行\n",
    "resources": "id,name,system\nd1,老年人,s1\n",
    "fields": "id,label,resource\nf1,家庭地址门牌,d1\n",
    "channels": "id,name,kind,owner\nc1,云溪民政,公众号,o1\nc2,云溪民政,公众号,云溪县民政局\n",
}


@pytest.fixture
def town(workspace: Workspace, auditor: Callable[..., Any], tmp_path: Path) -> Workspace:
    for name, text in REGISTERS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        assert auditor("import", tmp_path / f"{name}.csv", "-w", workspace.folder).code == 0
    later = tmp_path / "另册.csv"
    later.write_text("系统名称,所属单位,系统阶段\n养老平台,云溪县民政局,停用\n", encoding="utf-8")
    (tmp_path / "systems2.csv").write_text("id,name,owner,status\ns1,养老平台,o1,停用\n", encoding="utf-8")
    auditor("import", tmp_path / "systems2.csv", "-w", workspace.folder)
    auditor("user", "add", "zhang", "--role", "reviewer", "-w", workspace.folder)
    return workspace


def listed(auditor: Callable[..., Any], town: Workspace, *more: str) -> dict[str, Any]:
    found: dict[str, Any] = auditor("review", "-w", town.folder, "--json", *more).json
    return found


def test_pairs_links_and_conflicts_are_listed_with_reasons(auditor: Callable[..., Any], town: Workspace) -> None:
    found = listed(auditor, town)
    assert [(r["kind"], r["left"], r["right"]) for r in found["records"] if r["kind"] == "Organisation"] == [("Organisation", "o1", "o2")]
    assert all(r["why"] for r in found["records"] if r["kind"] != "DataElement")
    assert [(r["kind"], r["left"], r["right"]) for r in found["ruled"]] == [("Channel", "c1", "c2")]
    (conflict,) = found["conflicts"]
    assert (conflict["record"], conflict["field"], conflict["chosen"], conflict["other"], conflict["precedence"]) == (
        "s1",
        "status",
        "active",
        "suspended",
        "name",
    )
    assert (conflict["chosen_kind"], conflict["other_kind"]) == ("import", "import")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_reads_in_both_languages(language: str, auditor: Callable[..., Any], town: Workspace) -> None:
    answer = auditor("review", "-w", town.folder, lang=language)
    assert answer.code == 0
    assert ("简称" in answer.out) is (language == "zh")
    assert "pair-" in answer.out


@pytest.mark.parametrize(
    ("kind", "kinds"), [("organisation", {"Organisation"}), ("channel", {"Channel"}), ("service", set()), ("system", set())]
)
def test_one_kind_may_be_asked_for(kind: str, kinds: set[str], auditor: Callable[..., Any], town: Workspace) -> None:
    found = listed(auditor, town, "--kind", kind)
    assert {r["kind"] for r in (*found["records"], *found["ruled"])} == kinds
    assert bool(found["conflicts"]) is (kind == "system")


def test_accepting_makes_them_one_and_undoing_two_again(auditor: Callable[..., Any], town: Workspace) -> None:
    pair = next(r["id"] for r in listed(auditor, town)["records"] if r["kind"] == "Organisation")
    made = auditor("judge", pair, "accept", "--by", "zhang", "--reason", "同一个单位", "-w", town.folder, "--json").json["judgement"]
    assert set(inventory_of(town).organisations) == {"o1"}
    assert inventory_of(town).systems["s1"].owner == "o1"
    assert [r for r in listed(auditor, town)["records"] if r["id"] == pair] == []
    auditor("judge", "--undo", made, "--by", "zhang", "-w", town.folder)
    assert set(inventory_of(town).organisations) == {"o1", "o2"}
    assert [r["id"] for r in listed(auditor, town)["records"] if r["id"] == pair] == [pair]


@pytest.mark.parametrize(("decision", "stays"), [("reject", False), ("unsure", True)])
def test_rejecting_closes_a_pair_and_unsure_keeps_it_open(decision: str, stays: bool, auditor: Callable[..., Any], town: Workspace) -> None:
    pair = next(r["id"] for r in listed(auditor, town)["records"] if r["kind"] == "Organisation")
    assert auditor("judge", pair, decision, "--by", "zhang", "--reason", "问过了", "-w", town.folder).code == 0
    left = [r for r in listed(auditor, town)["records"] if r["id"] == pair]
    assert [r["unsure"] for r in left] == ([["zhang"]] if stays else [])
    assert set(inventory_of(town).organisations) == {"o1", "o2"}


def test_a_link_made_by_rule_is_taken_back_by_a_person(auditor: Callable[..., Any], town: Workspace) -> None:
    assert set(inventory_of(town).channels) == {"c1"}
    (ruled,) = listed(auditor, town)["ruled"]
    auditor("judge", ruled["id"], "reject", "--by", "zhang", "--reason", "两个账号", "-w", town.folder)
    assert set(inventory_of(town).channels) == {"c1", "c2"}
    assert listed(auditor, town)["ruled"] == []


def test_what_a_field_means_is_decided_there_too(auditor: Callable[..., Any], town: Workspace) -> None:
    open_fields = listed(auditor, town, "--kind", "element")["records"]
    for entry in open_fields[:1]:
        assert entry["right"].startswith("element.")
        answer = auditor("judge", entry["id"], "unsure", "--by", "zhang", "--reason", "不知", "-w", town.folder)
        answer.says_one_line("accepted or rejected")
        assert auditor("judge", entry["id"], "reject", "--by", "zhang", "--reason", "不是", "-w", town.folder).code == 0
        assert entry["id"] not in [r["id"] for r in listed(auditor, town, "--kind", "element")["records"]]
    assert open_fields


@pytest.mark.parametrize(
    ("words", "said"),
    [(("pair-000000000000", "accept", "--by", "zhang", "--reason", "x"), "pair-000000000000"), (("{pair}", "perhaps", "--by", "zhang", "--reason", "x"), "accept, reject, unsure"),
     (("{pair}", "accept", "--by", "zhang"), "reason"), (("{pair}", "accept", "--by", "nobody", "--reason", "x"), "nobody"), (("{pair}",), "--by")],
)  # fmt: skip
def test_wrong_calls_are_refused_in_one_line(words: tuple[str, ...], said: str, auditor: Callable[..., Any], town: Workspace) -> None:
    pair = next(r["id"] for r in listed(auditor, town)["records"] if r["kind"] == "Organisation")
    auditor("judge", *(word.format(pair=pair) for word in words), "-w", town.folder).says_one_line(said)


def test_an_unknown_kind_is_refused(town: Workspace) -> None:
    with pytest.raises(InputError) as error:
        under_review(town, "ship")
    assert error.value.code == "unknown_option"
