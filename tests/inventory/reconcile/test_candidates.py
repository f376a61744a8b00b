import random

import pytest

from inventory.reconcile.candidates import CROWD, KINDS, WEIGHTS, Candidate, find_candidates
from inventory.values import Channel, DataField, Dataset, Organisation, Record, Service
from inventory.values.inventory import Inventory
from inventory.values.observation import Judgement


def town(*records: Record, judgements: tuple[Judgement, ...] = ()) -> Inventory:
    found: dict[str, dict[str, Record]] = {}
    for record in records:
        found.setdefault(type(record).__name__, {})[record.id] = record
    return Inventory(round="春季", today="2026-03-01", records=found, judgements=judgements)


def judgement(verdict: str, undone: str | None = None) -> Judgement:
    return Judgement(id="j1", left="a", right="b", verdict=verdict, by="zhang", at="2026-01-01T00:00:00Z", reason="x", undone_at=undone)


def pairs(*records: Record, **given: tuple[Judgement, ...]) -> dict[tuple[str, str], Candidate]:
    return {(c.left, c.right): c for c in find_candidates(town(*records, **given))}


def body(identifier: str, name: str, **given: object) -> Organisation:
    return Organisation(id=identifier, name=name, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "is_pair"),
    [
        (body("a", "云溪县民政局", region="990124"), body("b", "民政局", region="990124"), True),
        (body("a", "云溪县卫生健康局", region="990124"), body("b", "云溪县卫健局", region="990124"), True),
        (body("a", "云溪县民政局"), body("b", "清河县民政局"), False),
        (body("a", "云溪县民政局", region="990124"), body("b", "民政局", region="990125"), False),
        (body("a", "云溪县民政局", code="11430603006123456X"), body("b", "云溪民政局", code="11430603006999999X"), False),
        (body("a", "甲", code="11430603006123456X"), body("b", "乙", code="11430603006123456X"), True),
        (body("a", "云溪县民政局", level="county"), body("b", "云溪县民政局", level="town"), False),
        (body("a", "云溪县民政局"), body("b", "云溪县人社局", aliases=("云溪县民政局",)), True),
        (body("a", "云溪县教育局", parent="p"), body("b", "云溪县财政局", parent="p"), False),
        (body("a", ""), body("b", ""), False),
    ],
)
def test_bodies_that_may_be_one(left: Organisation, right: Organisation, is_pair: bool) -> None:
    assert (("a", "b") in pairs(left, right)) is is_pair


ITEMS = ("姓名", "身份证号", "联系电话", "户籍地址")


def table(identifier: str, name: str, items: tuple[str, ...] = (), **given: object) -> list[Record]:
    fields = [DataField(id=f"{identifier}-{label}", label=label, resource=identifier) for label in items]
    return [Dataset(id=identifier, name=name, **given), *fields]  # type: ignore[arg-type]


def test_datasets_of_one_content_meet_whatever_they_are_called() -> None:
    found = pairs(*table("a", "老年人信息", ITEMS, system="s1"), *table("b", "高龄津贴对象", ITEMS, system="s1"))
    assert found["a", "b"].why[0] == "same_items"
    assert pairs(*table("a", "老年人信息", ITEMS, system="s1"), *table("b", "老年人信息", ("墓穴号", "区", "排", "号"), system="s2")) == {}


def test_an_owner_in_common_is_no_reason() -> None:
    assert pairs(*table("a", "老年人信息", system="s1"), *table("b", "殡葬信息", system="s1")) == {}


def test_channels_of_one_account_are_one_and_of_other_kinds_are_not() -> None:
    account = {"identifiers": ("gh_1",), "owner": "o1"}
    one = Channel(id="a", name="云溪民政", kind="official_account", **account)  # type: ignore[arg-type]
    assert ("a", "b") in pairs(one, Channel(id="b", name="民政发布", kind="official_account", **account))  # type: ignore[arg-type]
    assert pairs(one, Channel(id="b", name="云溪民政", kind="mini_program", owner="o1")) == {}


def test_services_of_one_code_are_one() -> None:
    one, two = Service(id="a", name="高龄津贴申领", code="1143", owner="o1"), Service(id="b", name="高龄补贴申请", code="1143", owner="o1")
    assert pairs(one, two)["a", "b"].score > 0.9
    assert pairs(one, Service(id="b", name="高龄津贴申领", code="1144", owner="o2")) == {}


@pytest.mark.parametrize(
    ("given", "is_open"),
    [((), True), ((judgement("same"),), False), ((judgement("different"),), False), ((judgement("unsure"),), True), ((judgement("same", "2026-02-01T00:00:00Z"),), True)],
)  # fmt: skip
def test_what_a_person_decided_is_not_asked_again(given: tuple[Judgement, ...], is_open: bool) -> None:
    one, two = body("a", "云溪县民政局", region="990124"), body("b", "民政局", region="990124")
    assert (("a", "b") in pairs(one, two, judgements=given)) is is_open


def test_a_name_that_a_crowd_bears_tells_nothing() -> None:
    crowd = [body(f"o{n:03}", "办公室") for n in range(CROWD + 1)]
    assert find_candidates(town(*crowd)) == []


def test_the_order_of_records_changes_nothing() -> None:
    records = [body(f"o{n}", f"云溪县{name}局", region="990124") for n, name in enumerate(("民政", "民政", "卫健", "卫生健康", "教育"))]
    records += [record for n in range(6) for record in table(f"d{n}", f"信息表{n % 2}", ITEMS)]  # type: ignore[misc]
    expected = find_candidates(town(*records))
    random.Random(1).shuffle(records)
    assert find_candidates(town(*records)) == expected
    assert len(expected) > 5


def test_every_reason_has_a_weight_and_words() -> None:
    from inventory.languages import catalogue

    told = {feature for kind in KINDS for feature in WEIGHTS[kind]}
    assert all(f"review.why_{feature}" in catalogue(language) for feature in told for language in ("zh", "en"))


def test_thousands_of_records_are_compared_in_seconds() -> None:
    import time

    records = [body(f"o{n:05}", f"云溪县{chr(0x4E00 + n % 997)}{chr(0x5000 + n // 5)}局", region=f"9901{n % 90:02}") for n in range(6_000)]
    started = time.process_time()
    find_candidates(town(*records))
    assert time.process_time() - started < 20
