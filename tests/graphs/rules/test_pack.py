"""What holds for every rule of the pack."""

import ast
import csv
import datetime as dt
import importlib
import inspect
import pkgutil
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from types import ModuleType
from typing import Any

import pytest

import graphs.rules
import graphs.rules.rule as rule_module
from graphs.rules import assessed, catalogue, features, inspections, rules
from graphs.rules.inclusion import inc_05_offline
from graphs.rules.rule import Rule
from graphs.sharing import terms as sharing_terms
from graphs.thresholds import SETTINGS
from inventory.schema import by_array, entities
from inventory.sources import RuleSource, rule_sources
from inventory.values.finding import Finding, Untold
from inventory.vocabulary import terms
from inventory.workdays import first_day

# what is no record of the inventory but may be read: pages, refusals, the register of findings
PSEUDO = {"Page.exposed", "Refusal.locator", "Finding.status", "Finding.owner", "Finding.due"}


def modules() -> Iterator[tuple[str, ModuleType]]:
    for family in pkgutil.iter_modules(graphs.rules.__path__):
        if family.ispkg:
            package = importlib.import_module(f"graphs.rules.{family.name}")
            for info in pkgutil.iter_modules(package.__path__):
                yield info.name, importlib.import_module(f"{package.__name__}.{info.name}")


MODULES = dict(modules())
RULES = {name: module.RULE for name, module in MODULES.items()}


