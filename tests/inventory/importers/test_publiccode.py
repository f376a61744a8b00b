from pathlib import Path
from typing import Any

import pytest
import yaml

from inventory.importers.interpret import interpret
from inventory.importers.publiccode import read_publiccode
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

WHOLE = {
    "publiccodeYmlVersion": "0.4",
    "name": "YunxiCare",
    "url": "https://git.yunxi.example/care.git",
    "landingURL": "https://yl.yunxi.example/",
    "releaseDate": "2023-05-06",
    "platforms": ["web", "android"],
    "categories": ["social-services", "appointment-scheduling"],
    "developmentStatus": "stable",
    "description": {
        "en": {"localisedName": "Yunxi care", "shortDescription": "Care for the old", "features": ["Visits"]},
        "zh": {
            "localisedName": "云溪养老",
            "shortDescription": "养老服务",
            "longDescription": "为全县老年人提供服务",
            "features": ["走访登记"],
        },
    },
    "legal": {"license": "MulanPSL-2.0", "mainCopyrightOwner": "云溪县民政局", "repoOwner": "云溪县大数据中心"},
    "maintenance": {"type": "contract", "contractors": [{"name": "云溪软件公司", "until": "2026-12-31"}, {"name": "乙公司"}]},
    "dependsOn": {"open": [{"name": "PostgreSQL", "versionMin": "14.1"}], "hardware": [{"name": "NFC"}]},
}


def read(folder: Path, content: Any, context: Context = Context(), name: str = "publiccode.yml") -> tuple[dict[str, Any], Problems]:
    text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    (folder / name).write_text(text, encoding="utf-8")
    problems = Problems()
    document = read_publiccode(folder / name, problems, context)
    (said,) = interpret(document.rows, problems)
    assert said.entity == "System"
    return dict(said.values), problems


def test_a_system_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    values, problems = read(tmp_path, WHOLE)
    assert values == {
        "name": "YunxiCare",
        "aliases": ["云溪养老", "Yunxi care"],
        "owner": "云溪县大数据中心",
        "purpose": "为全县老年人提供服务",
        "functions": ["social-services", "appointment-scheduling", "走访登记"],
        "status": "active",
        "contractor": "云溪软件公司 乙公司",
        "start_date": "2023-05-06",
        "tech_stack": "web; android; PostgreSQL 14.1; NFC",
        "urls": ["https://yl.yunxi.example/", "https://git.yunxi.example/care.git"],
    }
    assert (problems.rejected, problems.questions) == ([], [])


@pytest.mark.parametrize("key", ["publiccodeYmlVersion", "publiccode-yaml-version"])
@pytest.mark.parametrize("version", ["0.1", "0.2", "0.2.1", "0.3.0", "0.4", "0.5.0", "0", 0.2])
def test_every_version_is_read(version: Any, key: str, tmp_path: Path) -> None:
    assert read(tmp_path, {key: version, "name": "云溪养老"})[1].questions == []


@pytest.mark.parametrize("version", ["0.6", "1.0", "2", "甲", None, "0.41"])
def test_a_version_that_is_not_known_is_read_and_asked_about(version: Any, tmp_path: Path) -> None:
    values, problems = read(tmp_path, {"publiccodeYmlVersion": version, "name": "云溪养老"})
    assert values == {"name": "云溪养老"}
    assert [p.code for p in problems.questions] == ["newer_version"]
    assert (version or "?") in problems.questions[0].sentence("zh")


def test_the_organisation_of_version_0_5_and_what_is_told_beside_the_file_come_first(tmp_path: Path) -> None:
    content = {**WHOLE, "organisation": {"name": "云溪县政府", "uri": "urn:x:1"}}
    assert read(tmp_path, content)[0]["owner"] == "云溪县政府"
    assert read(tmp_path, content, Context(organisation="民政局"))[0]["owner"] == "民政局"
    assert read(tmp_path, {**WHOLE, "legal": {"mainCopyrightOwner": "云溪县民政局"}})[0]["owner"] == "云溪县民政局"


@pytest.mark.parametrize(
    ("word", "status"),
    [("concept", "planned"), ("development", "building"), ("beta", "trial"), ("Stable", "active"), ("obsolete", "retired"), ("甲", None)],
)
def test_the_stage_becomes_a_status(word: str, status: str | None, tmp_path: Path) -> None:
    assert read(tmp_path, {**WHOLE, "developmentStatus": word})[0].get("status") == status


@pytest.mark.parametrize("day", ["2023-05-06", "2023-05-06T00:00:00Z", "2023-05", "2023"])
def test_a_date_keeps_the_precision_it_has(day: str, tmp_path: Path) -> None:
    assert read(tmp_path, f"publiccodeYmlVersion: '0.4'\nname: 甲\nreleaseDate: {day}\n")[0]["start_date"] == day[:10]


def test_a_name_may_stand_only_in_the_descriptions(tmp_path: Path) -> None:
    values, _ = read(
        tmp_path, {"publiccodeYmlVersion": "0.2", "description": {"en": {"localisedName": "Care"}, "zh": {"localisedName": "养老"}}}
    )
    assert (values["name"], values["aliases"]) == ("养老", ["Care"])


@pytest.mark.parametrize(
    "text", ["- 甲\n", "甲\n", "publiccodeYmlVersion: '0.4'\n", "publiccodeYmlVersion: '0.4'\nname: ''\n", "name: [[]]\n"]
)
def test_what_names_no_system_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, text)
    assert error.value.code == "not_publiccode"
    assert "publiccode.yml" in error.value.sentence("zh")


def test_a_broken_file_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, "publiccodeYmlVersion: '0.4'\nname: [甲\nurl: x\n")
    assert (error.value.code, error.value.params["line"]) == ("broken_yaml", 3)


@pytest.mark.parametrize("wrong", [None, 5, "甲", True, [1, None], [[]], {"a": {"b": [None]}}])
def test_wrong_kinds_lose_only_themselves(wrong: Any, tmp_path: Path) -> None:
    values, _ = read(tmp_path, {**dict.fromkeys(WHOLE, wrong), "name": "云溪养老"})
    assert values["name"] == "云溪养老"


def test_a_password_in_an_address_is_not_kept(tmp_path: Path) -> None:
    values, problems = read(tmp_path, {**WHOLE, "url": "https://admin:hunter2@git.yunxi.example/care.git"})
    assert "hunter2" not in repr(values)
    assert [p.code for p in problems.rejected] == ["credential_value"]
