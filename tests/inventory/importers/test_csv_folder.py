from pathlib import Path

import pytest

from inventory.importers.csv_folder import read_csv_file, read_csv_folder, which_array
from inventory.importers.interpret import interpret
from inventory.importers.rows import Document
from inventory.problems import InputError, Problems


def read(folder: Path, text: str | bytes, name: str = "systems.csv") -> tuple[Document, Problems]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    problems = Problems()
    document = read_csv_file(path, problems)
    assert document.rows is document.listed  # read to the end
    return document, problems


def names(document: Document, problems: Problems) -> list[str]:
    return [observation.values["name"] for observation in interpret(document.rows, problems)]


def test_chinese_headers_name_the_fields(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "\ufeff系统名称,所属单位(主管单位),系统状态,用户数\n云溪通,民政局,在用,1.2万\n", "第三季度台账.csv")
    (said,) = interpret(document.rows, problems)
    assert (said.entity, said.values, said.locator.row) == (
        "System",
        {"name": "云溪通", "owner": "民政局", "status": "active", "users": 12000},
        2,
    )
    assert len(problems) == 0


def test_a_gb18030_file_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "系统名称,所属单位\r\n云溪通,民政局\r\n".encode("gb18030"))
    assert names(document, problems) == ["云溪通"]


@pytest.mark.parametrize("cut", ["name,owner\n甲,民政局\n乙,教", "name,owner\n甲,民政局\n乙"])
def test_a_cut_file_keeps_what_is_whole(cut: str, tmp_path: Path) -> None:
    document, problems = read(tmp_path, cut)
    assert names(document, problems)[0] == "甲"


def test_a_quote_that_never_closes_is_listed(tmp_path: Path) -> None:
    _, problems = read(tmp_path, 'name,owner\n甲,民政局\n"乙,教育局\n丙,住建局\n')
    assert [(p.code, p.at.row) for p in problems.rejected] == [("broken_csv", 3)]


def test_rows_count_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    document, _ = read(tmp_path, 'name,purpose\n甲,"一\n二"\n\n乙,三\n')
    assert [row.at.row for row in document.rows] == [2, 4]


def test_rows_count_from_the_header(tmp_path: Path) -> None:
    document, _ = read(tmp_path, "name,purpose\n甲,一\n\n,\n乙,三\n")
    assert [row.at.row for row in document.rows] == [2, 5]


def test_formula_cells_of_our_exports_lose_their_apostrophe_and_others_stay_text(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "name\n'=1+1\n'@甲\n=HYPERLINK(1)\n'乙'\n''丙\n")
    assert names(document, problems) == ["=1+1", "@甲", "=HYPERLINK(1)", "'乙'", "'丙"]


def test_a_row_longer_than_its_header_is_listed_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "name,owner\n甲,民政局\n乙,教育局,多余\n丙\n")
    assert names(document, problems) == ["甲", "丙"]
    assert [(p.code, p.at.file, p.at.row) for p in problems.rejected] == [("more_cells_than_headers", "systems.csv", 3)]


def test_lists_may_be_json(tmp_path: Path) -> None:
    document, problems = read(tmp_path, 'name,functions\n甲,"[""受理、审核"",""办结""]"\n')
    assert interpret(document.rows, problems)[0].values["functions"] == ["受理、审核", "办结"]


def test_a_name_in_brackets_is_a_name(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "name\n[2024]\n")
    assert names(document, problems) == ["[2024]"]


@pytest.mark.parametrize(("name", "header"), [("systems.csv", "name,functions"), ("pages.csv", "url,status")])
def test_a_deeply_nested_cell_is_listed(name: str, header: str, tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"{header}\na,{'[' * 100_000}{']' * 100_000}\n", name)
    assert len(problems) <= 1