@pytest.mark.parametrize("name", sorted(RULES))
class TestEveryRule:
    def test_its_file_is_called_after_its_id(self, name: str) -> None:
        family, number = RULES[name].id.split("-")
        assert name.startswith(f"{family.lower()}_{number}_")

    def test_its_words_are_there_in_both_languages(self, name: str) -> None:
        rule: Rule = RULES[name]
        for text in (rule.title, rule.checks, rule.mend):
            assert text.zh.strip()
            assert text.en.strip()
            assert any("\u4e00" <= c <= "\u9fff" for c in text.zh)
            assert text.en.isascii()
        assert (MODULES[name].__doc__ or "").strip()
        assert (MODULES[name].find.__doc__ or "").strip()

    def test_its_codes_are_of_the_vocabularies(self, name: str) -> None:
        rule: Rule = RULES[name]
        for code, listed in (
            (rule.severity, "severity"),
            (rule.certainty, "certainty"),
            (rule.cause, "cause"),
            (rule.dimension, "dimension"),
            (rule.must_confirm, "account_role"),
        ):
            assert code in terms(listed)
        assert set(rule.remedies) <= set(terms("recommendation"))

    def test_it_has_a_basis_and_its_sources_are_listed(self, name: str) -> None:
        rule: Rule = RULES[name]
        assert rule.basis
        assert {part.verified for part in rule.basis} <= {"full", "part", "meta", "memory"}
        path = files("inventory") / "data" / "rule_sources.csv"
        if not path.is_file():
            pytest.skip("inventory/data/rule_sources.csv is not there yet")
        listed = {next(iter(row.values())) for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
        assert {part.source for part in rule.basis} <= listed

    def test_what_it_reads_exists(self, name: str) -> None:
        for read in RULES[name].reads:
            entity, _, field = read.partition(".")
            assert read in PSEUDO or field in entities()[entity].fields, read

    def test_its_conditions_are_told_in_both_languages(self, name: str) -> None:
        assert re.search(r"[\u4e00-\u9fff]", RULES[name].detail_zh)
        assert inspect.getdoc(MODULES[name].find)

    def test_its_thresholds_are_settings(self, name: str) -> None:
        assert set(RULES[name].thresholds) <= set(SETTINGS)


def test_there_are_eighty_six_rules_of_all_nine_dimensions() -> None:
    assert len(MODULES) == len(rules()) == 86
    assert list(rules()) == sorted(rule.id for rule in RULES.values())
    assert {rule.dimension for rule in RULES.values()} == set(terms("dimension"))
    assert len(terms("dimension")) == 9


def test_only_inv_01_has_no_remedy() -> None:
    assert [rule.id for rule in RULES.values() if not rule.remedies] == ["INV-01"]


HELPERS = (rule_module, features, inspections, catalogue, assessed, inc_05_offline, sharing_terms)


def _named(name: str) -> set[str]:
    """Attributes and words that a module's code names, its metadata left out."""
    sources = [MODULES[name], *(helper for helper in HELPERS if helper.__name__ in inspect.getsource(MODULES[name]))]
    body = [
        node
        for source in sources
        for node in ast.parse(inspect.getsource(source)).body
        if not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULE")
    ]
    nodes = [inner for node in body for inner in ast.walk(node)]
    return {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {str(n.value) for n in nodes if isinstance(n, ast.Constant)}


# these read through pairs, silos, overlaps, sources, indexes (duties in force), levels, conflicts of meaning, the day of a self-check or the schema
_INDIRECT = {
    "ASM-05",
    "DUP-01",
    "DUP-04",
    "DUP-05",
    "DUP-06",
    "DUP-07",
    "DUP-09",
    "INV-01",
    "RSP-01",
    "RSP-02",
    "RSP-03",
    "RSP-04",
    "SIL-07",
    "SIL-08",
    "SIL-09",
    "SIL-12",
    "SPR-11",
}


def test_what_a_rule_says_it_reads_it_looks_at() -> None:
    idle = set()
    for name, rule in RULES.items():
        if rule.id not in _INDIRECT:
            named = _named(name)
            idle |= {
                f"{rule.id} {read}"
                for read in rule.reads
                if read.partition(".")[2] not in named and read not in {"Notice.text", "DataField.label"} | PSEUDO
            }
    assert idle == set()


# ---- a town of every kind of trouble, and an honest one

BODIES = [
    {"id": "mz", "name": "云溪县民政局", "level": "county", "region": "430603", "attested_sheets": "数据交换", "uscc": "1143"},
    {"id": "ga", "name": "云溪县公安局", "level": "county", "region": "430603", "attested_sheets": "数据交换"},
    {"id": "qh", "name": "云溪县清河镇", "level": "town", "region": "430603101"},
]
WORK = {
    "purpose": "低保申请受理和救助金发放",
    "functions": "低保申请|经济核对|救助金发放",
    "service_items": "最低生活保障审批|临时救助审批",
    "status": "运行",
    "audience": "公众",
}
TROUBLE: dict[str, Any] = {
    "organisations": BODIES,
    "systems": [
        {"id": "s1", "name": "救助系统", "owner": "mz", "mlps_level": "未定级", "operator": "无", "om_contract_end": "2024-01-31", "use_frequency": "偶发", **WORK},
        {"id": "s2", "name": "清河帮扶平台", "owner": "qh", **WORK},
        {"id": "s3", "name": "户籍系统", "owner": "ga", "status": "运行"},
        {"id": "s4", "name": "旧系统", "owner": "ga", "status": "已下线", "end_date": "2023-01-01"},
    ],
    "channels": [
        {"id": "c1", "name": "云溪民政", "kind": "公众号", "owner": "mz", "status": "运行", "last_post_date": "2026-01-01"},
        {"id": "c2", "name": "云溪救助", "kind": "公众号", "owner": "mz", "status": "运行"},
        {"id": "c3", "name": "清河通", "kind": "app", "owner": "qh", "builder_org": "qh", "feat_check_in": "是", "feat_points": "是", "compulsory": "事实强制", "filing_status": "未备案", "audience": "基层干部"},
        {"id": "c4", "name": "石桥发布", "kind": "小程序", "owner": "mz", "seen": True},
    ],
    "services": [{"id": "v", "name": "养老补贴", "owner": "mz", "domain": "医疗", "channel_kinds": "app", "materials": "户籍地址"}],
    "resources": [
        {"id": "r1", "name": "救助对象表", "system": "s1", "subject_type": "自然人", "resource_code": "无", "is_source": "否", "items": ["姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址"], "origin": "直接采集"},
        {"id": "r2", "name": "户籍表", "system": "s3", "subject_type": "自然人", "is_source": "是", "share_type": "有条件共享", "items": ["姓名", "公民身份号码", "性别代码", "出生日期", "户籍地址"], "origin": "直接采集"},
        {"id": "r3", "name": "车辆表", "system": "s3", "share_type": "不予共享", "no_share_basis": "无", "items": ["车牌号"]},
        {"id": "r4", "name": "帮扶表", "system": "s2", "subject_type": "自然人", "is_source": "是", "items": [{"label": "性别代码", "type": "数字型"}], "origin": "直接采集"},
    ],
    "exchanges": [{"id": "x", "from": "s3", "to": "s2", "elements": "性别代码", "method": "人工", "status": "运行"}],
    "share_requests": [{"id": "q", "from": "mz", "to": "ga", "elements": "户籍地址|出生日期", "received": "2026-06-01", "share_type": "有条件共享"}],
    "responsibilities": [
        {"id": "d1", "organisation": "mz", "object": "r1", "object_kind": "数据资源", "role": "数据管理", "stage": "收集", "lead": "否"},
        {"id": "d2", "organisation": "ga", "object": "r1", "object_kind": "数据资源", "role": "数据管理", "stage": "收集", "lead": "否"},
    ],
    "returns": [
        {"id": "t1", "name": "台账一", "requiring": "mz", "respondent_level": "村社区", "elements": "姓名|公民身份号码|户籍地址"},
        {"id": "t2", "name": "台账二", "requiring": "ga", "respondent_level": "村社区", "elements": "姓名|公民身份号码|户籍地址"},
    ],
    "assessments": [{"id": "a", "scheme": "考核", "assessor": "mz", "text": "APP安装率", "class": "数量留痕"}],
    "costs": [{"id": "k", "object": "s4", "object_kind": "系统", "fiscal_year": 2025, "annual_om_yuan": "100"}],
    "refusals": [("民政.xlsx", "2", "mz")],
    "pages": [{"url": "https://mz.example/1", "exposed": (("citizen_id", "430*"),)}],
}  # fmt: skip


def everything(analysis: Any, inventory: Any) -> list[Any]:
    made = analysis(inventory)
    return [result for _, find in rules().values() for result in find(made)]


def without_places(results: list[Any]) -> list[Any]:
    return [replace(r, evidence=()) if hasattr(r, "evidence") else r for r in results]


def test_a_town_of_every_trouble_makes_every_family_of_rules_speak(town, analysis) -> None:
    found = {r.rule for r in everything(analysis, town(**TROUBLE)) if hasattr(r, "certainty")}
    # SIL-12 needs two typed fields, RSP-02 and RSP-04 share their lines, notices are not part of this town
    assert found >= {
        "ASM-01", "DUP-01", "DUP-03", "DUP-05", "INC-05", "INV-01", "INV-02", "INV-03", "LIF-01", "LIF-03", "LIF-06", "LIF-07", "RSP-01", "RSP-02", "RSP-04", "SEC-01", "SEC-07", "SEC-08",
        "SIL-01", "SIL-03", "SIL-06", "SIL-07", "SIL-09", "SIL-14", "SPR-01", "SPR-02", "SPR-04", "SPR-05", "SPR-10", "SPR-11",
    }  # fmt: skip


def test_every_finding_is_complete(town, analysis) -> None:
    place = town(**TROUBLE)
    for result in everything(analysis, place):
        if not hasattr(result, "certainty"):
            assert result.missing
            continue
        assert result.subjects
        assert result.why
        assert result.certainty in terms("certainty")
        assert result.severity in terms("severity")
        assert all(place.find(s) is not None or result.rule in ("SEC-07", "SEC-08") for s in result.subjects), result
        assert set(result.organisations) <= set(place.organisations)
        assert result.evidence or result.rule == "INV-01", result.rule


def test_no_two_findings_have_one_id(town, analysis) -> None:
    from inventory.identity import finding_id

    found = [r for r in everything(analysis, town(**TROUBLE)) if hasattr(r, "certainty")]
    ids = [finding_id(f.rule, f.subjects, f.discriminator) for f in found]
    assert len(ids) == len(set(ids))


def test_running_all_rules_twice_gives_equal_results(town, analysis) -> None:
    made = analysis(town(**TROUBLE))
    first, second = ([r for _, find in rules().values() for r in find(made)] for _ in range(2))
    assert first == second
    assert first == everything(analysis, town(**TROUBLE))


def test_the_order_of_rows_does_not_matter(town, analysis) -> None:
    # the number of a row is part of its evidence and moves with it
    expected = without_places(everything(analysis, town(**TROUBLE)))
    for seed in range(4):
        shuffled = {array: random.Random(seed).sample(rows, len(rows)) for array, rows in TROUBLE.items() if array in by_array()}
        mixed = dict(random.Random(seed).sample(sorted(shuffled.items()), len(shuffled)))
        assert without_places(everything(analysis, town(**{**TROUBLE, **mixed}))) == expected


def test_the_order_in_which_records_are_handed_over_changes_no_finding(town, analysis) -> None:
    place = town(**TROUBLE)
    turned = replace(place, records={entity: dict(reversed(records.items())) for entity, records in reversed(place.records.items())})

    def told(inventory: Any) -> set[tuple[Any, ...]]:
        return {
            (r.rule, tuple(sorted(r.subjects)), r.certainty, r.discriminator, tuple(sorted(r.numbers.items())))
            for r in everything(analysis, inventory)
            if hasattr(r, "certainty")
        }

    assert told(turned) == told(place)


BLAMELESS: dict[str, Any] = {
    "organisations": [{"id": "mz", "name": "云溪县民政局", "uscc": "91350100M000100Y43", "level": "county", "sharing_office": "办公室", "attested_sheets": "系统|数据交换"}],
    "systems": [{"id": "s", "name": "救助系统", "owner": "mz", "purpose": "救助审批", "functions": "救助审批", "kind": "业务系统", "status": "运行", "builder_org": "mz", "operator": "mz", "om_contract_end": "2027-12-31", "mlps_level": "二级"}],
    "channels": [{"id": "c", "name": "云溪救助", "kind": "小程序", "system": "s", "owner": "mz", "platform": "微信", "filing_status": "已备案", "audience": "公众", "compulsory": "否", "feat_check_in": "否", "feat_points": "否"}],
    "services": [{"id": "v", "name": "低保申请", "owner": "mz", "channel_kinds": "小程序|窗口", "domain": "养老"}],
    "resources": [{"id": "r", "name": "救助对象表", "resource_code": "430603/1", "system": "s", "share_type": "有条件共享", "is_source": "是", "items": ["姓名", "公民身份号码"]}],
    "exchanges": [{"id": "x", "from": "s", "to": "s9", "elements": "姓名", "method": "接口"}],
    "returns": [{"id": "t", "name": "台账", "requiring": "mz", "respondent_level": "镇街", "frequency": "每月", "elements": "姓名|公民身份号码"}],
}  # fmt: skip


def test_a_blameless_office_that_answered_its_core_questions_hears_nothing(town, analysis) -> None:
    told = everything(analysis, town(**BLAMELESS))
    assert [result for result in told if isinstance(result, Finding)] == []
    # what could not be told is never something that the form asks of everybody
    missing = {name for result in told if isinstance(result, Untold) for name in result.missing}
    tiers = {entities()[name.partition(".")[0]].fields[name.partition(".")[2]].tier for name in missing}
    assert missing
    assert "core" not in tiers


def test_an_office_that_answered_nothing_is_only_asked(town, analysis) -> None:
    """Names and what belongs to what is all that is known: INV-01 asks, the rest is untold."""
    needed = {"id", "name", "level", "kind", "system", "owner", "items", "from", "to", "requiring", "provider_org"}
    blank = {
        array: [{k: v for k, v in row.items() if k in needed and not (array == "systems" and k == "kind")} for row in rows]
        for array, rows in BLAMELESS.items()
    }
    told = everything(analysis, town(**blank))
    assert {(r.rule, r.certainty) for r in told if hasattr(r, "certainty")} == {("INV-01", "question")}
    assert {r.rule for r in told if hasattr(r, "missing")} >= {"SIL-01", "SPR-10"}


@pytest.mark.parametrize("source", rule_sources().values(), ids=lambda source: source.id)
def test_the_date_of_a_text_is_a_date(source: RuleSource) -> None:
    """What an export calls a date is one, as far as it is known: a year, a month or a day."""
    assert not source.date or first_day(source.date) is not None, source.date
    assert re.fullmatch(r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", source.date)
    assert source.verified in ("full", "part", "meta", "memory")
    assert not source.effective or dt.date.fromisoformat(source.effective)
