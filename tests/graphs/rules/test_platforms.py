"""A system and the platform above it are told once: by DUP-06, and by DUP-01 as a hint."""

import pytest

CT = {"id": "ct", "name": "岳阳市民政局", "level": "city", "region": "430600"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
JOB = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放",
    "functions": "低保申请|经济核对|救助金发放|入户调查",
    "service_items": "最低生活保障审批|临时救助审批",
    "status": "运行",
    "audience": "公众",
}
REST = {"id": "z", "name": "云溪县公墓管理系统", "owner": "mz", "purpose": "墓位登记", "functions": "墓位登记|祭扫预约", "status": "运行"}


@pytest.mark.parametrize(("answer", "above", "beside"), [("能", "probable", "question"), ("不能", "question", "probable")])
def test_one_of_the_two_rules_accuses(town, run, answer: str, above: str, beside: str) -> None:
    systems = [
        {"id": "up", "name": "岳阳市社会救助平台", "owner": "ct", **JOB},
        {"id": "lo", "name": "云溪县民生帮扶系统", "owner": "mz", "review_module": answer, **JOB},
        REST,
    ]
    place = town(organisations=[CT, MZ], systems=systems)
    assert [f.certainty for f in run("DUP-06", place).findings] == [above]
    (found,) = run("DUP-01", place).findings
    assert found.certainty == beside
    assert ("dup.told_above" in {reason.code for reason in found.why}) is (beside == "question")
