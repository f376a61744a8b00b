"""Verdicts on authored proposals: right tier, no new one refused, unchanged text gives an unchanged verdict."""

import csv
import re
from functools import partial
from pathlib import Path

import pytest

from auditor.matching import read_rows
from graphs.duplicates import meaning
from graphs.duplicates.likeness import SystemText
from graphs.precheck import NEAR_FUNCTION, NEAREST, check_project
from inventory.texts.proposals import read_proposal
from inventory.texts.standing import builds_on
from inventory.values import System

FOLDER = Path(__file__).resolve().parents[1] / "data" / "proposals"


def made(
    identifier: str, name: str, purpose: str = "", functions: tuple[str, ...] = (), elements: tuple[str, ...] = (), **more
) -> tuple[System, SystemText]:
    system = System(
        id=identifier,
        name=name,
        purpose=purpose,
        functions=functions,
        sources=(),
        modes=frozenset(),
        none=frozenset(),
        not_applicable=frozenset(),
        **more,
    )
    return system, SystemText(name, "。".join((purpose, *functions)), beside="。".join(elements))


def listed(path: Path) -> list[tuple[System, SystemText]]:
    """The systems of a list, with what the tool knows of them: name, purpose, functions, data."""
    return [
        made(
            r["id"],
            r["name"],
            r["description"],
            tuple(f for f in r["functions"].split("|") if f),
            tuple(e for e in r["elements"].split("|") if e),
            kind=r["kind"] or None,
            status=r["status"] or None,
        )
        for r in read_rows(path, ("id", "name"))
    ]


@pytest.fixture(scope="module")
def county() -> list[tuple[System, SystemText]]:
    return listed(FOLDER / "inventory.csv")


def verdict(county, text: str):
    proposal = read_proposal(text)
    return check_project(
        proposal.title,
        [p.text for p in proposal.functions],
        [s for s, _ in county],
        [t for _, t in county],
        beside=proposal.beside,
        need=proposal.need.text if proposal.need else "",
        builds_on=partial(builds_on, text),
    )


