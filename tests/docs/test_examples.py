"""The scripts for architects: what they print and write on the demo, and that the page about them says what is so."""

import ast
import contextlib
import importlib
import inspect
import json
import re
import sqlite3
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from openpyxl import load_workbook

from auditor.exporting import inventory_of
from auditor.pipeline import analysis_of
from auditor.planning import limits_of, problem_of
from auditor.workspace import open_workspace
from graphs.edges import edges, graph_of
from graphs.plan.document import NotAProblem, parse_problem, problem_document
from inventory.values.plan import Lock
from tests.end_to_end import conftest as end_to_end

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "python-api.md").read_text(encoding="utf-8")
SCRIPTS = sorted((ROOT / "docs" / "examples").glob("*.py"))
BODY, PAIR = "云溪县民政局", ("银龄关爱服务平台", "老龄健康一码通")
# the demo of the end-to-end tests: who comes second finds it finished
demo = end_to_end.demo


def run(name: str, *words: object) -> str:
    """What a script prints, run as a reader runs it."""
    done = subprocess.run(
        [sys.executable, f"docs/examples/{name}.py", *map(str, words)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def shared(demo) -> str:
    return run("shared_data", demo.folder)


@pytest.fixture(scope="module")
def budgets(demo) -> str:
    return run("other_budgets", demo.folder)


@pytest.fixture(scope="module")
def picture(demo, tmp_path_factory) -> tuple[str, Path]:
    out = tmp_path_factory.mktemp("own") / "picture"
    return run("own_picture", demo.folder, BODY, "--out", out, "--pair", *PAIR), out


@pytest.fixture(scope="module")
def analysis(demo) -> Any:
    workspace = open_workspace(demo.folder)
    yield analysis_of(workspace, inventory_of(workspace))
    workspace.engine.dispose()


def rows_of(printed: str) -> dict[str, list[str]]:
    """The table of variants: title → status, late, burden, net yuan, price."""
    return {line[64:]: line[:46].split() for line in printed.split("\n\n")[0].splitlines()[1:]}


def test_the_page_shows_what_the_scripts_print(shared, budgets, picture) -> None:
    shown = re.findall(r"^```text\n(.*?)^```", PAGE, re.M | re.S)
    for block, printed in zip(shown, (shared, budgets, picture[0]), strict=True):
        lines = iter(printed.splitlines())
        assert [line for line in block.splitlines() if line != "…" and line not in lines] == []


def test_the_page_names_every_script_and_its_call() -> None:
    assert re.findall(r"\(examples/(\w+)\.py\)", PAGE) == ["shared_data", "other_budgets", "own_picture"]
    assert {path.stem for path in SCRIPTS} == set(re.findall(r"^python docs/examples/(\w+)\.py auditor-demo", PAGE, re.M))


def test_no_script_uses_a_private_name_of_the_product() -> None:
    found = []
    for path in SCRIPTS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.attr] if isinstance(node, ast.Attribute) else [a.name for a in node.names] if isinstance(node, ast.ImportFrom) else []
            )
            found += [f"{path.name}: {name}" for name in names if name.startswith("_")]
    assert found == []


def named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def signature(function: Any) -> str:
    """The parameters as the page writes them: names, defaults and the star, no types."""
    found = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in found:
            found.append("*")
        found.append(parameter.name if parameter.default is parameter.empty else f"{parameter.name}={parameter.default!r}")
    return ", ".join(found)


def test_the_functions_of_the_page_are_called_as_it_says() -> None:
    written = re.findall(r"^\| `([\w.]+)\(([^`]*)\)` \|", PAGE, re.M)
    assert len(written) > 20
    assert {path: signature(named(path)) for path, _ in written} == dict(written)


def test_the_classes_of_the_page_have_the_names_that_it_says() -> None:
    written = re.findall(r"^\| `((?:inventory|graphs|reports)[\w.]+)` \| ([^|]+) \|", PAGE, re.M)
    assert len(written) > 10
    lacking = []
    for path, cell in written:
        made = named(path)
        known = {f.name for f in fields(made)} if is_dataclass(made) else {"language"}
        lacking += [f"{path}.{name}" for name in re.findall(r"`(\w+)`", cell) if name not in known and not hasattr(made, name)]
    assert lacking == []


def test_every_name_that_a_script_imports_stands_on_the_page() -> None:
    """What the scripts rest on is what the page promises."""
    used = {
        f"{node.module}.{alias.name}"
        for path in SCRIPTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in ("auditor", "inventory", "graphs", "reports")
        for alias in node.names
    }
    assert {name for name in used if f"`{name}" not in PAGE} == set()


