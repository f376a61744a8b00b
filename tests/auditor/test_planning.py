"""`auditor plan`: one JSON document on stdout, exit 0 also for a conflict, 2 for a file that is no problem."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import planning
from graphs.plan.document import parse_problem, problem_document
from inventory.problems import InputError

PROBLEM = {
    "schema_version": 1, "horizon_months": 24, "budget_yuan": None, "element_map_yuan": {},
    "waves": [{"id": "w1", "months": 3, "budget_yuan": None, "people": None, "max_retire": None}],
    "systems": [
        {"id": i, "name": f"系统{i}", "status": "active", "om_month_yuan": [900, 1000], "exit_yuan": 0, "mlps": 2, "networks": ["gov"], "contract_end_month": 0,
         "may_retire": False, "consumers_known": True, "burden_per_month": 1, "users": 5}
        for i in "ab"
    ],
    "clusters": [{"id": "c1", "members": ["a", "b"], "separated": None}],
    "moves": [{"from": "a", "to": "b", "basis": "cluster", "cost_yuan": 100, "people": 1, "requires": []}],
    "builds": [], "exchanges": [], "locks": [], "must_fix": [{"id": "f", "kind": "merge", "cluster": "c1", "by_wave": "w1"}],
}  # fmt: skip


def auditor(tmp_path: Path, *arguments: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    """A real process: what a library writes to file descriptor 1 is seen only here."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, timeout=120, check=False,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )  # fmt: skip


def write(tmp_path: Path, document: object) -> str:
    path = tmp_path / "problem.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return str(path)


def test_stdout_is_one_json_document_and_nothing_else(tmp_path) -> None:
    path = write(tmp_path, PROBLEM)
    done = auditor(tmp_path, "plan", "--problem", path, "--json", "--lang", "zh")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{")
    told = json.loads(done.stdout)
    assert (told["status"], told["objective"]["net_yuan"]) == ("optimal", 900 * 21 - 100)
    again = json.loads(auditor(tmp_path, "plan", "--problem", path, "--json", "--lang", "zh", hash_seed="7").stdout)
    assert {**told, "seconds": 0} == {**again, "seconds": 0}
    assert list(tmp_path.iterdir()) == [Path(path)]


def test_people_read_a_table_and_never_the_banner(tmp_path) -> None:
    done = auditor(tmp_path, "plan", "--problem", write(tmp_path, PROBLEM), "--lang", "en")
    assert done.returncode == 0
    assert "HiGHS" not in done.stdout + done.stderr
    assert "系统a" in done.stdout


def test_a_conflict_is_an_answer(tmp_path) -> None:
    locked = {**PROBLEM, "locks": [{"id": "L", "system": "a", "rule": "keep"}]}
    done = auditor(tmp_path, "plan", "--problem", write(tmp_path, locked), "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["status"], told["conflict"]) == (0, "infeasible", ["lock:L", "mustfix:f"])


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("", "empty"),
        ("[", "broken_json"),
        ("[]", "not_a_problem"),
        ({**PROBLEM, "schema_version": 2}, "not_a_problem"),
        ({**PROBLEM, "waves": []}, "not_a_problem"),
        ("[" * 5000, None),
        ('{"schema_version": 1, "horizon_months": ' + "9" * 5000 + "}", None),
        ({**PROBLEM, "moves": [{"from": "a", "to": "nobody", "basis": "cluster"}]}, "not_a_problem"),
    ],
)
def test_a_file_that_is_no_problem_is_refused(tmp_path, document, code) -> None:
    with pytest.raises(InputError) as refused:
        planning.read_problem(Path(write(tmp_path, document)))
    if code in ("broken_json", "not_a_problem"):
        assert refused.value.code == code


def test_a_missing_file_is_refused(tmp_path) -> None:
    with pytest.raises(InputError):
        planning.read_problem(tmp_path / "nothing.json")
    assert auditor(tmp_path, "plan", "--problem", "nothing.json").returncode == 2


def test_a_refusal_is_one_line_and_exit_2(tmp_path) -> None:
    done = auditor(
        tmp_path, "plan", "--problem", write(tmp_path, {**PROBLEM, "systems": [{"id": "a"}, {"id": "a"}]}), "--json", "--lang", "en"
    )
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "internal" not in done.stderr
    assert "systems" in done.stderr


@pytest.mark.parametrize(
    "document",
    [{**PROBLEM, "horizon_months": float("inf")}, {**PROBLEM, "systems": [{"id": "\ud800"}], "clusters": [], "moves": [], "must_fix": []}],
)
def test_what_json_can_say_and_no_problem_may_is_refused(tmp_path, document) -> None:
    done = auditor(tmp_path, "plan", "--problem", write(tmp_path, document), "--json", "--lang", "en")
    assert done.returncode == 2
    assert "internal" not in done.stderr


@pytest.mark.parametrize("fields", [{"budget_yuan": float("nan")}, {"element_map_yuan": [1]}])
def test_complete_json_is_not_called_incomplete(tmp_path, fields) -> None:
    with pytest.raises(InputError) as refused:
        planning.read_problem(Path(write(tmp_path, {**PROBLEM, **fields})))
    assert refused.value.code == "not_a_problem"


def test_the_calls_options_go_over_the_settings(workspace) -> None:
    plain = planning.limits_of(workspace, budget=None, budget_per_wave=None, max_retire=None, waves=None)
    settings = workspace.settings.plan
    assert (plain.waves, plain.horizon_months, plain.budget_yuan, plain.max_retire) == (settings.waves, settings.horizon_months, None, None)
    own = planning.limits_of(workspace, budget=0, budget_per_wave=5, max_retire=0, waves=2)
    assert (own.waves, own.budget_yuan, own.budget_per_wave_yuan, own.max_retire) == (2, 0, 5, 0)


def test_an_empty_workspace_has_an_empty_plan_and_a_problem_of_its_own(workspace) -> None:
    limits = planning.limits_of(workspace, budget=None, budget_per_wave=None, max_retire=None, waves=2)
    problem, _ = planning.problem_of(workspace, limits)
    assert parse_problem(json.loads(json.dumps(problem_document(problem)))) == problem
    told = planning.make_plan(workspace, limits, seconds=5, gap=None)
    assert (told["status"], told["systems"], told["builds"]) == ("optimal", [], [])
    assert told["explanation"]


def test_as_text_it_says_how_sure_it_is_what_it_leaves_and_what_to_ask(tmp_path) -> None:
    document = {
        **PROBLEM, "budget_yuan": 0, "moves": [{"from": "a", "to": "b", "basis": "cluster", "cost_yuan": 5, "people": 1}], "clusters": [{"id": "c1", "members": ["a", "b"]}],
        "must_fix": [{"id": "F1", "kind": "merge", "cluster": "c1"}],
        "systems": [
            {"id": i, "name": i, "status": "active", "om_month_yuan": None, "exit_yuan": 100, "mlps": 2, "networks": [], "contract_end_month": 0, "burden_per_month": 0}
            for i in "ab"
        ],
    }  # fmt: skip
    told = auditor(tmp_path, "plan", "--problem", write(tmp_path, document), "--lang", "en").stdout
    for part in (
        "net saving", "0.0000%", "stable: ", "of 1 duties this plan mends 0: —", "must be mended and is not in this plan: F1",
        "in no plan does it go together with: the total budget", 'operation cost a month of "a" is not known',
    ):  # fmt: skip
        assert part in told, part
    assert "no eligible place" not in told
