import json
from pathlib import Path
from typing import Any

import pytest

from auditor.workspace import Workspace
from inventory import snapshot
from inventory.database import reading
from inventory.importers.catalogues.ckan import column_type, read_ckan
from inventory.importers.interpret import interpret
from inventory.importers.rows import Context
from inventory.intake import import_path
from inventory.problems import InputError, Problems

COLUMNS = [
    {"name": "xm", "type": "string", "title": "姓名"},
    {"name": "csrq", "type": "date", "description": "出生日期"},
    {"id": "nl", "type": "int4", "info": {"label": "年龄", "notes": "周岁"}},
]
ELDERS = {
    "id": "0001",
    "name": "elders",
    "title": "老年人名册",
    "notes": "六十岁以上的居民",
    "organization": {"name": "mzj", "title": "云溪县民政局"},
    "groups": [{"name": "minsheng", "display_name": "民生"}, {"name": "yanglao"}],
    "private": False,
    "url": "https://data.yunxi.example/elders",
    "metadata_created": "2023-02-03T04:05:06.789",
    "extras": [{"key": "update_frequency", "value": "每月"}],
    "resources": [
        {"url": "https://data.yunxi.example/elders.csv", "schema": {"fields": COLUMNS[:2]}},
        {"fields": COLUMNS[2:]},
        {"format": "PDF"},
    ],
}
PUPILS = {"name": "pupils", "title": "学生名册", "organization": {"title": "教育局"}}


def read(folder: Path, content: Any, context: Context = Context()) -> tuple[list[tuple[str, dict[str, Any]]], Problems]:
    (folder / "ckan.json").write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    problems = Problems()
    document = read_ckan(folder / "ckan.json", problems, context)
    return [(said.entity, dict(said.values)) for said in interpret(document.rows, problems)], problems


def names(rows: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [values["name"] for entity, values in rows if entity == "Dataset"]


def test_a_package_becomes_a_dataset_with_its_columns(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, {"help": "", "success": True, "result": ELDERS})
    assert rows == [
        (
            "Dataset",
            {
                "name": "老年人名册",
                "code": "elders",
                "kind": "catalogue",
                "provider": "云溪县民政局",
                "abstract": "六十岁以上的居民",
                "category": "民生、yanglao",
                "is_open": True,
                "update_cycle": "monthly",
                "publish_date": "2023-02-03",
                "source_url": "https://data.yunxi.example/elders",
            },
        ),
        ("DataField", {"resource": "云溪县民政局/老年人名册", "name": "xm", "label": "姓名", "type": "string"}),
        ("DataField", {"resource": "云溪县民政局/老年人名册", "name": "csrq", "type": "date", "definition": "出生日期"}),
        ("DataField", {"resource": "云溪县民政局/老年人名册", "name": "nl", "label": "年龄", "type": "number", "definition": "周岁"}),
    ]
    assert (problems.rejected, problems.questions) == ([], [])


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"success": True, "result": {"count": 2, "results": [ELDERS, PUPILS]}}, "result.results[1]"),
        ({"count": 2, "results": [ELDERS, PUPILS]}, "results[1]"),
        ({"success": True, "result": [ELDERS, PUPILS]}, "result[1]"),
        ({"success": True, "result": [[ELDERS, PUPILS]]}, "result[1]"),
        ([ELDERS, PUPILS], "$[1]"),
    ],
)
def test_every_kind_of_answer_gives_the_same_datasets(content: Any, place: str, tmp_path: Path) -> None:
    rows, problems = read(tmp_path, content)
    assert names(rows) == ["老年人名册", "学生名册"]
    assert problems.questions == []
    document = read_ckan(tmp_path / "ckan.json", Problems(), Context())
    assert document.rows[-1].at.path == place


@pytest.mark.parametrize("content", [{"success": True, "result": ["elders", "pupils"]}, ["elders", "pupils"]])
def test_a_list_of_names_gives_datasets_that_are_only_named(content: Any, tmp_path: Path) -> None:
    rows, _ = read(tmp_path, content, Context(organisation="数据局"))
    assert rows == [("Dataset", {"name": name, "code": name, "kind": "catalogue", "provider": "数据局"}) for name in ("elders", "pupils")]