def test_the_edges_of_the_page_are_those_of_the_graph(analysis) -> None:
    written = {
        kind: (left, right, also)
        for kinds, left, right, also in re.findall(r"^\| ((?:`[A-Z_]+`(?:, )?)+) \| ([\w, ]+) \| ([\w, ]+) \| (.*) ?\|$", PAGE, re.M)
        for kind in re.findall(r"`(\w+)`", kinds)
    }
    there = {data["kind"] for *_, data in graph_of(analysis.scape).edges(data=True)}
    assert there <= set(written)
    for kind, (left, right, also) in written.items():
        for (left_kind, _), (right_kind, _), data in edges(analysis.scape, kind):
            assert left_kind in left.split(", "), kind
            assert right == "any record" or right_kind == right, kind
            assert set(re.findall(r"`(\w+)`", also)) | {"kind", "sources", "mode", "p"} <= set(data), kind


def test_a_road_is_there_exactly_where_running_exchanges_lead(demo, shared) -> None:
    network = nx.DiGraph(
        (e["from"], e["to"]) for e in demo.inventory["exchanges"] if e["method"] != "manual" and e["status"] in (None, "trial", "active")
    )
    name_of = {s["id"]: s["name"] for s in demo.inventory["systems"]}
    roads = re.findall(r"road: (.+)", shared)
    assert len(roads) == 7
    steps = {(name_of.get(left), name_of.get(right)) for left, right in network.edges}
    for way in (way.split(" → ") for way in roads if way != "none"):
        assert set(pairwise(way)) <= steps
    holder = next(s["id"] for s in demo.inventory["systems"] if s["name"] == "婚姻登记信息系统")
    assert holder not in network
    assert roads[:3] == ["none"] * 3


def test_who_is_refused_is_told_with_the_reason_given(demo, shared) -> None:
    dataset = next(r for r in demo.inventory["resources"] if r["name"] == "婚姻登记信息表")
    refused = [r for r in demo.inventory["share_requests"] if r["resource"] == dataset["id"] and r["decision"] == "refused"]
    block = shared.split("残疾评定信息")[0]
    assert block.startswith("婚姻登记信息表 of 云溪县民政局: 0 of 12 met, silo 100%\n")
    assert len(refused) == 3
    for request in refused:
        body = demo.records[request["from"]]["name"]
        assert re.search(rf"  {body}: .*\n    refused: “{request['basis']}”", block), body


def test_one_dataset_can_be_asked_for_by_name(demo) -> None:
    printed = run("shared_data", demo.folder, "--dataset", "低保对象信息表")
    assert printed.startswith("低保对象信息表 of 云溪县民政局: 21 of 30 met, silo 30%\n")
    assert "婚姻登记信息表" not in printed


def test_the_exchanges_proposed_would_open_as_many_roads_as_it_says(demo, shared, analysis) -> None:
    network = nx.DiGraph()
    for (_, left), (_, right), data in edges(analysis.scape, "FLOWS"):
        if data["running"] and not data["manual"]:
            network.add_edge(left, right)
    system_of = {s["name"]: s["id"] for s in demo.inventory["systems"]}
    lacking: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for silo in analysis.silos.values():
        lacking[analysis.inventory.datasets[silo.dataset].system] |= {(silo.dataset, demander.body) for demander in silo.unmet}
    proposed = re.findall(r"an exchange (.+) → (.+) would open a road for (\d+)", shared)
    assert len(proposed) >= 3
    for start, hub, count in ((system_of[a], system_of[b], int(n)) for a, b, n in proposed):
        wider = nx.DiGraph([*network.edges, (start, hub)])
        ends = {body: set(analysis.scape.systems_of.get(body, ())) for _, body in lacking[start]}
        reached = [body for _, body in lacking[start] if ends[body] & nx.descendants(wider, start)]
        before = nx.descendants(network, start) if start in network else set()
        assert len(reached) - sum(bool(ends[body] & before) for _, body in lacking[start]) == count


def test_the_plan_without_limits_is_the_one_of_the_command(demo, budgets, auditor, tmp_path) -> None:
    answer = auditor("-w", demo.copy(tmp_path / "county"), "plan", "--json").json
    goals = [f"{answer['objective'][goal]:,}" for goal in ("late", "burden", "net_yuan")]
    price = sum(wave["cost_yuan"][1] for wave in answer["waves"])
    assert rows_of(budgets)["no limits"] == ["optimal", *goals, f"{price:,}"]


