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


REPORT = """项目建议书
项目名称：画面汇聚工程
云溪县公安局
第一章 概况
1.1 建设单位：云溪县公安局
第二章 需求分析
2.1 现状与问题
探头分散，调取要发函；查一次要一周。
第三章 建设目标
做到随时可看；做到随时可查。
第四章 建设方案
4.1 总体架构
分两级部署。
4.2 建设内容
4.2.1 探头联网：统一编码；
建立一机一档。
4.2.2 授权查看：按期限查看；按次留痕。
4.3 安全设计
按三级设计。
第五章 用户
县级部门 26 个。
"""


def test_the_functions_of_a_long_report_end_where_their_section_ends() -> None:
    found = read_proposal(REPORT)
    assert [p.text for p in found.functions] == ["探头联网：统一编码；\n建立一机一档。", "授权查看：按期限查看；按次留痕。"]
    assert (found.title, found.body) == ("画面汇聚工程", "云溪县公安局")
    assert found.need is not None
    assert "要发函" in found.need.text
    assert found.goals is not None
    assert found.users is not None


def test_goals_are_functions_only_where_nothing_else_is_said_to_be_built() -> None:
    goals = "一、背景\n略。\n二、建设目标\n老人刷脸吃饭；补贴自动核算。\n"
    assert [p.text for p in read_proposal(f"某项目\n{goals}").functions] == ["老人刷脸吃饭", "补贴自动核算。"]
    both = read_proposal(f"某项目\n{goals}三、建设内容\n1.助餐预约\n2.送餐派单\n")
    assert [p.text for p in both.functions] == ["助餐预约", "送餐派单"]


def test_a_letter_says_what_would_be_built_between_greeting_and_signature() -> None:
    found = read_proposal(
        "关于做报修系统的请示\n县政府：\n居民可以在线报修。师傅接单上门。项目预算约80万元。妥否，请批示。\n云溪县住建局\n2026年9月1日\n"
    )
    assert [p.text for p in found.functions] == ["居民可以在线报修。", "师傅接单上门。"]
    assert found.body == "云溪县住建局"


def test_an_english_case_has_headings_on_lines_of_their_own() -> None:
    found = read_proposal(
        "Dog licences\nSponsor: County Police\n\nRequirements\nR1 Owners apply for a licence.\nR2 Vets register a chip; it is read again.\n\nUsers: 54 wardens\n"
    )
    assert [p.text for p in found.functions] == ["Owners apply for a licence.", "Vets register a chip; it is read again."]
    assert found.users is not None
    assert found.body == "County Police"


@pytest.mark.parametrize(
    ("line", "yuan"),
    [
        ("所需经费15万元，从部门预算中列支。", 150_000),
        ("投资估算：22万元。", 220_000),
        ("概算投资310万元。", 3_100_000),
        ("本系统用于发放每户500元的补贴。", None),
    ],
)
def test_money_is_read_from_a_line_where_no_part_is_about_it(line: str, yuan: int | None) -> None:
    found = read_proposal(
        f"白川县教育局关于增加积分入学功能的请示\n一、积分申请。家长填报居住材料。\n二、学位分配。按积分安排学位。\n{line}\n"
    )
    assert found.total_yuan == yuan
    assert (found.money is None) is (yuan is None)
    if found.money is not None:
        assert found.money.text == line


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("白川县教育局关于在入学报名系统中增加积分入学功能的请示", "白川县教育局"),
        ("白川县乡村振兴局村级资产阳光公开平台建设方案", "白川县乡村振兴局"),
        ("云溪县人民政府办公室关于公文系统的请示", "云溪县人民政府办公室"),
        ("优化营商环境布局改革试点项目", ""),
        ("关于建设智慧水务的方案", ""),
        ("智慧水务平台建设方案", ""),
    ],
)
def test_the_body_in_front_of_a_title_is_who_asks(title: str, body: str) -> None:
    assert read_proposal(f"{title}\n建设内容\n1. 水质监测\n2. 水费缴纳\n").body == body
