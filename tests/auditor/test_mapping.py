"""What people say of a field's meaning stands over the matcher, can be undone, and travels with the inventory."""

import pytest

from auditor.exporting import inventory_document
from auditor.mapping import judge_mapping, mappings
from auditor.review import judge, undo
from inventory.problems import InputError


def of(workspace, field: str) -> dict:
    return next(m for m in mappings(workspace) if m["field"] == field)


def test_a_confirmed_meaning_stands_and_a_rejected_one_gives_way(town_workspace) -> None:
    before = of(town_workspace, "fld-a-0")
    assert before["state"] == "accepted"
    done = judge_mapping(town_workspace, "fld-a-0", "公民身份号码", confirm=True, by="甲", reason="核对过")
    now = of(town_workspace, "fld-a-0")
    assert (now["element"], now["score"], now["state"]) == ("citizen_id_number", 1.0, "confirmed")
    undo(town_workspace, done["judgement"], by="甲")
    assert of(town_workspace, "fld-a-0") == before
    judge_mapping(town_workspace, "fld-a-0", before["element"], confirm=False, by="甲", reason="")
    assert not any(m["field"] == "fld-a-0" and m["element"] == before["element"] for m in mappings(town_workspace))


def test_two_fields_of_one_meaning_stay_two_records(town_workspace) -> None:
    count = len(inventory_document(town_workspace)["fields"])
    for field in ("fld-a-0", "fld-b-0"):
        judge_mapping(town_workspace, field, "person_name" if field == "x" else "公民身份号码", confirm=True, by="甲", reason="")
    from auditor.exporting import inventory_of

    assert len(inventory_of(town_workspace).fields) == count


def test_it_travels_with_the_inventory(town_workspace, other_workspace, tmp_path, auditor) -> None:
    judge_mapping(town_workspace, "fld-a-0", "公民身份号码", confirm=True, by="甲", reason="")
    assert auditor("export", "inventory", "--out", tmp_path / "i.json", "-w", town_workspace.folder).code == 0
    assert auditor("import", tmp_path / "i.json", "-w", other_workspace.folder).code == 0
    assert of(other_workspace, "fld-a-0")["state"] == "confirmed"


def test_wrong_calls_are_told(town_workspace) -> None:
    for call, code in (
        (lambda: judge_mapping(town_workspace, "没有", "姓名", confirm=True, by="甲", reason=""), "not_found"),
        (lambda: judge_mapping(town_workspace, "fld-a-0", "没有的元", confirm=True, by="甲", reason=""), "not_found"),
        (lambda: judge_mapping(town_workspace, "fld-a-0", "姓名", confirm=True, by="丁", reason=""), "role_may_not"),
        (lambda: mappings(town_workspace, state="x"), "unknown_option"),
        (lambda: judge(town_workspace, "sys-a", "sys-b", "means", by="甲", reason="x"), "unknown_option"),
    ):
        with pytest.raises(InputError) as caught:
            call()
        assert caught.value.code == code


def test_on_the_command_line(town_workspace, tmp_path, auditor) -> None:
    folder = town_workspace.folder
    every = auditor("mapping", "list", "-w", folder, "--json").json["mappings"]
    assert len(every) > 5
    assert auditor("mapping", "reject", "fld-a-0", every[0]["element"], "--by", "甲", "-w", folder).code == 0
    assert auditor("mapping", "confirm", "fld-a-0", "姓名", "--by", "甲", "-w", folder, "--json").json["verdict"] == "means"
    for name in ("m.csv", "m.xlsx"):
        assert auditor("mapping", "export", "--out", tmp_path / name, "-w", folder).code == 0
        assert (tmp_path / name).stat().st_size > 100
    assert auditor("mapping", "list", "--state", "confirmed", "-w", folder, lang="zh").code == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_of_a_score_has_its_words(language) -> None:
    from auditor.mapping import step_told
    from graphs.matching.fields import COEFFICIENTS
    from graphs.matching.matches import Step

    families = {family for kind in COEFFICIENTS.values() for family in kind} | {"rivals", "learnt", "confirmed"}
    for family in families:
        said = step_told(Step(family, 0.5, -1.25), language)
        assert "{" not in said
        assert family == "confirmed" or "-1.2" in said
