import pytest

MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
WJ = {"id": "wj", "name": "云溪县卫健局", "level": "county"}
A = {
    "id": "a",
    "name": "老年人台账",
    "requiring": "mz",
    "respondent_level": "村社区",
    "frequency": "每月",
    "elements": "姓名|公民身份号码|户籍地址|移动电话",
}
B = {
    "id": "b",
    "name": "老年人健康表",
    "requiring": "wj",
    "respondent_level": "村社区",
    "frequency": "每季度",
    "elements": "姓名|身份证号|户籍地址|移动电话",
}


def test_two_returns_that_ask_villages_the_same_items_are_found(town, run) -> None:
    found = run("DUP-05", town(organisations=[MZ, WJ], returns=[A, B])).says("probable", ["a", "b"], ["dup.returns"], overlap=1.0, shared=4)
    assert found.organisations == ("mz", "wj")


@pytest.mark.parametrize(
    "change",
    [{"respondent_level": "学校"}, {"elements": "养老机构数|床位数|护理员数|姓名"}, {"elements": "姓名|公民身份号码"}],
    ids=["other level", "other items", "only two items shared"],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("DUP-05", town(organisations=[MZ, WJ], returns=[A, {**B, **change}])).is_silent()


def test_two_that_are_filled_only_once_are_silent(town, run) -> None:
    run("DUP-05", town(organisations=[MZ, WJ], returns=[{**A, "frequency": "一次性"}, {**B, "frequency": "一次性"}])).is_silent()


def test_half_of_the_larger_return_is_enough_and_less_is_not(town, run) -> None:
    three = "姓名|公民身份号码|户籍地址"
    six, seven = f"{three}|学历代码|民族代码|政治面貌代码", f"{three}|学历代码|民族代码|政治面貌代码|婚姻状况代码"
    run("DUP-05", town(organisations=[MZ, WJ], returns=[{**A, "elements": three}, {**B, "elements": six}])).says(
        "probable", ["a", "b"], ["dup.returns"], overlap=0.5, shared=3
    )
    run("DUP-05", town(organisations=[MZ, WJ], returns=[{**A, "elements": three}, {**B, "elements": seven}])).is_silent()


@pytest.mark.parametrize("blank", ["respondent_level", "elements"])
def test_what_was_not_answered_says_nothing(town, run, blank) -> None:
    run("DUP-05", town(organisations=[MZ, WJ], returns=[{**A, blank: None}, {**B, blank: None}])).is_silent()


def test_a_notice_that_orders_entry_in_two_places_is_found_with_its_words(town, run) -> None:
    notice = [{"id": "n", "title": "关于填报的通知", "issuer": "mz", "url": "https://x/1", "text": "同步录入两个系统"}]
    hit = [{"notice": "n", "rule": "DUP-05", "category": "duplicate_entry", "quote": "同步录入两个系统"}]
    found = run("DUP-05", town(organisations=[MZ], notices=notice, hits=hit)).says("probable", ["n"], ["notice.finding"])
    assert (found.category, found.evidence[0].quote) == ("duplicate_entry", "同步录入两个系统")
