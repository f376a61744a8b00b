"""Names in lines."""

from hypothesis import given
from hypothesis import strategies as st

from inventory.names import display_width
from reports.diagrams.drawing import LINE_COLUMNS, wrapped


@given(st.text(alphabet="云溪县综合管理abcDEF 123（）", min_size=1, max_size=120), st.integers(6, 30), st.integers(1, 4))
def test_lines_are_short_and_few(text, columns, most) -> None:
    lines = wrapped(text, columns, most)
    assert 1 <= len(lines) <= most
    assert all(display_width(line) <= columns + 1 for line in lines)
    whole = "".join(lines)
    assert whole == text or (whole.endswith("…") and text.startswith(whole[:-1]))


def test_a_short_name_is_one_line_and_a_long_one_even_lines() -> None:
    assert wrapped("民政系统") == ("民政系统",)
    first, second = wrapped("云溪县基层网格治理平台")
    assert abs(display_width(first) - display_width(second)) <= 4
    assert max(map(display_width, wrapped("公" * 40))) <= LINE_COLUMNS
