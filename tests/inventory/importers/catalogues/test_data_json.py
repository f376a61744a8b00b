import json
from pathlib import Path
from typing import Any

import pytest

from inventory.importers.catalogues.data_json import read_data_json
from inventory.importers.interpret import interpret
from inventory.importers.recognise import recognise
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

ELDERS = {
    "title": "老年人名册",
    "identifier": "https://data.yunxi.example/id/elders",
    "description": "六十岁以上的居民",
    "accessLevel": "restricted public",
    "rights": "经民政局同意后提供",
    "publisher": {"@type": "org:Organization", "name": "云溪县民政局", "subOrganizationOf": {"name": "云溪县政府"}},
    "theme": ["民生", "养老"],
    "accrualPeriodicity": "R/P1M",
    "issued": "2023-02-03T00:00:00Z",
    "systemOfRecords": "养老平台",
    "distribution": [{"mediaType": "text/csv"}, {"downloadURL": "https://data.yunxi.example/elders.csv"}],
}
PUPILS = {"title": "学生名册", "identifier": "pupils", "accessLevel": "public", "publisher": "教育局", "landingPage": "https://a.example/"}
V11 = {
    "@type": "dcat:Catalog",
    "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
    "dataset": [{"@type": "dcat:Dataset", **ELDERS}, PUPILS],
}


def read(folder: Path, content: Any, context: Context = Context()) -> tuple[list[dict[str, Any]], Problems]:
    (folder / "data.json").write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    problems = Problems()
    document = read_data_json(folder / "data.json", problems, context)
    return [dict(said.values) for said in interpret(document.rows, problems)], problems


@pytest.mark.parametrize("content", [V11, {"dataset": [ELDERS, PUPILS]}, [ELDERS, PUPILS]], ids=["1.1", "1.0", "1.0 list"])
def test_every_version_gives_the_same_datasets(content: Any, tmp_path: Path) -> None:
    rows, problems = read(tmp_path, content)
    assert rows == [
        {
            "name": "老年人名册",
            "code": "https://data.yunxi.example/id/elders",
            "kind": "catalogue",
            "provider": "云溪县民政局",
            "system": "养老平台",
            "abstract": "六十岁以上的居民",
            "category": "民生、养老",
            "is_open": False,
            "open_condition": "经民政局同意后提供",
            "update_cycle": "monthly",
            "publish_date": "2023-02-03",
            "source_url": "https://data.yunxi.example/elders.csv",
        },
        {
            "name": "学生名册",
            "code": "pupils",
            "kind": "catalogue",
            "provider": "教育局",
            "is_open": True,
            "source_url": "https://a.example/",
        },
    ]
    assert problems.rejected == []
    assert recognise(tmp_path / "data.json") == "data_json"


def test_what_is_told_beside_the_file_comes_first(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, V11, Context(system="数据平台", organisation="数据局"))
    assert {(row["system"], row["provider"]) for row in rows} == {("数据平台", "数据局")}


@pytest.mark.parametrize(
    ("level", "is_open"), [("public", True), ("Public", True), ("restricted public", False), ("non-public", False), ("甲", None), (5, None)]
)
def test_the_access_level_says_whether_it_is_open(level: Any, is_open: bool | None, tmp_path: Path) -> None:
    assert read(tmp_path, [{**ELDERS, "accessLevel": level}])[0][0].get("is_open") is is_open


def test_what_has_no_title_or_is_no_object_is_listed(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, {"dataset": [ELDERS, {"identifier": "x"}, "甲", None, {"title": {}}, {**PUPILS, "title": 2024}]})
    assert [row["name"] for row in rows] == ["老年人名册", "2024"]
    assert [(p.code, p.at.path) for p in problems.rejected] == [
        ("dataset_without_title", "dataset[1]"),
        ("not_an_object", "dataset[2]"),
        ("not_an_object", "dataset[3]"),
        ("dataset_without_title", "dataset[4]"),
    ]


@pytest.mark.parametrize("wrong", [None, 5, "甲", True, [1, None], [[]], {"a": {"b": [None]}}])
def test_wrong_kinds_lose_only_themselves(wrong: Any, tmp_path: Path) -> None:
    rows, _ = read(tmp_path, [{**dict.fromkeys(ELDERS, wrong), "title": "老年人名册"}, PUPILS])
    assert [row["name"] for row in rows] == ["老年人名册", "学生名册"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"dataset": []}, "empty_catalogue"),
        ([], "empty_catalogue"),
        ({"dataset": {"title": "x"}}, "not_data_json"),
        ({"title": "x"}, "not_data_json"),
        ("5", "not_data_json"),
        ('{"dataset": [', "broken_json"),
    ],
)
def test_what_holds_no_dataset_is_refused(content: Any, code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, content)
    assert error.value.code == code
    assert all("data.json" in error.value.sentence(language) for language in ("zh", "en"))


def test_a_long_title_is_cut_to_what_a_name_may_hold(tmp_path: Path) -> None:
    rows, problems = read(tmp_path, [{"title": "长" * 500, "publisher": "局" * 500, "identifier": "x" * 500, "description": "述" * 9000}])
    assert [len(rows[0][name]) for name in ("name", "provider", "code", "abstract")] == [128, 300, 64, 5000]
    assert problems.rejected == []


def test_datasets_in_series_services_and_catalogues_are_read_once_each(tmp_path: Path) -> None:
    content = {
        "@type": "Catalog",
        "title": "目录",
        "dataset": [PUPILS],
        "datasetSeries": [{"title": "年报", "first": ELDERS, "seriesMember": [ELDERS, PUPILS, "https://a.example/another"]}],
        "service": [{"servesDataset": {"title": "公厕点位", "identifier": {"@type": "Identifier", "notation": "wc-1"}}}],
        "catalog": [{"dataset": [{"title": "路灯"}], "catalog": [{"dataset": [{"title": "井盖", "publisher": "住建局"}]}]}],
    }
    rows, problems = read(tmp_path, content)
    assert [row["name"] for row in rows] == ["学生名册", "老年人名册", "公厕点位", "路灯", "井盖"]
    assert (rows[2]["code"], len(problems)) == ("wc-1", 0)
    assert recognise(tmp_path / "data.json") == "data_json"


def test_one_dataset_alone_is_read(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, {"@type": "Dataset", **ELDERS})
    assert [row["name"] for row in rows] == ["老年人名册"]
    assert recognise(tmp_path / "data.json") == "data_json"


def test_the_same_catalogue_as_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "目录.csv"
    path.write_text(
        "accesslevel,title,landingPage,Identifier\nnon-public,老年人名册,https://a.example/,e-1\n,,,\npublic,,,x\n", encoding="utf-8"
    )
    problems = Problems()
    rows = [dict(said.values) for said in interpret(read_data_json(path, problems, Context(organisation="民政局")).rows, problems)]
    assert recognise(path) == "data_json"
    assert [(row["name"], row["is_open"], row["source_url"]) for row in rows] == [("老年人名册", False, "https://a.example/")]
    assert [(one.code, one.at.row) for one in problems.rejected] == [("dataset_without_title", 4)]
