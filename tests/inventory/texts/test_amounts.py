"""The total of a part about money: called so, or the sum of what is no part of another amount and not paid every year."""

import pytest

from inventory.texts.amounts import amounts, bare_amount, total
from inventory.texts.passages import Passage


def of(text: str) -> int | None:
    return total(text, list(amounts(text, Passage(text, 0, len(text)))))


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("软件开发128万元，数据治理22万元，合计168万元", 1_680_000),
        ("总投资2380万元，其中设备1750万元，软件310万元", 23_800_000),
        ("212万元：平台118万元，采集改造64万元，集成30万元", 2_120_000),
        ("开发费用39万元，其中接口改造7万元。", 390_000),
        ("设备290万元，软件168万元，每年运维42万元", 4_580_000),
        ("终端432万元，软件79万元，流量费每年26万元。", 5_110_000),
        ("CNY 1,150,000 for turnstiles, CNY 640,000 for software, CNY 90,000 per year for maintenance", 1_790_000),
        ("380,000 yuan in all, of which 290,000 yuan for software", 380_000),
        ("RMB 1.2 million", 1_200_000),
        ("每年运维8万元", 80_000),
        ("1.2.3 万元", None),
        ("", None),
    ],
)
def test_the_total_is_found(text: str, yuan: int | None) -> None:
    assert of(text) == yuan


def test_a_bare_number_takes_the_unit_of_its_label() -> None:
    value = Passage("98", 0, 2)
    assert bare_amount(value, "投资估算（万元）") == [(980_000, value)]
    assert bare_amount(value, "投资估算") == []