def test_variants_differ_as_they_should(budgets) -> None:
    rows = rows_of(budgets)
    number = {title: [int(cell.replace(",", "")) for cell in cells[1:]] for title, cells in rows.items()}
    assert rows["budget 620,000, all mended in w1"] == ["infeasible"]
    base, poorer = number["no limits"], number["budget 620,000"]
    assert poorer[3] <= 620_000 < base[3]
    assert (poorer[0], -poorer[1]) >= (base[0], -base[1])
    stays, dearer = number["云溪县基层网格治理平台 stays"], number["migrations three times as dear"]
    assert stays[1] < base[1]
    # the goals before money do not see a price: the same steps cost more
    assert dearer[:2] == base[:2]
    assert dearer[3] - base[3] == base[2] - dearer[2] == 5 * 2 * 120_000
    parts = dict(part.split(":\n", 1) for part in budgets.strip().split("\n\n")[1:])
    assert parts["migrations three times as dear"].strip() == "the same steps"
    assert '"云溪县基层网格治理平台" moves into' not in "".join(
        line for line in parts["云溪县基层网格治理平台 stays"].splitlines() if line[2] == "+"
    )
    assert "cannot hold together: budget:total, mustfix:" in parts["budget 620,000, all mended in w1"]


def test_nothing_is_written_to_the_workspace(demo) -> None:
    def content() -> list[str]:
        with contextlib.closing(sqlite3.connect(demo.folder / "auditor.db")) as database:
            return list(database.iterdump())

    def files() -> set[str]:
        # SQLite's own journals come and go with readers
        return {str(path) for path in demo.folder.rglob("*") if not path.name.endswith(("-wal", "-shm", "-journal"))}

    before, kept = content(), files()
    run("other_budgets", demo.folder, "--budget", 900_000, "--keep", "清河镇网格化管理平台")
    assert content() == before
    assert files() == kept


def test_the_picture_holds_the_systems_of_the_body_and_their_neighbours(demo, picture) -> None:
    printed, out = picture
    body = next(o["id"] for o in demo.inventory["organisations"] if o["name"] == BODY)
    own = {s["id"]: s["name"] for s in demo.inventory["systems"] if s["owner"] == body}
    assert printed.startswith(f"{len(own)} systems of {BODY}, 8 neighbours, 12 connections\n")
    svg = ET.parse(out / "picture.svg").getroot()
    words = "".join(text for text in svg.itertext()).replace("\n", "")
    mermaid = (out / "picture.mmd").read_text(encoding="utf-8")
    for name in (*own.values(), "居民健康档案系统", "云溪县数据共享交换平台"):
        assert name in words, name
        assert name in mermaid.replace("<br/>", ""), name
    assert mermaid.splitlines()[3] == "flowchart LR"
    drawn = [line for line in mermaid.splitlines() if re.match(r"\s+n\d+ ", line)]  # not those of the legend
    assert [sum(f" {arrow}" in line for line in drawn) for arrow in ("-.->", "-->")] == [3, 9]
    assert "12345热线工单系统" not in words


def test_the_findings_of_a_system_are_counted_once_each(demo, picture) -> None:
    system = next(s for s in demo.inventory["systems"] if s["name"] == "婚姻登记信息系统")
    parts = {system["id"]} | {e["id"] for key in ("resources", "channels") for e in demo.inventory[key] if e.get("system") == system["id"]}
    open_ones = [
        f["severity"] for f in demo.findings if parts & set(f["subjects"]) and f["status"] not in ("closed", "rejected", "excepted")
    ]
    counted = ", ".join(f"{open_ones.count(s)} {s}" for s in ("critical", "high", "medium", "low") if s in open_ones)
    assert f"  婚姻登记信息系统: {counted}\n" in picture[0]


def test_the_sheet_tells_every_field_of_the_pair(demo, picture) -> None:
    printed, out = picture
    transfers = json.loads((out / "fields.json").read_text(encoding="utf-8"))["transfers"]
    source = next(s["id"] for s in demo.inventory["systems"] if s["name"] == PAIR[0])
    tables = {r["id"] for r in demo.inventory["resources"] if r["system"] == source}
    assert {t["source_field"] for t in transfers} == {f["id"] for f in demo.inventory["fields"] if f["resource"] in tables}
    converted, placeless = sum(bool(t["conversions"]) for t in transfers), sum(t["gap"] == "no_place" for t in transfers)
    assert printed.endswith(f"{' → '.join(PAIR)}: {len(transfers)} fields, {converted} to convert, {placeless} without a place\n")
    header, *rows = load_workbook(out / "fields.xlsx")["fields"].iter_rows(values_only=True)
    assert len(rows) == len(transfers)
    sex = next(dict(zip(header, row, strict=True)) for row in rows if row[header.index("Data element")] == "Sex code")
    assert (sex["Source codes"], sex["Target codes"], sex["Conversion"]) == ("男/女", "GB/T 2261.1：1 男，2 女", "code mapping")


def test_a_problem_made_in_code_is_checked_by_way_of_its_document(demo) -> None:
    workspace = open_workspace(demo.folder)
    problem, _ = problem_of(workspace, limits_of(workspace))
    workspace.engine.dispose()
    assert parse_problem(problem_document(problem)) == problem
    with pytest.raises(NotAProblem, match=r"locks\.mine\.system"):
        parse_problem(problem_document(replace(problem, locks=(Lock("mine", "sys-nowhere", "keep"),))))
