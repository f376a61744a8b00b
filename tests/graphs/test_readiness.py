from dataclasses import replace

from graphs.readiness import readiness, unready
from graphs.recommend.recommend import CONSOLIDATING, Estimates, recommend
from graphs.thresholds import Thresholds
from inventory.schema import entities

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603", "attested_sheets": "数据交换"}
CL = {"id": "cl", "name": "云溪县残联", "level": "county", "region": "430603"}
JOB = {
    "purpose": "残疾人补贴申请受理与发放",
    "functions": "补贴申请|资格审核|补贴发放|年度复核",
    "service_items": "重度残疾人护理补贴|困难残疾人生活补贴",
    "status": "运行",
    "audience": "公众",
}
A = {"id": "a", "name": "助残补贴系统", "owner": "mz", **JOB}
B = {"id": "b", "name": "两补资金平台", "owner": "cl", **JOB}
REST = {"id": "z", "name": "停车管理系统", "owner": "mz", "purpose": "停车位收费", "functions": "停车引导|停车收费", "status": "运行"}


def test_the_share_counts_core_questions_alone(town, analysis) -> None:
    found = readiness(analysis(town(organisations=[MZ, CL], systems=[A])))
    core = {
        entity: [f.name for f in entities()[entity].fields.values() if f.tier == "core" and f.name not in ("attested", "owner")]
        for entity in ("Organisation", "System")
    }
    assert found["cl"].asked == len(core["Organisation"])
    assert found["mz"].asked == len(core["Organisation"]) + len(core["System"])
    assert found["mz"].attested == ("exchanges",)
    assert "System.purpose" not in found["mz"].missing
    assert set(found["mz"].missing) <= {f"{entity}.{name}" for entity, names in core.items() for name in names}
    assert found["mz"].share == 1 - sum(found["mz"].missing.values()) / found["mz"].asked


def test_below_the_setting_no_consolidation_is_recommended_and_above_it_is(town, analysis) -> None:
    made = analysis(town(organisations=[MZ, CL], systems=[A, B, REST]))
    from auditor.pipeline import apply_rules

    findings, _ = apply_rules(made)
    assert "DUP-01" in {f.rule for f in findings}
    least = min(found.share for found in readiness(made).values())
    estimates = Estimates(36, (10_000, 20_000), (5_000, 9_000))
    for setting, expected in ((least - 0.01, True), (least + 0.01, False)):
        judged = replace(made, thresholds=Thresholds({"readiness": setting}))
        kinds = {r.kind for r in recommend(judged, findings, {}, estimates)}
        assert bool(kinds & CONSOLIDATING) is expected
        assert bool(unready(judged)) is not expected
