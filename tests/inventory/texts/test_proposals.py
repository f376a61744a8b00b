"""Parts of proposals in the shapes that offices write them, each with its exact place."""

import pytest

from inventory.texts.proposals import read_proposal

CHINESE = """云溪县扬尘监测建设方案
建设单位：云溪县住建局
一、背景
现有手段不足，总投资已列入 2025 年计划。
二、建设内容
（一）工地安装扬尘仪；（二）超标自动报警；
（三）整改单在线流转。
三、使用对象
在建工地 80 个。
四、数据需求
工地名称、扬尘读数。
五、投资估算
总投资 1,286.5万元，其中软件 60 万元、设备 2000 元。
六、进度安排
三个月。
"""


def test_parts_are_known_by_their_headings_and_stand_where_they_say() -> None:
    found = read_proposal(CHINESE)
    assert (found.title, found.body) == ("云溪县扬尘监测建设方案", "云溪县住建局")
    assert [p.text for p in found.functions] == ["工地安装扬尘仪", "超标自动报警", "整改单在线流转。"]
    assert found.total_yuan == 12_865_000
    assert [amount for amount, _ in found.amounts] == [12_865_000, 600_000, 2_000]
    for passage in (*found.functions, found.users, found.data, found.money, found.schedule, *(p for _, p in found.amounts)):
        assert passage is not None
        assert CHINESE[passage.start : passage.end] == passage.text


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("二、主要功能\n1. 在线报名选班；\n2. 人脸点到记录；\n3. 教师排课管理。\n", 3),
        ("【功能】一是在线报名选班，二是人脸点到记录，三是教师排课管理。\n", 3),
        ("2 建设内容\n2.1 数据汇聚：对接品牌\n2.2 停机诊断：给出结论\n", 2),
        ("二、建设内容\n群众可以拍照上报隐患。网格员接单处置隐患。平台统计分析台账。\n", 3),
        ("What it will do. (1) Guests hear a tale. (2) Strolls are drawn on a map.\n", 2),
    ],
)
def test_functions_are_listed_in_many_ways(part: str, wanted: int) -> None:
    assert len(read_proposal(f"某项目\n一、背景\n略。\n{part}三、投资\n10万元。\n").functions) == wanted


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("1. 统一身份认证登录 2. 电子证照签发 3. 短信发送", ["统一身份认证登录", "电子证照签发", "短信发送"]),
        ("（一）电子签章；（二）视频会议；（三）签到", ["电子签章", "视频会议", "签到"]),
        ("①电子签章②统计分析", ["电子签章", "统计分析"]),
        ("短信发送；电子签章；统计分析。", ["短信发送", "电子签章", "统计分析。"]),
        ("短信发送\n电子签章\n统计分析", ["短信发送", "电子签章", "统计分析"]),
        ("短信发送、电子签章、视频会议。", ["短信发送", "电子签章", "视频会议"]),
        ("（一）80岁以上老人申领津贴；（二）43座水库水位采集", ["80岁以上老人申领津贴", "43座水库水位采集"]),
        ("1. 80岁以上老人申领 2. 3岁以下婴幼儿登记", ["80岁以上老人申领", "3岁以下婴幼儿登记"]),
        ("平台要实现泊位状态实时可知、收费自助完成、周转率提高三成。", ["平台要实现泊位状态实时可知、收费自助完成、周转率提高三成。"]),
    ],
)
def test_short_functions_count_and_figures_stay_whole(part: str, wanted: list[str]) -> None:
    found = read_proposal(f"某项目\n一、背景\n略。\n二、建设内容\n{part}\n三、投资\n五十四万元。\n")
    assert [p.text for p in found.functions] == wanted
    assert found.total_yuan == 540_000


@pytest.mark.parametrize(
    ("money", "yuan"),
    [
        ("九百二十万元", 9_200_000),
        ("三万五千元", 35_000),
        ("一亿二千万元", 120_000_000),
        ("一千零五十万元，其中软件 60 万元", 10_500_000),
        ("若干元", None),
    ],
)
def test_amounts_in_characters_are_read(money: str, yuan: int | None) -> None:
    assert read_proposal(f"某项目\n一、建设内容\n在线报名选班。\n二、投资\n{money}\n").total_yuan == yuan


def test_text_without_headings_is_read_sentence_by_sentence() -> None:
    found = read_proposal("关于做一个报修系统的请示\n拟做报修系统。居民可以在线报修。师傅接单上门。")
    assert [p.text for p in found.functions] == ["拟做报修系统。", "居民可以在线报修。", "师傅接单上门。"]
    assert (found.total_yuan, found.users, found.data) == (None, None, None)


@pytest.mark.parametrize("text", ["", "\n\n", "一、", "（一）" * 500, "1." * 5_000, "投资" * 10_000 + "9" * 400 + "万元"])
def test_odd_texts_are_read_without_an_error(text: str) -> None:
    found = read_proposal(text)
    assert found.total_yuan is None or found.total_yuan < 10**12