def test_a_broken_json_cell_of_the_ledger_is_listed(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "url,status\nhttp://a.cn/,200\nhttp://b.cn/,{\n", "pages.csv")
    assert document.ledger["pages"] == [{"url": "http://a.cn/", "status": 200}]
    assert [(p.code, p.at.row) for p in problems.rejected] == [("broken_json_cell", 3)]


def test_a_huge_cell_is_listed(tmp_path: Path) -> None:
    document, problems = read(tmp_path, f"name,purpose\n甲,{'长' * 5_000_000}\n乙,养老\n")
    assert names(document, problems) == ["乙"]
    assert [(p.code, p.at.row) for p in problems.rejected] == [("row_too_long", 2)]


def test_too_many_columns_and_strange_headers_are_refused(tmp_path: Path) -> None:
    for text, code in [
        ("a," * 3000, "too_many_columns"),
        ("密码,口令\n1,2\n", "unknown_csv"),
        ("name\n甲\n", "unknown_csv"),
    ]:
        with pytest.raises(InputError) as error:
            read(tmp_path, text, "x.csv")
        assert error.value.code == code


def test_a_folder_is_read_whole_and_strangers_are_named(tmp_path: Path) -> None:
    files = {
        "systems.csv": "name\n甲\n",
        "渠道.CSV": "name,kind\n乙,小程序\n",
        "notes.csv": "x,y\n1,2\n",
        "fields.csv": "",
        "services.csv": "\x00",
        "readme.txt": "name",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    problems = Problems()
    document = read_csv_folder(tmp_path, problems)
    assert sorted((row.entity, row.at.file) for row in document.rows) == [
        ("Channel", "渠道.CSV"),
        ("System", "systems.csv"),
    ]
    assert [(p.code, p.at.file) for p in problems.rejected] == [
        ("empty_file", "fields.csv"),
        ("not_text", "services.csv"),
    ]
    assert [(p.code, p.at.file) for p in problems.ignored] == [("unknown_file", "notes.csv")]


def test_a_folder_without_an_inventory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("x,y\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_csv_folder(tmp_path, Problems())
    assert error.value.code == "no_inventory_csv"


@pytest.mark.parametrize(
    ("stem", "header", "array"),
    [
        ("systems", ["name"], "systems"), ("系统清单", ["系统名称"], "systems"), ("DataField", ["信息项名称"], "fields"), ("judgements", [], "judgements"), ("inventory", ["round"], "inventory"),
        ("x", ["系统名称", "所属单位"], "systems"), ("x", ["渠道名称", "渠道类型"], "channels"), ("x", ["事项名称", "实施编码"], "services"), ("x", ["报表名称", "填报频次"], "returns"),
        ("x", ["系统名称", "甲", "乙", "丙"], None), ("x", ["所属单位", "渠道类型"], None), ("systems", ["甲"], None), ("x", [], None),
    ],
)  # fmt: skip
def test_files_are_known_by_name_else_by_header(stem: str, header: list[str], array: str | None) -> None:
    assert which_array(stem, header) == array


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_byte_costs_its_row_and_no_other(encoding: str, tmp_path: Path) -> None:
    rows = [f"系统{n},民政局\n".encode(encoding) for n in range(30)]
    rows[10] = rows[10][:-2] + b"\xff\xfe\n"
    document, problems = read(tmp_path, "系统名称,所属单位\n".encode(encoding) + b"".join(rows))
    assert names(document, problems) == [f"系统{n}" for n in range(30) if n != 10]
    assert [(p.code, p.at.row) for p in problems.rejected] == [("damaged_text", 12)]


def test_a_lost_character_that_the_file_itself_holds_is_text(tmp_path: Path) -> None:
    document, problems = read(tmp_path, "系统名称,所属单位\n甲\ufffd系统,民政局\n")
    assert names(document, problems) == ["甲\ufffd系统"]


def test_titles_that_any_list_has_tell_of_no_array(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,name,alternateName,url\nons,Statistics,ONS,https://ons.example/\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_csv_file(path, Problems())
    assert error.value.code == "unknown_csv"