def of_files(first: str) -> list[tuple[str, str, str, str]]:
    """File, verdict, system and text of the proposals that stand in files of their own."""
    with (FOLDER / "truth.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["file"].startswith(first)]
    return [(row["file"], row["verdict"], row["systems"], (FOLDER / row["file"]).read_text(encoding="utf-8")) for row in rows]


def fresh(first: str) -> list[tuple[str, str, str, str]]:
    """The same of those that stand in one file."""
    parts = re.split(r"(?m)^===== ", (FOLDER / "fresh.txt").read_text(encoding="utf-8"))[1:]
    rows = [(*([*part.split("\n", 1)[0].split(" "), ""])[:3], part.split("\n", 1)[1]) for part in parts]
    return [row for row in rows if row[0].startswith(first)]


@pytest.mark.skipif(not meaning.is_there(), reason="the extra semantic is not installed")
@pytest.mark.parametrize(
    ("inventory", "proposals", "right"),
    [
        ("inventory.csv", of_files("p"), 11),  # of 12; the thresholds were chosen on these
        ("inventory.csv", of_files("u"), 9),  # of 12 by another author; written blind, looked at when the thresholds were chosen
        ("inventory_fresh.csv", fresh("d"), 14),  # of 12 and two thin ones; the reader was mended and the thresholds chosen on these
        # of 12 and two thin ones by the author of `d`, read once when all was done: 11 and one (9 in all with the version before);
        # the other thin one (its cost was read as a function) and the headings of v12 were mended afterwards
        ("inventory_fresh.csv", fresh("v"), 13),
    ],
)
def test_authored_proposals_get_the_right_tier(inventory, proposals, right) -> None:
    systems = listed(FOLDER / inventory)
    found = {name: verdict(systems, text) for name, _, _, text in proposals}
    wrong = [name for name, tier, system, _ in proposals if (found[name].verdict, found[name].system or "") != (tier, system)]
    assert len(proposals) in (12, 14)
    assert len(proposals) - len(wrong) >= right, wrong
    assert all(found[name].verdict == "new" for name, tier, _, _ in proposals if tier == "new")


def test_the_same_text_gives_the_same_verdict_in_any_order_of_systems(county) -> None:
    text = (FOLDER / "p01.txt").read_text(encoding="utf-8")
    assert verdict(county, text) == verdict(county[::-1], text)


FUNCTIONS = ["老人在线申领高龄津贴", "村社区逐级审核津贴资格", "津贴按月打卡发放"]
ALLOWANCE = ("高龄津贴申领系统", "80岁以上老人申领高龄津贴，逐级审核，按月发放", ("高龄津贴申领", "津贴资格审核", "津贴按月发放"))


@pytest.mark.parametrize(
    ("kind", "status", "wanted"),
    [
        (None, "active", "refuse"),
        ("shared_platform", "active", "reuse"),
        (None, "retired", "new"),
        (None, "planned", "new"),
        (None, None, "refuse"),
    ],
)
def test_only_what_runs_counts_and_shared_platforms_are_to_be_used(kind, status, wanted) -> None:
    pairs = [made("a", *ALLOWANCE, kind=kind, status=status), made("b", "渣土车监管平台", "渣土运输车辆轨迹监控", status="active")]
    assert check_project("老龄津贴发放项目", FUNCTIONS, [s for s, _ in pairs], [t for _, t in pairs]).verdict == wanted


def test_a_proposal_that_names_no_function_is_asked_for_more() -> None:
    pairs = [made("a", *ALLOWANCE)]
    assert check_project("津贴项目", [], [s for s, _ in pairs], [t for _, t in pairs]).verdict == "clarify"
    assert check_project("津贴项目", FUNCTIONS, [], []).verdict == "new"


def test_what_the_verdict_counts_is_what_the_functions_show() -> None:
    pairs = [made("a", *ALLOWANCE, status="active"), made("b", "渣土车监管平台", "渣土运输车辆轨迹监控", status="active")]
    check = check_project("老龄津贴发放项目", [*FUNCTIONS, "电台广播排期"], [s for s, _ in pairs], [t for _, t in pairs])
    near = [{c.system: c.score for c in function.closest}.get("a", 0.0) for function in check.functions]
    assert check.covered == sum(score >= NEAR_FUNCTION for score in near) <= sum(f.option != "build" for f in check.functions)
    assert check.covered <= check.nearest <= 4


def test_a_score_never_passes_that_of_the_same_text() -> None:
    text = "".join(FUNCTIONS)
    pairs = [made("a", "", text)]
    (whole, *_) = check_project(text, [text, text], [s for s, _ in pairs], [t for _, t in pairs]).whole
    assert 1 < whole.score <= NEAREST + 1e-6


def test_what_says_that_it_builds_on_the_system_is_a_module_of_it() -> None:
    pairs = [made("a", *ALLOWANCE), made("b", "渣土车监管平台", "渣土运输车辆轨迹监控")]
    arguments = ("老龄津贴发放项目", FUNCTIONS, [s for s, _ in pairs], [t for _, t in pairs])
    text = "高龄津贴申领系统已可网上申领，本项目加上打卡。"
    assert check_project(*arguments).verdict == "refuse"
    assert check_project(*arguments, builds_on=partial(builds_on, text)).verdict == "embed"


def test_the_host_that_a_proposal_names_goes_before_a_nearer_system() -> None:
    named, nearer = made("a", *ALLOWANCE), made("b", "云溪县老龄津贴发放平台", "老年人津贴发放与申领")
    far = made("c", "渣土车监管平台", "渣土运输车辆轨迹监控")
    pairs = [named, nearer, far]

    def check(name: str):
        return check_project(
            "老龄津贴发放项目",
            FUNCTIONS,
            [s for s, _ in pairs],
            [t for _, t in pairs],
            added_to=lambda n: n == name,
            builds_on=lambda n: n == name,
        )

    assert (check("").system, check("").is_named) == ("b", False)
    told = check(ALLOWANCE[0])
    assert (told.verdict, told.system, told.is_named) == ("embed", "a", True)
    # what does another job is no host, whatever is said of it
    assert (check("渣土车监管平台").system, check("渣土车监管平台").is_named) == ("b", False)


@pytest.mark.parametrize(
    "functions",
    [
        ["提升数据驱动决策能力", "打造一网统管驾驶舱", "优化业务流程，完善平台功能"],
        ["improve efficiency", "upgrade the smart platform"],
    ],
)
def test_promises_are_no_functions(functions) -> None:
    pairs = [made("a", *ALLOWANCE)]
    assert check_project("智慧大脑", functions, [s for s, _ in pairs], [t for _, t in pairs]).verdict == "clarify"
