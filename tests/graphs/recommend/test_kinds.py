"""Every kind of MODEL.md section 4 is called for by some small town: its own rules find what calls for it."""

import importlib.util
from pathlib import Path

import pytest

from graphs.recommend.money import Estimates
from graphs.recommend.recommend import recommend
from graphs.rules import rules
from graphs.rules.rule import Finding, id_of
from inventory.languages import LANGUAGES
from inventory.vocabulary import terms
from reports.wording import Names, explanation, sentence

ESTIMATES = Estimates(36, (30_000, 120_000), (20_000, 60_000))
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603"}
RS = {"id": "rs", "name": "云溪县人社局", "level": "county", "region": "430603"}
CT = {"id": "ct", "name": "岳阳市民政局", "level": "city", "region": "430600"}
JOB = {
    "purpose": "低保申请受理、家庭经济状况核对、救助金发放", "functions": "低保申请|经济核对|救助金发放|入户调查", "service_items": "最低生活保障审批|临时救助审批", "status": "运行",
    "audience": "公众", "mlps_level": "二级", "network": "电子政务外网",
}  # fmt: skip
TWINS = [{"id": "a", "name": "云溪县社会救助系统", "owner": "mz", **JOB}, {"id": "b", "name": "云溪县民生帮扶平台", "owner": "mz", **JOB}]
TWO = [("a", "duplicate", "b", "wang"), ("a", "duplicate", "b", "li")]
ONLINE = {"id": "c", "name": "云溪民政", "kind": "APP", "owner": "mz", "status": "运行", "audience": "公众"}
ACTIVITY = [
    {"id": f"k{n}", "scheme": "乡镇考核", "assessor": "mz", "text": text, "class": "数量留痕"}
    for n, text in enumerate(("信息报送条数", "会议次数"))
]
TOWNS = {
    "keep": {"systems": TWINS, "judgements": TWO},
    "merge": {"systems": TWINS, "judgements": TWO},
    "embed_as_module": {
        "organisations": [CT, MZ],
        "systems": [{"id": "up", "name": "岳阳市社会救助平台", "owner": "ct", **JOB}, {**TWINS[1], "review_module": "能"}],
        "judgements": [("b", "part_of", "up", "wang"), ("b", "part_of", "up", "li")],
    },
    "retire": {"systems": [{"id": "a", "name": "殡葬管理系统", "owner": "mz", "status": "运行", "operator": "无", "om_contract_end": "无", "use_frequency": "偶发"}]},
    "name_source": {
        "resources": [
            {"id": i, "name": f"表{i}", "provider_org": body, "is_source": "否", "subject_type": "自然人", "items": ["性别代码"], "origin": "直接采集"}
            for i, body in (("x", "mz"), ("y", "rs"))
        ]
    },
    "train": {
        "channels": [ONLINE], "services": [{"id": "v", "name": "高龄津贴", "owner": "mz", "channels": "c", "channel_kinds": "APP", "user_groups": "公众"}],
        "usage": [{"id": "u", "object": "c", "object_kind": "渠道", "period": "2026-10", "assisted_cases": 0}],
    },
    "open_data": {
        "resources": [
            {
                "id": "r", "name": "客运站名录", "provider_org": "mz", "is_open": "否", "share_type": "无条件共享", "classification": "一般", "subject_type": "法人",
                "items": ["机构名称", "统一社会信用代码", "详细地址"],
            }
        ]
    },
    "close_loop": {"channels": [{**ONLINE, "status": "已下线", "closed_date": "2026-09-10", "closure_notice": "无", "filing_status": "已备案"}]},
    "change_assessment": {"assessments": ACTIVITY},
    "use_shared_component": {
        "systems": [{"id": "s", "name": "户籍系统", "owner": "rs"}, {"id": "m", "name": "救助系统", "owner": "mz"}],
        "exchanges": [
            {
                "id": "x", "from": "s", "to": "m", "elements": "姓名", "method": "共享平台", "status": "运行", "via_platform": "否", "built_date": "2026-03-01",
            }
        ],
    },
    "offer_shared_platform": {
        "systems": [{"id": i, "name": "智慧停车收费系统", "owner": body, "contractor": "湘云软件有限公司", "status": "运行"} for i, body in (("a", "mz"), ("b", "rs"))]
    },
    "adapt_access": {"channels": [{**ONLINE, "kind": "网站", "a11y_result": "不达标"}]},
}  # fmt: skip


