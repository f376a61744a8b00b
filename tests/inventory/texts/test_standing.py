"""Whether a proposal says that it builds on what stands already."""

import pytest

from inventory.texts.standing import builds_on


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("证件信息由县残联现有业务系统提供。", True),
        ("上述信息大部分已在全县健康档案中，本项目采集后写入。", True),
        ("依托现有政务热线平台增设专席。", True),
        ("The names come from the existing library card register.", True),
        ("现有系统无法满足需要。", False),
        ("现有系统老旧，本项目使用新架构替代。", False),
        ("全县现有车辆57辆，使用不便。", False),
        ("各单位数据分散。", False),
        ("", False),
    ],
)
def test_a_ground_to_build_on_is_told_from_what_is_found_wanting(text: str, wanted: bool) -> None:
    assert builds_on(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("公交智能调度系统自上线以来实现了定位，但不能按需开行。", True),
        ("公交智能调度系统老旧，拟推倒重建。", False),
        ("公交调度很重要。", False),
    ],
)
def test_a_system_that_is_named_is_known(text: str, wanted: bool) -> None:
    assert builds_on(text, "公交智能调度系统") is wanted
    assert builds_on(text, "公交") is False  # a word of four letters or less names no system
