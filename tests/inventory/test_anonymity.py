import pytest

from inventory.anonymity import without_people


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("市民张先生反映社区要求下载APP", "张"),
        ("我叫李小明，孩子学校要求打卡", "李小明"),
        ("来电人：王五，平台登录不上", "王五"),
        ("联系人:欧阳婷婷，请回复", "欧阳婷婷"),
        ("向陈老师问过，要求家长转发", "陈"),
        ("身份证11010519491231002X", "0105194912310"),
        ("电话13812345678", "13812345678"),
        ("座机0571-88886666", "88886666"),
        ("微信号 wang_555", "wang_555"),
        ("邮箱 wang.wu@example.com", "wang.wu"),
        ("家住阳光小区3号楼2单元501室", "501"),
        ("车牌浙A12345被贴条", "12345"),
        ("Mr. John Smith was told to install", "John Smith"),
        ("Name: ask Ms Wu", "Wu"),
    ],
)
def test_who_it_is_does_not_come_in(text: str, hidden: str) -> None:
    masked = without_people(text)
    assert hidden not in masked
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "每户必须下载“掌上云溪”APP并截图上报，否则不给开门禁",
        "我是张家村村民，平台叫安心付，12345热线打不通",
        "请办公室主任高度重视，3天内答复",
        "新安路120米处路灯坏了",
        "何时取消每天签到，王牌项目也要打卡",
        "The app asks for 2000 points.",
        "",
    ],
)
def test_what_it_is_about_stays(text: str) -> None:
    assert without_people(text) == text
