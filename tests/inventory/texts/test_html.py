import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.texts.html import before, blocks, body_of, main_part, parse_html, squeezed, text_of, title_of


def read(html: str) -> list[str]:
    return blocks(body_of(parse_html(html)))


def test_blocks_come_in_reading_order_with_white_space_folded() -> None:
    html = "<h1>通知</h1><div>各乡镇：<p>一、<b>立即</b>　下载\n 安装</p>其他<br>第二行</div><ul><li>甲<li>乙</ul>"
    assert read(html) == ["通知", "各乡镇：", "一、立即 下载 安装", "其他", "第二行", "甲", "乙"]


@pytest.mark.parametrize(
    "part",
    ["<script>藏</script>", "<style>藏</style>", "<template>藏</template>", "<noscript>藏</noscript>", "<!-- 藏 -->", "<p hidden>藏</p>", '<p style="display:none">藏</p>',
     '<div style="color:red; DISPLAY : none;"><p>藏</p></div>', '<span style="visibility:hidden">藏</span>', "<svg><text>藏</text></svg>", "<iframe>藏</iframe>", "<object>藏</object>",
     '<div style="display:none"><div style="display:none"><script>藏</script></div></div>'],
)  # fmt: skip
def test_what_a_reader_does_not_see_is_left_out(part: str) -> None:
    assert read(f"<body><p>看得见</p>{part}<p>也看得见</p>") == ["看得见", "也看得见"]


@pytest.mark.parametrize("sign", [chr(code) for code in (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)])
def test_what_is_left_out_before_a_sign_that_is_no_character_leaves_the_words(sign: str) -> None:
    assert read(f"<body><p>甲<script>藏</script>{sign}乙</p></body>") == ["甲乙"]
    assert read(f"<body><p>甲<b>丙</b><script>藏</script>{sign}乙</p></body>") == ["甲丙乙"]


@pytest.mark.parametrize("part", ["<?php echo 1 ?>", "<?xml version='1.0'?>"])
def test_instructions_are_no_text(part: str) -> None:
    assert read(f"<body><p>甲{part}乙</p></body>") == ["甲乙"]


def test_declarations_are_no_text() -> None:
    assert read("<body><p>甲<!DOCTYPE html>乙</p></body>") == ["甲乙"]


def test_a_table_row_is_a_line_with_tabs_between_its_cells() -> None:
    html = "<table><caption>指标</caption><tr><th>乡镇</th><th>下载率</th></tr><tr><td>清河\n镇</td><td> 90% </td></tr><tr><td>空</td><td></td></tr></table>"
    assert read(html) == ["指标", "乡镇\t下载率", "清河 镇\t90%", "空"]


def test_an_empty_cell_in_the_middle_keeps_its_column() -> None:
    assert read("<table><tr><td>甲</td><td></td><td>丙</td></tr></table>") == ["甲\t\t丙"]


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>通知 - 云溪县人民政府</title>", "通知"),
        ("<title>关于2026-2027年的通知_云溪县</title>", "关于2026-2027年的通知"),
        ("<title>通知</title>", "通知"),
        ("<title>站名</title><h1>关于下载的通知</h1>", "关于下载的通知"),
        ("<title>站名</title><h1>x</h1><h2>关于下载的通知</h2>", "关于下载的通知"),
        (f"<title>站名</title><h1>{'长' * 200}</h1>", "站名"),
        ("<title></title>", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_heading_or_the_title_without_the_site(html: str, title: str) -> None:
    assert title_of(parse_html(html)) == title


@pytest.mark.parametrize(
    "block",
    [
        "<article>{}</article>",
        '<div id="zoom">{}</div>',
        '<div class="TRS_Editor">{}</div>',
        '<div class="news_con">{}</div>',
        "<main>{}</main>",
    ],
)
def test_the_main_part_is_the_article(block: str) -> None:
    body = "各乡镇人民政府要高度重视，" * 5
    root = parse_html(f"<body><nav>首页 通知公告</nav>{block.format(body)}<footer>备案号</footer>")
    assert blocks(main_part(root)) == [body]


def test_without_a_content_block_the_body_is_the_main_part() -> None:
    assert blocks(main_part(parse_html("<body><p>短</p><div id=content>短</div>"))) == ["短", "短"]
    assert blocks(main_part(parse_html(""))) == []


def test_squeezed_keeps_tabs_only_where_asked() -> None:
    assert squeezed("  a \t b\n") == "a b"
    assert squeezed("\t a  b\t c \t", keep_tabs=True) == "a b\tc"


@given(st.text(alphabet="<>/ =\"'abdiptrhv甲:;-!?&#\n", max_size=200))
def test_any_markup_gives_lines_without_breaks(html: str) -> None:
    for line in read(f"<body>{html}"):
        assert line == line.strip()
        assert "\n" not in line


@pytest.mark.parametrize("body", ["http://www.yunxi.example/", "<?xml version='1.0'?><a>x</a>"])
def test_no_body_makes_the_parser_warn(body: str) -> None:
    parse_html(body)


def test_what_stands_behind_the_end_of_a_page_is_read_as_a_browser_reads_it() -> None:
    assert read("<html><body><p>甲</p></body></html>乙<p>丙</p>") == ["甲", "乙", "丙"]
    assert read("<html><head><nav><strong></head><a href=/>甲</a></html>乙<p>丙</p>")[-2:] == ["甲乙", "丙"]


def test_a_hidden_page_shows_nothing() -> None:
    assert read("<html style='display:none'><body><p>甲</p></body></html>") == []


def test_a_zero_byte_does_not_end_a_page() -> None:
    assert read("<p>甲</p>\x00<p>乙</p>") == ["甲", "乙"]


def test_the_element_before_one_may_hold_it_or_stand_beside_it() -> None:
    root = parse_html("<h1>甲</h1><div><h2>乙</h2></div><section><h3>丙<b id=x></b></h3></section>")
    (at,) = root.iter("b")
    assert [text_of(found) for name in ("h1", "h2", "h3") if (found := before(at, name)) is not None] == ["甲", "乙", "丙"]
    assert before(next(root.iter("h1")), "h1") is None
