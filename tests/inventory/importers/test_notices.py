import io
import zipfile
from pathlib import Path

import pytest

from inventory.importers.interpret import interpret
from inventory.importers.notices import read_notice_file
from inventory.importers.recognise import read_path, recognise
from inventory.importers.rows import Context
from inventory.problems import InputError, Problems

LINES = [
    "云溪县教育局文件",
    "云教〔2026〕12号",
    "关于做好“云溪教育”APP推广工作的通知",
    "各中小学校：",
    "各校要组织全体家长下载安装“云溪教育”，安装率须达到100%。",
    "云溪县教育局",
    "二〇二六年三月五日",
]
TALK = "今天天气不错，我们去河边走了走。\n晚上吃了面条，大家都很高兴。\n明天还想再去一次那个地方。\n"


def docx(lines: list[str]) -> bytes:
    out = io.BytesIO()
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    with zipfile.ZipFile(out, "w") as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr("word/document.xml", f"<w:document {space}><w:body>{paragraphs}</w:body></w:document>")
    return out.getvalue()


def values(path: Path, problems: Problems, **context: str) -> dict[str, object]:
    document = read_path(path, problems, context=Context(**context))
    (notice,) = interpret(document.rows, problems)
    return dict(notice.values)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.txt", "\n".join(LINES).encode()),
        ("gbk.txt", "\n".join(LINES).encode("gb18030")),
        ("a.docx", docx(LINES)),
        ("a.html", ("<html><body>" + "".join(f"<p>{line}</p>" for line in LINES) + "</body></html>").encode()),
        ("noname", docx(LINES)),
    ],
)
def test_a_notice_is_known_and_read_in_every_dress(name: str, body: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    problems = Problems()
    found = values(path, problems)
    assert recognise(path) == "notice"
    assert (found["title"], found["doc_no"], found["issuer"], found["date"]) == (LINES[2], LINES[1], "云溪县教育局", "2026-03-05")
    assert "安装率须达到100%" in str(found["text"])
    assert problems.questions == []


def test_the_caller_may_say_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(LINES[2:5]), encoding="utf-8")
    problems = Problems()
    assert "issuer" not in values(path, problems)
    assert [p.code for p in problems.questions] == ["notice_without_issuer"]
    assert values(path, Problems(), organisation="云溪县教育局")["issuer"] == "云溪县教育局"


def test_what_has_no_sign_of_a_notice_is_taken_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TALK, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_path(path, Problems())
    assert error.value.code == "not_a_notice"
    problems = Problems()
    read_notice_file(path, problems)
    assert [p.code for p in problems.questions] == ["no_sign_of_notice", "notice_without_issuer"]


@pytest.mark.parametrize("lines", [[], ["\u3000"]])
def test_a_document_without_text_is_named(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "scan.docx"
    path.write_bytes(docx(lines))
    with pytest.raises(InputError) as error:
        read_path(path, Problems())
    assert error.value.code == "document_no_text"


def test_a_table_in_columns_is_no_prose(tmp_path: Path) -> None:
    path = tmp_path / "systems.txt"
    path.write_text("系统名称,所属单位\n养老平台,民政局\n低保系统,民政局\n", encoding="utf-8")
    assert recognise(path) == "csv"
