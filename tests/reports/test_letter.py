"""The letter: what was seen, where and when, what the rule asks, and how many people decide without a reply."""

from io import BytesIO

from docx import Document

from inventory.values.inventory import Inventory
from reports.letter import letter
from reports.wording import Names

PAGE = {
    "kind": "quote",
    "url": "https://x.gov.example/1",
    "quote": "必须下载",
    "sha256": "ab" * 32,
    "at": "2026-11-24T01:00:00Z",
    "locator": "3-7",
}
FINDING = {
    "id": "fnd-1", "rule": "SPR-01", "title": "强制下载、注册、关注", "severity": "high", "certainty": "probable", "subjects": ["n"],
    "why": ["通知原文直接提出了要求"], "basis": [],
    "evidence": [PAGE, {**PAGE, "quote": None}, {"kind": "record", "locator": "channels.csv#3"}, {"kind": "quote", "quote": "必须关注"}, {"kind": "record"}],
}  # fmt: skip


def words(language: str, hands: int = 2, **more: object) -> list[str]:
    names = Names(Inventory(round="r", today="2026-11-24", records={}), language)
    content = letter("云溪县民政局", "云溪县", [{**FINDING, **more}], names, days=10, hands=hands, date="2026-11-24")
    return [paragraph.text for paragraph in Document(BytesIO(content)).paragraphs]


def test_each_piece_is_told_with_its_place_time_and_hash() -> None:
    page = f"https://x.gov.example/1，2026-11-24T01:00:00Z 抓取，SHA-256 {'ab' * 32}"
    assert [text for text in words("zh") if text.startswith("所见")] == [
        f"所见：“必须下载”（{page}）", f"所见：{page}", "所见：channels.csv#3", "所见：必须关注",
    ]  # fmt: skip


def test_the_body_reads_what_is_checked_and_how_to_mend_it() -> None:
    assert any(text.startswith("本项查的是：通知要求必须下载") for text in words("zh"))
    assert any(text.startswith("Where it holds, how to mend it: Withdraw the demand") for text in words("en"))
    # a rule that was taken out of the pack since leaves the rest of the letter as it is
    assert not any("整改方向" in text for text in words("zh", rule="X-99"))


def test_as_many_people_decide_as_the_office_set() -> None:
    assert any("由 3 名以上审核人员" in text for text in words("zh", hands=3))
    assert any("at least 1 of the reviewers" in text for text in words("en", hands=1))
