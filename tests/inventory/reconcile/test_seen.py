"""Links that a rule makes between records of one thing."""

from inventory.reconcile.references import Directory
from inventory.reconcile.seen import is_one_body, linked_by_rule
from inventory.values import Organisation
from inventory.values.observation import Judgement

CODE = "11330000002482074X"
DECLARED = frozenset({"declared"})


def body(identifier: str, name: str, code: str | None = CODE, *aliases: str) -> Organisation:
    return Organisation(id=identifier, name=name, code=code, aliases=aliases, modes=DECLARED)


def linked(*bodies: Organisation, judged: tuple[Judgement, ...] = ()) -> list[tuple[str, str]]:
    return [(j.left, j.right) for j in linked_by_rule({"Organisation": {b.id: b for b in bodies}}, judged, "2026-03-01")]


def test_one_code_and_one_name_are_one_body() -> None:
    assert linked(body("o1", "东江省公安厅"), body("o2", "东江省公安厅", CODE.lower())) == [("o1", "o2")]
    assert linked(body("o1", "云溪县民政局"), body("o2", "民政局")) == [("o1", "o2")]
    assert linked(body("o1", "云溪县卫生健康局"), body("o2", "县卫健局", CODE, "云溪县卫生健康局")) == [("o1", "o2")]


def test_a_code_alone_links_nobody() -> None:
    # offices of a body write its code; codes of other kinds repeat from county to county
    assert linked(body("o1", "云溪县民政局"), body("o2", "低保中心")) == []
    assert linked(body("o1", "民政局", "001"), body("o2", "民政局", "001")) == []
    assert linked(body("o1", "民政局", None), body("o2", "民政局", None)) == []


def test_a_person_s_view_goes_before() -> None:
    different = Judgement(
        id="j",
        left="o1",
        right="o2",
        verdict="different",
        by="甲",
        at="2026-01-01T00:00:00Z",
        reason="两家",
        undone_at=None,
        undone_by=None,
    )
    assert linked(body("o1", "东江省公安厅"), body("o2", "东江省公安厅"), judged=(different,)) == []


def test_a_name_that_one_body_bears_twice_is_no_riddle() -> None:
    twice = {b.id: b for b in (body("o2", "东江省公安厅"), body("o1", "东江省公安厅"))}
    assert is_one_body(twice["o1"], twice["o2"])
    assert Directory({"Organisation": twice}).resolve("Organisation", "东江省公安厅") == ("o1", False)
    others = {b.id: b for b in (body("o2", "民政局", None), body("o1", "民政局", None))}
    assert Directory({"Organisation": others}).resolve("Organisation", "民政局") == (None, True)
