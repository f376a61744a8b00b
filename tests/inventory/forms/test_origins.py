from inventory.forms.origins import in_words, origins
from inventory.schema import entities
from inventory.values.observation import Locator, Observation, Source

SPEC = entities()["System"]


def said(kind: str, file: str, at: str, row: int, withdrawn: str | None = None, **values: object) -> tuple[Source, Observation]:
    source = Source(id=file, kind=kind, name=file, series=file, sha256="0", at=at, by=None, round=None, withdrawn_at=withdrawn)
    return source, Observation(entity="System", record="s1", mode="declared", values=values, locator=Locator(file=file, row=row))


def test_each_value_names_the_last_source_that_says_it() -> None:
    heard = [
        said("import", "a.csv", "2026-01-01T00:00:00Z", 2, name="养老平台", status="active"),
        said("form", "民政局.xlsx", "2026-02-01T00:00:00Z", 3, name="养老平台", status="retired"),
        said("import", "b.csv", "2026-03-01T00:00:00Z", 9, name="养老平台"),
    ]
    assert origins(SPEC, heard) == {"name": "b.csv#9, 2026-03-01", "status": "民政局.xlsx#3, 2026-02-01"}


def test_answers_of_none_and_not_applicable_have_sources_too() -> None:
    heard = [said("import", "a.csv", "2026-01-01T00:00:00Z", 2, operator=None, mlps="not_applicable", functions=[])]
    assert set(origins(SPEC, heard)) == {"operator", "mlps", "functions"}


def test_what_was_withdrawn_is_no_source() -> None:
    assert origins(SPEC, [said("import", "a.csv", "2026-01-01T00:00:00Z", 2, withdrawn="2026-02-01T00:00:00Z", name="甲")]) == {}


def test_one_source_of_all_is_named_alone_and_several_with_their_titles() -> None:
    titles = [("name", "系统名称"), ("status", "系统阶段"), ("kind", "系统类别")]
    assert in_words({"name": "a", "status": "a"}, titles, "、") == "a"
    assert in_words({"name": "a", "status": "b", "kind": "a"}, titles, "、") == "a: 系统名称、系统类别\nb: 系统阶段"
    assert in_words({}, titles, "、") == ""