def recommended(analysis, inventory):
    seen = analysis(inventory, {"readiness": 0.0})
    found = [f for _, find in rules().values() for f in find(seen) if isinstance(f, Finding)]
    # people answered what the rules ask
    answered = {id_of(f): "confirmed" for f in found if f.certainty == "question"}
    return seen, recommend(seen, found, answered, ESTIMATES)


def of_town(town, analysis, kind):
    seen, found = recommended(analysis, town(**{"organisations": [MZ, RS], **TOWNS[kind]}))
    return seen, [r for r in found if r.kind == kind]


@pytest.mark.parametrize("kind", list(TOWNS))
def test_a_small_town_calls_for_it_and_it_is_said_in_words(town, analysis, kind) -> None:
    seen, (first, *_) = of_town(town, analysis, kind)
    for language in LANGUAGES:
        names = Names(seen.inventory, language)
        said = explanation(first, names)
        assert all(said.values()), said
        assert all(sentence(step, names) for step in first.steps)


def test_no_kind_of_the_vocabulary_is_left_over(analysis) -> None:
    """What no town above is for, the random towns of the rules call for."""
    path = Path(__file__).parents[1] / "rules" / "test_any_town.py"
    spec = importlib.util.spec_from_file_location("any_town", path)
    towns = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(towns)
    called = {r.kind for seed in range(6) for r in recommended(analysis, towns.any_town(seed))[1]}
    assert set(terms("recommendation")) == called | set(TOWNS)


def test_a_question_calls_for_nothing_until_people_confirm_it(town, analysis) -> None:
    seen = analysis(town(organisations=[MZ, RS], **TOWNS["open_data"]), {"readiness": 0.0})
    (question,) = (f for f in rules()["SIL-17"][1](seen) if isinstance(f, Finding))
    assert recommend(seen, [question], {}, ESTIMATES) == []
    assert [r.kind for r in recommend(seen, [question], {id_of(question): "confirmed"}, ESTIMATES)] == ["open_data"]


# keep


def kept(town, analysis, systems=TWINS, judgements=TWO):
    _, found = recommended(analysis, town(organisations=[MZ], systems=list(systems), judgements=list(judgements)))
    return {r.subjects[0]: r for r in found if r.kind == "keep"}, [r for r in found if r.kind == "merge"]


def test_what_others_move_into_is_kept_and_what_moves_is_not(town, analysis) -> None:
    keeps, (merge,) = kept(town, analysis)
    assert list(keeps) == [merge.steps[0].parts["target"]]
    (keep,) = keeps.values()
    assert (keep.needs_first, keep.addressee, keep.closes, keep.cost_yuan) == ((), "mz", (), None)
    assert keep.why[0].parts["others"] == merge.steps[0].parts["leaving"]


def test_an_unreviewed_merge_keeps_nothing(town, analysis) -> None:
    assert kept(town, analysis, judgements=TWO[:1])[0] == {}


def test_what_it_must_do_first_is_what_the_plan_would_ask_of_it(town, analysis) -> None:
    big = {**TWINS[0], "network": "电子政务外网|互联网", "system_coverage": "430603", "users": 900, "capacity": 1000, "status": "运行"}
    small = {**TWINS[1], "mlps_level": "三级", "network": "公安网", "users": 200}
    keeps, _ = kept(town, analysis, [{k: v for k, v in big.items() if k != "system_coverage"}, small])
    (keep,) = keeps.values()
    steps = {s.code: dict(s.parts) for s in keep.steps}
    if keep.subjects == ("a",):
        assert keep.needs_first == ("grade:a", "network:a", "capacity:a")
        assert steps["step.keep.grade"] == {"level": 3}
        assert steps["step.keep.network"] == {"networks": ["network:police"]}
        assert steps["step.keep.capacity"] == {"users": 1100, "capacity": 1000}
    else:
        assert keep.needs_first == ("network:b",)


def test_what_two_people_told_apart_from_all_it_was_held_against_is_kept_as_it_is(town, analysis) -> None:
    apart = [("a", "different", "b", "wang"), ("a", "different", "b", "li")]
    keeps, merges = kept(town, analysis, judgements=apart)
    assert (sorted(keeps), merges) == (["a", "b"], [])
    assert keeps["a"].why[0].code == "rec.keep_alone"
    assert kept(town, analysis, judgements=apart[:1])[0] == {}
