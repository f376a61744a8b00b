import pytest

from inventory.importers.decode import decode_text
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
