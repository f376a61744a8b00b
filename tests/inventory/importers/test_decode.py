from pathlib import Path

import pytest

from inventory.importers import decode
from inventory.importers.decode import decode_text, encoding_of, open_text
from inventory.problems import InputError

TEXT = "系统名称,所属单位\n云溪通,民政局\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    assert decode_text(TEXT.encode(encoding), "a.csv") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_in_a_character_keeps_the_rest(encoding: str) -> None:
    whole = TEXT.rstrip().encode(encoding)
    assert decode_text(whole[:-1], "a.csv") == TEXT.rstrip()[:-1]


def test_a_short_word_at_the_end_is_not_a_cut() -> None:
    assert decode_text("name\n窗口".encode("gb18030"), "a.csv") == "name\n窗口"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"a\x00b", bytes(range(128, 256)) * 4])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(InputError) as error:
        decode_text(data, "a.csv")
    assert error.value.code == "not_text"


def written(folder: Path, data: bytes) -> Path:
    (folder / "a.sql").write_bytes(data)
    return folder / "a.sql"


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"), ("utf-8-sig", b"", "utf-8-sig"), ("gbk", b"", "gb18030"), ("gb18030", b"", "gb18030"), ("utf-16", b"", "utf-16"), ("utf-16-be", b"\xfe\xff", "utf-16"), ("utf-16-le", b"", "utf-16-le"), ("utf-16-be", b"", "utf-16-be"), ("ascii", b"", "utf-8"),
    ],
)  # fmt: skip
def test_a_file_is_opened_in_its_encoding_and_without_its_mark(encoding: str, mark: bytes, found: str, tmp_path: Path) -> None:
    text = "CREATE TABLE `t_jm` (\r\n  `xm` varchar(50) COMMENT '姓名'\r\n);\r\n"
    text = text.replace("姓名", "name") if encoding == "ascii" else text
    path = written(tmp_path, mark + text.encode(encoding))
    assert encoding_of(path) == (found, False)
    with open_text(path) as opened:
        assert (opened.encoding, opened.is_damaged) == (found, False)
        assert opened.stream.read() == text.replace("\r\n", "\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("piece", [1, 3, 1024])
def test_a_file_that_ends_or_is_read_in_the_middle_of_a_character_is_not_damaged(
    encoding: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "_PIECE", max(piece, 3))
    path = written(tmp_path, ("COMMENT ON TABLE t IS '居民" * 9).encode(encoding)[:-1])
    with open_text(path) as opened:
        assert not opened.is_damaged
        assert opened.stream.read().rstrip("\ufffd") == ("COMMENT ON TABLE t IS '居民" * 9)[:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_raw_bytes_in_data_leave_a_file_in_the_encoding_of_its_comments(encoding: str, tmp_path: Path) -> None:
    lines = "".join(f"COMMENT ON COLUMN t.c{number} IS '居民的第{number}个地址';\n" for number in range(30)).encode(encoding)
    path = written(tmp_path, lines + b"INSERT INTO t VALUES ('\xff\xd8\xff\xe0\x80\xff');\n" + lines)
    assert encoding_of(path) == (encoding, True)
    with open_text(path) as opened:
        assert opened.stream.read().count("地址") == 60


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"\x01\x00\x00\x00" * 50, b"\xff\x01\x02" * 50,
        bytes(range(1, 256)) * 9,
    ],
)  # fmt: skip
def test_a_binary_file_is_not_opened(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error, open_text(written(tmp_path, data)):
        pass
    assert error.value.code == "not_text"


CHINESE = "序号，系统名称，所属单位，系统描述\n一，一网通办，云溪县数据局，办理企业开办、不动产登记等事项\n二，低保管理系统，云溪县民政局，低保申请、审核、发放\n"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [CHINESE, CHINESE.replace("，", ","), CHINESE * 200, TEXT], ids=["full width", "commas", "long", "short"])
def test_chinese_in_utf_16_without_a_mark_is_known(encoding: str, text: str, tmp_path: Path) -> None:
    data = text.encode(encoding)
    assert encoding_of(written(tmp_path, data)) == (encoding, False)
    assert decode_text(data, "a.csv") == text
    # cut in the middle of a character
    assert decode_text(data[:-1], "a.csv") == text[:-1]
    assert encoding_of(written(tmp_path, data[:-1]))[0] == encoding


@pytest.mark.parametrize(
    "text",
    [
        "name,owner\nonenet,datacentre\n" * 40,
        "CREATE TABLE t_jm (xm varchar(50), sfzh char(18));\n" * 20,
        "abcdefghijklmnopqrstuvwxyz" * 60,
        TEXT * 40,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_other_text_with_a_zero_in_it_is_not_taken_for_utf_16(text: str, encoding: str, tmp_path: Path) -> None:
    for place in (10, 11):
        data = text.encode(encoding)
        data = data[:place] + b"\x00" + data[place:]
        for whole in (data, data + b" "):
            assert decode.wide_encoding(whole) is None
            with pytest.raises(InputError):
                decode_text(whole, "a.csv")
