"""Whether a proposal says that it builds on what stands already."""

import pytest

from inventory.texts.standing import builds_on, builds_on_named


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


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("在现有云溪县基层网格治理平台上增加充电巡查功能，不再另装应用。", True),
        ("作为基层网格治理平台的一个模块。", True),
        ("It is added to 基层网格治理平台 and has no app of its own.", True),
        ("小区名单由基层网格治理平台提供。", False),
        ("替代老旧的基层网格治理平台，在其基础上重建。", False),
        ("基层网格治理平台目前由县委政法委管理。", False),
        ("在现有平台上增加充电巡查功能。", False),
    ],
)
def test_the_system_that_a_project_would_be_added_to_is_told_from_one_that_is_only_spoken_of(text: str, wanted: bool) -> None:
    assert builds_on_named(text, "基层网格治理平台") is wanted


def test_a_name_that_many_systems_bear_names_none() -> None:
    assert not builds_on_named("在现有管理平台上增加功能。", "管理平台")
