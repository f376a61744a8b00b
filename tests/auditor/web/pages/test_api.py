"""The description of the API holds for whatever is asked: schemathesis asks every address in every role, by token."""

import re
from collections import Counter

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from auditor.web.answers import ANSWERS, schema_of
from auditor.web.sessions import make_token
from inventory.database import writing

ROLES = ("administrator", "auditor", "reviewer", "clerk", "inspector", "architect", "reader")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# questions to each address in each role: some 40 seconds in all, and ten times as many with --full
QUESTIONS = [4, pytest.param(60, marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def tokens(office):
    with writing(office.engine) as session:
        return {role: make_token(session, f"u-{role}", office.workspace.now) for role in ROLES}


def test_every_twin_says_what_it_answers(office) -> None:
    twins = {path.removesuffix(".json") for method, path, _ in office.web.routes if method == "GET" and path.endswith(".json")}
    assert set(ANSWERS) == twins


def test_a_word_that_is_no_type_is_no_shape() -> None:
    with pytest.raises(KeyError):
        schema_of({"a": "txt"})


def known(office) -> dict[str, list[str]]:
    """Records that are there, for addresses that name one."""
    client = office.client("u-administrator")

    def first(path: str) -> list[str]:
        return [row["id"] for row in client.get(path).json()["rows"]][:3]

    return {
        "/inventory/{array}.json": [spec["array"] for spec in client.get("/inventory.json").json()["kinds"]],
        "/record/{identifier}.json": ["sys-a", "org-b", "chn-a1", "fld-a", "ntc-a"],
        "/findings/{identifier}.json": first("/findings.json"),
        "/recommendations/{identifier}.json": first("/recommendations.json"),
        "/imports/{identifier}.json": first("/imports.json"),
        "/form/{organisation}.json": ["org-a", "org-b"],
    }


def test_what_is_there_is_answered_as_described(office) -> None:
    client, asked = office.client("u-administrator"), 0
    named = known(office) | {"/form/{organisation}/{entity}/{record}.json": ["org-a/System/sys-a", "org-a/System/new"]}
    for _, path, _ in office.web.routes:
        if not path.endswith(".json") or path in ("/findings/{identifier}/page/{number}.json", "/jobs/{number}.json", "/rounds/diff.json"):
            continue
        for name in named.get(path, [""]):
            address = re.sub(r"\{.*\}", lambda _, name=name: name, path)
            answer = client.get(address)
            assert answer.status_code == 200, address
            jsonschema.validate(answer.json(), schema_of(ANSWERS[path.removesuffix(".json")]), jsonschema.Draft202012Validator)
            asked += 1
    assert asked > 50


@pytest.mark.parametrize("most", QUESTIONS)
@pytest.mark.parametrize("role", ROLES)
def test_no_question_gets_a_fault_or_an_answer_off_schema(office, tokens, role, most) -> None:
    header = {"authorization": f"Bearer {tokens[role]}"}
    with office.client() as client:
        description = client.get("/openapi", headers=header).json()
    names, statuses = known(office), Counter()
    for operation in schemathesis.openapi.from_dict(description).get_all_operations():
        statuses += asked_of(operation.ok(), names, office.url, header, most)
    assert set(statuses) <= {200, 400, 403, 404}
    assert statuses[200] > len(description["paths"])


def asked_of(operation, names, url, header, most) -> Counter[int]:
    """Made-up questions to one address, half of them about what is there; the statuses of the answers."""
    found: Counter[int] = Counter()

    @settings(
        max_examples=most, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy(), st.sampled_from([None, *names.get(operation.path, [])]))
    def ask(case, name) -> None:
        if name is not None:
            (part,) = case.path_parameters
            case.path_parameters[part] = name
        answer = case.call(base_url=url, headers=header)
        case.validate_response(answer, checks=CHECKS)
        found[answer.status_code] += 1

    ask()
    return found
