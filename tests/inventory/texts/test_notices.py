import pytest

from inventory.texts.notices import TEXT_LIMIT, SeenNotice, read_notice, title_among

TITLE = "关于做好“云溪通”推广工作的通知"
LINES = [
    TITLE,
    "云政办发〔2026〕3号",
    "各乡镇人民政府：",
    "请各单位高度重视，迅速组织干部职工下载使用，确保全覆盖，并按时报送情况。",
    "云溪县人民政府办公室",
    "2026年3月5日",
]


def read(lines: list[str], title: str = TITLE) -> SeenNotice:
    notice = read_notice(title, lines)
    assert notice is not None
    return notice


def test_a_notice_has_title_number_issuer_date_and_text() -> None:
    assert read(LINES) == SeenNotice(TITLE, "云政办发〔2026〕3号", "云溪县人民政府办公室", "2026-03-05", "\n".join(LINES))


@pytest.mark.parametrize("number", ["云政办发〔2026〕3号", "云政发[2026]12号", "云人社函（2026）第7号", "云溪办〔 2026 〕 105 号"])
def test_numbers_are_read_in_their_spellings(number: str) -> None:
    assert read([TITLE, number, *LINES[2:]]).doc_no == number


def test_a_number_makes_a_notice_of_a_page_without_a_telling_title() -> None:
    assert read(LINES[1:], "云溪县推广“云溪通”").doc_no == "云政办发〔2026〕3号"


@pytest.mark.parametrize(
    "line", ["根据《关于优化服务的意见》（国办发〔2024〕36号）要求，现通知如下。", "现将云政发〔2025〕1号文件转发给你们，请遵照执行。"]
)
def test_a_cited_number_is_not_the_notices_own(line: str) -> None:
    assert read([TITLE, line, *LINES[2:]]).doc_no == ""


@pytest.mark.parametrize(
    ("line", "issuer"),
    [
        ("发布机构：云溪县数据局", "云溪县数据局"),
        ("信息来源: 县人社局 发布时间：2026-03-01", "县人社局"),
        ("发文单位：清河镇人民政府", "清河镇人民政府"),
    ],
)
def test_the_issuer_is_read_from_the_line_under_the_title(line: str, issuer: str) -> None:
    assert read([TITLE, line, *LINES[2:4]]).issuer == issuer


@pytest.mark.parametrize("body", ["云溪县数据局", "云 溪 县 教 育 局", "中共云溪县委办公室", "清河镇人民政府", "柳湾村村民委员会"])
def test_the_issuer_is_read_from_the_signature(body: str) -> None:
    assert read([*LINES[:4], body, "2026年3月5日"]).issuer == body.replace(" ", "")


def test_a_sentence_at_the_end_is_no_issuer() -> None:
    assert read([*LINES[:4], "联系电话：0730-1234567"]).issuer == ""


@pytest.mark.parametrize(
    ("line", "date"),
    [("2026年3月5日", "2026-03-05"), ("2026-03-05 09:00", "2026-03-05"), ("2026/3/5", "2026-03-05"), ("2026.03.05", "2026-03-05"), ("2026 年 3 月 5 日", "2026-03-05"), ("2026年13月5日", ""), ("1999年3月5日", ""), ("二〇二六年三月", "")],
)  # fmt: skip
def test_dates_are_iso_or_empty(line: str, date: str) -> None:
    assert read([*LINES[:4], line]).date == date


def test_the_date_below_the_text_goes_before_the_date_of_publication() -> None:
    assert read([TITLE, "发布时间：2026-03-09", *LINES[2:]]).date == "2026-03-05"
    assert read([TITLE, "发布时间：2026-03-09", *LINES[2:4], "x", "y", "z"]).date == "2026-03-09"


def test_a_day_that_does_not_exist_is_no_date() -> None:
    assert read([*LINES[:4], "2026年2月30日"]).date == ""


@pytest.mark.parametrize("title", ["通知公告", "公示公告", "政策文件", "更多", "首页"])
def test_lists_of_notices_are_no_notices(title: str) -> None:
    assert read_notice(title, LINES) is None


def test_short_texts_and_other_pages_are_no_notices() -> None:
    assert read_notice(TITLE, ["正在建设中"]) is None
    assert read_notice("云溪概况", ["云溪县位于长江之滨，" * 10]) is None
    assert read_notice("", []) is None


def test_text_is_masked_and_bounded() -> None:
    notice = read([*LINES, "张三 11010519491231002X 13812345678", "字" * 250_000])
    assert "110*************2X 138******78" in notice.text
    assert len(notice.text) == TEXT_LIMIT


def test_the_title_is_masked() -> None:
    assert "11010519491231002X" not in read(LINES, "关于11010519491231002X同志的公示").title


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("二〇二六年三月五日", "2026-03-05"),
        ("二○二五年十一月二十九日", "2025-11-29"),
        ("二零二四年十月三十日", "2024-10-30"),
        ("二〇二六年二月三十日", ""),
    ],
)
def test_dates_in_chinese_numerals(line: str, date: str) -> None:
    assert read([*LINES[:3], "请各单位于规定时间内将落实情况报送县政府办公室，逾期不报的予以通报。", line]).date == date


def test_the_title_is_the_line_that_reads_as_one() -> None:
    assert title_among(["云溪县教育局文件", "云教〔2026〕12号", TITLE, "各中小学校："]) == TITLE
    assert (
        title_among(["关于进一步做好全县智慧养老服务平台", "推广应用工作的通知", "各乡镇："])
        == "关于进一步做好全县智慧养老服务平台推广应用工作的通知"
    )
    assert title_among(["随手记录", "没有什么特别"]) == "随手记录"
    assert title_among(["好。"]) == ""