@pytest.mark.parametrize(("total", "asked"), [(120, [(2, 120)]), (2, []), (0, []), ("120", []), (None, [])])
def test_a_page_of_many_is_said_to_be_one(total: Any, asked: list[tuple[int, int]], tmp_path: Path) -> None:
    rows, problems = read(tmp_path, {"success": True, "result": {"count": total, "results": [ELDERS, PUPILS]}})
    assert len(names(rows)) == 2
    assert [(dict(p.params)["held"], dict(p.params)["total"]) for p in problems.questions] == asked
    assert all("120" in p.sentence(language) for p in problems.questions for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"success": False, "error": {"message": "Not found"}}, "ckan_failed"),
        ({"success": False, "result": [ELDERS]}, "ckan_failed"),
        ({"success": True, "result": []}, "empty_catalogue"),
        ({"success": True, "result": {"count": 9, "results": []}}, "empty_catalogue"),
        ({"success": True, "result": "elders"}, "not_ckan"),
        ({"success": True, "result": {"other": 1}}, "not_ckan"),
        ({"success": True}, "not_ckan"),
        ("5", "not_ckan"),
        ("{", "broken_json"),
        ("", "empty_file"),
    ],
)
def test_an_answer_without_datasets_is_refused(content: Any, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert error.value.code == code
    assert all("ckan.json" in error.value.sentence(language) for language in ("zh", "en"))


@pytest.mark.parametrize(
    "package",
    [
        {"name": "a", "title": {"en": "Elders", "zh_CN": "老年人"}},
        {"name": "a", "title_translated": {"fr": "Aînés", "zh": "老年人"}},
        {"name": "a", "title": "", "title_translated": {"zh-Hans": "老年人", "en": "Elders"}},
        {"name": "老年人"},
    ],
)
def test_a_title_is_read_in_the_language_wanted(package: dict[str, Any], tmp_path: Path) -> None:
    assert names(read(tmp_path, [package])[0]) == ["老年人"]


def test_texts_of_several_languages_are_read_everywhere(tmp_path: Path) -> None:
    package = {
        "name": "elders",
        "title": "x",
        "notes_translated": {"en": "Old", "zh": "名册"},
        "organization": {"title": {"en": "Bureau", "zh": "民政局"}},
        "resources": [{"schema": {"fields": [{"name": "xm", "title": {"en": "Name", "zh": "姓名"}}]}}],
    }
    rows, _ = read(tmp_path, [package])
    assert (rows[0][1]["abstract"], rows[0][1]["provider"], rows[1][1]["label"]) == ("名册", "民政局", "姓名")


@pytest.mark.parametrize("where", ["frequency", "accrual_periodicity", "更新周期"])
def test_the_update_cycle_stands_in_many_places(where: str, tmp_path: Path) -> None:
    for package in ({"name": "a", where: "R/P1Y"}, {"name": "a", "extras": {where: "每年"}}):
        assert read(tmp_path, [package])[0][0][1]["update_cycle"] == "yearly"


def test_the_date_of_issue_and_the_publisher_may_be_extras(tmp_path: Path) -> None:
    extras = [{"key": "issued", "value": "2020-01"}, {"key": "publisher_name", "value": "民政局"}, {"key": "none"}, "x"]
    values = read(tmp_path, [{"name": "a", "metadata_created": "2023-01-01", "extras": extras}])[0][0][1]
    assert (values["publish_date"], values["provider"]) == ("2020-01", "民政局")


def test_a_list_of_bodies_gives_bodies(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, {"success": True, "result": [{"type": "organization", "name": "mzj", "title": "民政局"}]})
    assert rows == [("Organisation", {"name": "民政局"})]


def test_what_has_no_title_or_is_no_object_is_listed_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, [ELDERS, {"id": "1"}, 5, None, {"title": "  "}, PUPILS])
    assert names(rows) == ["老年人名册", "学生名册"]
    assert [(p.code, p.at.path) for p in problems.rejected] == [
        ("dataset_without_title", "$[1]"),
        ("not_an_object", "$[2]"),
        ("not_an_object", "$[3]"),
        ("dataset_without_title", "$[4]"),
    ]


@pytest.mark.parametrize("wrong", [None, [1, None], [[]], {"a": {"b": [None]}}, 5, "甲", True])
def test_wrong_kinds_lose_only_themselves(wrong: Any, tmp_path: Path) -> None:
    rows, _ = read(tmp_path, [{**dict.fromkeys(ELDERS, wrong), "name": "elders", "title": "老年人名册"}, PUPILS])
    assert names(rows) == ["老年人名册", "学生名册"]


@pytest.mark.parametrize("wrong", [5, "甲", True, [1, None], [[]]])
def test_wrong_columns_lose_only_themselves(wrong: Any, tmp_path: Path) -> None:
    resources = [
        {"schema": wrong},
        {"schema": {"fields": wrong}},
        {"fields": wrong},
        {"fields": [{"name": wrong, "info": wrong}, COLUMNS[0]]},
    ]
    rows, _ = read(tmp_path, [{**ELDERS, "resources": resources}])
    assert "姓名" in [values.get("label") for entity, values in rows if entity == "DataField"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("any", None),
        ("object", None),
        ("", None),
        ("timestamp", "datetime"),
        ("numeric", "number"),
        ("bool", "boolean"),
        ("text", "string"),
    ],
)
def test_the_types_of_table_schemas_and_of_the_datastore(word: str, code: str | None) -> None:
    assert column_type(word) == code


@pytest.mark.parametrize("context", [Context(), Context(system="数据平台"), Context(organisation="民政局"), Context("数据平台", "民政局")])
def test_columns_find_their_dataset_whoever_it_belongs_to(context: Context, workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "ckan.json").write_text(json.dumps({"success": True, "result": ELDERS}), encoding="utf-8")
    import_path(workspace.engine, tmp_path / "ckan.json", now=workspace.now, context=context)
    with reading(workspace.engine) as session:
        inventory = snapshot.load_inventory(session, today="2026-03-01")
    assert {field.resource for field in inventory.records["DataField"].values()} == set(inventory.records["Dataset"])  # type: ignore[attr-defined]


def test_a_package_a_line_is_a_list(tmp_path: Path) -> None:
    lines = [json.dumps(PUPILS), json.dumps({"name": "b", "title": "乙", "resources": []}), '{"broken', "", "7"]
    rows, problems = read(tmp_path, "\n".join(lines))
    assert names(rows) == ["学生名册", "乙"]
    assert [(p.code, p.at.path) for p in problems.rejected] == [("not_an_object", "$[2]"), ("not_an_object", "$[3]")]
