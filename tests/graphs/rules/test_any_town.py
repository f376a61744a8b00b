"""No answer, however odd, breaks a rule or makes it speak of what is not there: towns drawn at random from the form's own definition."""

import random
from decimal import Decimal
from typing import Any

import pytest

from graphs.rules import rules
from inventory.identity import finding_id
from inventory.schema import FieldSpec, entities
from inventory.values.finding import Untold
from inventory.values.inventory import Inventory
from inventory.values.observation import Judgement
from inventory.values.record import Record
from inventory.vocabulary import terms

WORDS = [
    "姓名",
    "公民身份号码",
    "户籍地址",
    "性别代码",
    "备注",
    "打卡地点",
    "积分排名",
    "低保申请",
    "资格审核",
    "停车收费",
    "APP安装率",
    "无",
    "xm",
    "dz",
]
DAYS = ["2026-11-24", "2026-11-25", "2025-08-01", "2026-10-01", "2024-01-01", "2026-12-31", "2026-05", "2025"]


def value(rng: random.Random, field: FieldSpec, ids: dict[str, list[str]]) -> Any:
    """Something that an import could have read for this field."""
    match field.type:
        case "ref":
            return rng.choice([*ids[field.of], "不知名"])
        case "refs":
            return tuple(dict.fromkeys(rng.choices([*ids[field.of], "不知名"], k=2)))
        case "enum":
            return rng.choice(sorted(terms(field.of)))
        case "enums":
            return tuple(dict.fromkeys(rng.choices(sorted(terms(field.of)), k=2)))
        case "list":
            return tuple(dict.fromkeys(rng.choices([*WORDS, "430603", "430000"], k=3)))
        case "bool":
            return rng.random() < 0.5
        case "int":
            return rng.choice([0, 1, 7, 2025, 2026, 100_000])
        case "dec" | "money":
            return Decimal(rng.choice(["0", "0.5", "50", "120000.00"]))
        case "date":
            return rng.choice(DAYS)
        case "month":
            return rng.choice(["2026-10", "2025-01"])
    if field.name in ("object", "resource"):
        return rng.choice([i for group in ids.values() for i in group])
    return rng.choice(["430603", "430603101", "43", "1143"]) if field.name in ("region", "code") else rng.choice(WORDS)


def record(rng: random.Random, entity: str, identifier: str, ids: dict[str, list[str]]) -> Record:
    spec, values, none, na = entities()[entity], {}, set(), set()
    for field in spec.fields.values():
        draw = rng.random()
        if draw < 0.55:
            values[field.name] = value(rng, field, ids)
        elif draw < 0.7:
            none.add(field.name)
        elif draw < 0.75:
            na.add(field.name)
    mode = frozenset({rng.choice(["declared", "declared", "observed"])})
    return spec.value_class(
        id=identifier, sources=(f"{entity}.csv#{identifier}",), modes=mode, none=frozenset(none), not_applicable=frozenset(na), **values
    )


def any_town(seed: int) -> Inventory:
    """A town of up to six records of every entity, with judgements between systems."""
    rng = random.Random(seed)
    ids = {entity: [f"{spec.prefix}-{n}" for n in range(rng.randint(0, 6))] for entity, spec in entities().items()}
    records = {entity: {i: record(rng, entity, i, ids) for i in of_entity} for entity, of_entity in ids.items()}
    judged = []
    if len(ids["System"]) >= 2:
        for n in range(3):
            left, right = rng.sample(ids["System"], 2)
            judged.append(
                Judgement(
                    id=str(n),
                    left=left,
                    right=right,
                    verdict=rng.choice(sorted(terms("verdict"))),
                    by=rng.choice("ab"),
                    at="2026-11-01T00:00:00Z",
                    reason="",
                )
            )
    return Inventory(round="r", today="2026-11-24", records=records, judgements=tuple(judged))


@pytest.mark.parametrize("seed", range(60))
def test_rules_stand_any_answers(analysis, seed: int) -> None:
    place = any_town(seed)
    made = analysis(place, binding={"CN-01": "2026-07-01"} if seed % 2 else None)
    ids = []
    for name, (rule, find) in rules().items():
        for told in find(made):
            assert told.rule == name
            if isinstance(told, Untold):
                assert place.find(told.subject) is not None or name in ("RSP-02",)
                assert told.missing
                continue
            ids.append(finding_id(told.rule, told.subjects, told.discriminator))
            assert all(place.find(subject) is not None for subject in told.subjects), (name, told.subjects)
            assert told.certainty in terms("certainty")
            assert told.severity in terms("severity")
            # a finding may be milder than its rule, never surer
            order = list(terms("certainty"))
            assert order.index(told.certainty) >= order.index(rule.certainty) or name in ("DUP-01", "SPR-04", "SPR-05", "SPR-10"), (
                name,
                told.certainty,
            )
            assert all(isinstance(v, int | float) for v in told.numbers.values())
    assert len(ids) == len(set(ids))
