import io
import zipfile
from pathlib import Path

import pytest

from crawlers.pages.reading import read_attachment
from inventory.texts import archives
from inventory.texts.archives import MEMBERS, members
from inventory.texts.documents import UnreadableDocument, document_kind, document_text, files_in

NOTICE = "关于推广应用的通知\n云政办发〔2026〕3号\n请全体干部立即下载“云溪通”APP并完成实名注册，月底前完成率达到百分之百。\n".encode()
TABLE = "字段英文名\t数据项名称\t数据类型\nxm\t姓名\t字符型\nje\t金额\t数值型\n".encode()


def packed(files: dict[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as container:
        for name, body in files.items():
            container.writestr(name, body)
    return stream.getvalue()


def test_every_file_of_an_archive_is_read_under_its_name() -> None:
    body = packed({"通知.txt": NOTICE, "表/字段.txt": TABLE, "__MACOSX/x": b"x", "图.png": b"\x89PNG\r\n\x1a\n\x00"})
    assert document_kind(body) == "zip"
    assert document_text(body).startswith("通知.txt\n关于推广应用的通知")
    reading = read_attachment(body, "附件")
    assert [notice.doc_no for notice in reading.inside] == ["云政办发〔2026〕3号"]
    assert [field.label for dataset in reading.datasets for field in dataset.fields] == ["姓名", "金额"]
    assert (reading.unread, reading.unreadable) == ([("图.png", "format")], "")


def test_names_in_gbk_are_read() -> None:
    body = packed({"XX.txt": NOTICE}).replace(b"XX", "表".encode("gbk"))
    assert [member.name for member in members(body)] == ["表.txt"]


def test_archives_in_archives_are_read_to_a_depth() -> None:
    inner = packed({"甲.txt": NOTICE})
    assert [member.name for member in files_in(packed({"一.zip": inner}))] == ["一.zip/甲.txt"]
    deep = packed({"二.zip": packed({"一.zip": inner})})
    assert [(member.name, member.unreadable) for member in files_in(deep)] == [("二.zip/一.zip", "too_large")]
    with pytest.raises(UnreadableDocument, match="too_large"):
        document_text(deep)


def test_a_bomb_is_named_and_its_neighbours_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    body = packed({"弹.txt": bytes(30 * 1024 * 1024), "通知.txt": NOTICE})
    assert [(member.name, member.unreadable, len(member.body) > 0) for member in members(body)] == [
        ("弹.txt", "too_large", False),
        ("通知.txt", "", True),
    ]
    monkeypatch.setattr(archives, "UNPACKED_BYTES", len(NOTICE) + 10)
    assert [m.unreadable for m in members(packed({"1.txt": NOTICE, "2.txt": NOTICE}))] == ["", "too_large"]


def test_too_many_files_are_told() -> None:
    found = list(members(packed({f"{number}.txt": b"x" for number in range(MEMBERS + 7)})))
    assert len(found) == MEMBERS + 1
    assert (found[-1].name, found[-1].unreadable) == ("… (7)", "too_large")


def test_an_entry_that_lies_about_its_size_and_a_broken_one_are_damaged() -> None:
    body = bytearray(packed({"a.txt": NOTICE, "b.txt": TABLE}))
    at = body.find(NOTICE[:0] + b"a.txt") + 5
    body[at + 4] ^= 0xFF
    assert [member.unreadable for member in members(bytes(body))] == ["damaged", ""]


def test_an_archive_of_nothing_readable_says_why() -> None:
    reading = read_attachment(packed({"图.png": b"\x89PNG\r\n\x1a\n\x00"}), "附件")
    assert (reading.unreadable, reading.unread) == ("format", [("图.png", "format")])


@pytest.mark.parametrize("town", ["qinghe", "lanshan"])
def test_the_archives_of_the_test_towns_are_read_whole(town: str) -> None:
    found = sorted((Path(__file__).parents[2] / "towns" / town / "files").rglob("*.zip"))
    assert found
    for path in found:
        assert read_attachment(path.read_bytes(), "附件").unread == []
