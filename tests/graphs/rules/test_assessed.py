"""Assessment items that surely count installs of an app."""

import pytest

from graphs.rules.assessed import counts_installs


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("“云溪通”APP安装率", "数量留痕", True),
        ("“云溪e家”下载量完成率", "数量留痕", True),
        ("“云溪”牌水表安装率", "数量留痕", False),
        ("公众号关注数", "数量留痕", True),
        ("“云溪通”APP安装率", "实效", False),
        ("智能水表安装率", "数量留痕", False),
        ("取消APP安装率指标", "数量留痕", False),
        ("会议次数", "数量留痕", False),
    ],
)
def test_only_what_surely_counts_installs_is_one(town, text: str, kind: str, wanted: bool) -> None:
    row = {"id": "a", "scheme": "考核", "text": text, "class": kind}
    assert counts_installs(town(assessments=[row]).assessments["a"]) is wanted
