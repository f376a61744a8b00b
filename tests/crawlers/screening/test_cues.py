import pytest

from crawlers.screening.cues import prohibits, reported_body


@pytest.mark.parametrize(
    "lead", ["严禁有下列行为:", "不得出现下列情况:", "一、整治内容", "the following are prohibited:", "重点自查是否存在以下问题:"]
)
def test_items_under_a_prohibition_impose_nothing(lead: str) -> None:
    assert prohibits(lead)


@pytest.mark.parametrize("lead", ["", "工作要求:", "各村要做到:", "二、推广措施", "staff must:"])
def test_items_under_an_order_may(lead: str) -> None:
    assert not prohibits(lead)


def test_the_body_that_a_report_names() -> None:
    assert reported_body("经查，2026年3月，清河镇要求村民下载") == "清河镇" or "清河镇" in str(
        reported_body("经查，2026年3月，清河镇要求村民下载")
    )
    assert reported_body("有人说要下载") is None
