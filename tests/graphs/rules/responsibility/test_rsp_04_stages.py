import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
DATA = {"id": "r", "name": "救助对象表", "provider_org": "mz", "subject_type": "自然人"}
STAGES = ["收集", "传输", "存储", "使用", "共享", "销毁"]


def duties(*stages: str, body: str = "mz") -> list[dict[str, object]]:
    return [
        {"id": f"d{n}", "organisation": body, "object": "救助对象表", "object_kind": "数据资源", "stage": stage}
        for n, stage in enumerate(stages)
    ]


def test_a_stage_without_a_body_is_found(town, run) -> None:
    found = run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=duties(*STAGES[:4]))).says(
        "question", ["r"], ["duty.stages"], missing=2
    )
    assert dict(found.why[0].parts) == {"dataset": "r", "stages": ["stage:share", "stage:destroy"], "held": 4}
    assert found.organisations == ("mz",)


def test_all_six_stages_are_silent(town, run) -> None:
    run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=duties(*STAGES))).is_silent()


def test_one_stage_held_and_one_stage_missing_are_the_borders(town, run) -> None:
    run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=duties(*STAGES[:1]))).says(
        "question", ["r"], ["duty.stages"], missing=5
    )
    run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=duties(*STAGES[:5]))).says(
        "question", ["r"], ["duty.stages"], missing=1
    )


@pytest.mark.parametrize("rows", [[], duties("决策", "建设")], ids=["an empty matrix", "stages of systems only"])
def test_a_matrix_that_was_not_answered_says_nothing(town, run, rows) -> None:
    run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=rows)).is_silent()


def test_a_stage_of_a_body_that_nobody_knows_is_not_held(town, run) -> None:
    rows = [*duties(*STAGES[:5]), {**duties("销毁", body="不知名单位")[0], "id": "d9"}]
    run("RSP-04", town(organisations=[MZ], resources=[DATA], responsibilities=rows)).says("question", ["r"], ["duty.stages"], missing=1)


def test_a_stage_whose_body_is_in_force_no_more_is_missing_and_a_matrix_of_next_year_says_nothing(town, run) -> None:
    rows = duties(*STAGES)
    place = {"organisations": [MZ], "resources": [DATA]}
    found = run("RSP-04", town(**place, responsibilities=[*rows[:5], {**rows[5], "valid_to": "2026-10"}]))
    assert found.says("question", ["r"], ["duty.stages"], missing=1).why[0].parts["stages"] == ["stage:destroy"]
    run("RSP-04", town(**place, responsibilities=[{**row, "valid_from": "2027"} for row in rows[:1]])).is_silent()
