import pytest

GA = {"id": "ga", "name": "云溪县公安局", "level": "county"}
MZ = {"id": "mz", "name": "云溪县民政局", "level": "county"}
SYSTEMS = [{"id": "s", "name": "户籍系统", "owner": "ga"}, {"id": "m", "name": "救助系统", "owner": "mz"}]


def flow(**more: object) -> dict[str, object]:
    return {
        "id": "x",
        "from": "s",
        "to": "m",
        "elements": "姓名",
        "method": "接口",
        "status": "运行",
        "doc_url": "https://ga.example/doc",
        "maintainer": "ga",
        "sla": "工作日可用率99%",
        **more,
    }


def place(town, **change: object):
    return town(organisations=[GA, MZ], systems=SYSTEMS, exchanges=[flow(**change)])


@pytest.mark.parametrize(
    ("change", "fields", "severity"),
    [
        ({"maintainer": "无"}, ["maintainer"], "medium"),
        ({"doc_url": "无"}, ["doc_url"], "low"),
        ({"sla": "无"}, ["sla"], "low"),
        ({"doc_url": "无", "sla": "无"}, ["doc_url", "sla"], "low"),
        ({"doc_url": "无", "maintainer": "无", "sla": "无"}, ["doc_url", "maintainer", "sla"], "medium"),
        ({"maintainer": "无", "sla": None}, ["maintainer"], "medium"),
    ],
)
def test_what_was_answered_as_none_is_found(town, run, change, fields, severity) -> None:
    found = run("SIL-15", place(town, **change)).says("certain", ["x"], ["answer.none"], severity=severity, missing=len(fields))
    assert dict(found.why[0].parts) == {"subject": "x", "fields": [f"field:Exchange.{name}" for name in fields]}
    assert (found.organisations, [e.locator for e in found.evidence]) == (("ga", "mz"), ["exchanges.csv#2"])


@pytest.mark.parametrize("method", ["接口", "批量交换", "文件下载", "消息", "共享平台", None])
@pytest.mark.parametrize("status", ["运行", "试运行"])
def test_every_way_but_the_hand_counts(town, run, method, status) -> None:
    run("SIL-15", place(town, method=method, status=status, maintainer="无")).says("certain", ["x"], ["answer.none"])


def test_without_a_status_it_is_a_question(town, run) -> None:
    run("SIL-15", place(town, status=None, maintainer="无")).says("question", ["x"], ["answer.none"], severity="medium")


@pytest.mark.parametrize(
    "change",
    [
        {"maintainer": "mz"},
        {"doc_url": "不适用", "maintainer": "不适用", "sla": "不适用"},
        {"method": "人工", "maintainer": "无"},
        {"status": "停用", "maintainer": "无"},
        {"status": "已下线", "maintainer": "无"},
        {"status": "规划", "maintainer": "无"},
        {"status": "在建", "maintainer": "无"},
        {"maintainer": "无", "seen": True},
        {"maintainer": None, "seen": True},
    ],
)
def test_honest_look_alikes_are_silent(town, run, change) -> None:
    run("SIL-15", place(town, **change)).is_silent()


@pytest.mark.parametrize("blank", [("doc_url",), ("maintainer",), ("sla",), ("doc_url", "maintainer", "sla")])
def test_what_was_left_blank_is_asked_for(town, run, blank) -> None:
    run("SIL-15", place(town, **dict.fromkeys(blank))).asks("x", *(f"Exchange.{name}" for name in blank))


@pytest.mark.parametrize(("change", "bodies"), [({"to": "省厅系统"}, ("ga",)), ({"to": "s"}, ("ga",)), ({"from": "外部系统"}, ("mz",))])
def test_ends_outside_the_inventory_and_loops_are_borne(town, run, change, bodies) -> None:
    found = run("SIL-15", place(town, **change, sla="无")).says("certain", ["x"], ["answer.none"], severity="low")
    assert found.organisations == bodies


def test_an_interface_that_has_no_consumer_yet_is_looked_at_too(town, run) -> None:
    run("SIL-15", place(town, to=None, contract_format="OpenAPI", maintainer="无")).says("certain", ["x"], ["answer.none"])
