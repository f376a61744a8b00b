"""What people say of elements for fields corrects the scores of those that nobody judged."""

import pytest

from graphs.learning import SHIPPED, learn
from graphs.matching.fields import judged_fields, match_fields

NAMES = (
    "姓名",
    "性别",
    "出生日期",
    "民族",
    "婚姻状况",
    "学历",
    "政治面貌",
    "联系电话",
    "户籍地址",
    "居住地址",
    "工作单位",
    "银行账号",
    "健康状况",
    "血型",
)


def fields(count: int = 28) -> list[dict[str, str]]:
    """Fields whose labels say a little more than an element's name, each twice."""
    return [{"id": f"f{n}", "resource": "r", "label": f"{NAMES[n % len(NAMES)]}情况"} for n in range(count)]


def a_town(town, verdict):
    """Half of the fields judged as `verdict` says of their best element."""
    plain = town(resources=[{"id": "r", "name": "台账"}], fields=fields())
    best = match_fields(plain)
    said = [(f"f{n}", verdict(n), f"element.{best[f'f{n}'].element}", "甲") for n in range(14) if f"f{n}" in best]
    return town(resources=[{"id": "r", "name": "台账"}], fields=fields(), judgements=said), best


@pytest.mark.parametrize(
    ("verdict", "is_lower"),
    [(lambda n: "means" if n % 4 == 0 else "means_not", True), (lambda n: "means_not" if n % 4 == 0 else "means", False)],
)
def test_judgements_move_what_nobody_judged(town, verdict, is_lower) -> None:
    inventory, before = a_town(town, verdict)
    judged = judged_fields(inventory)
    assert len(judged) == sum(f"f{n}" in before for n in range(14)) >= 12
    scorer = learn(judged)
    assert scorer.judged == len(judged)
    after = match_fields(inventory, scorer=scorer)
    unjudged = [f"f{n}" for n in range(14, 28) if f"f{n}" in before]
    moved = [after[i].score - before[i].score for i in unjudged if i in after]
    assert moved
    assert (sum(moved) < 0) is is_lower
    assert all(after[i].element == before[i].element for i in unjudged if i in after)
    assert all(after[i].steps[-1].family == "learnt" for i in unjudged if i in after)


def test_nothing_judged_changes_nothing(town) -> None:
    inventory = town(resources=[{"id": "r", "name": "台账"}], fields=fields())
    assert judged_fields(inventory) == []
    assert learn([]) == SHIPPED
    assert match_fields(inventory, scorer=learn([])) == match_fields(inventory)


def test_the_steps_of_a_score_add_up_to_it(town) -> None:
    inventory, _ = a_town(town, lambda n: "means" if n % 4 == 0 else "means_not")
    scorer = learn(judged_fields(inventory))
    for match in match_fields(inventory, scorer=scorer).values():
        if match.steps[0].family == "bias" and not any(step.family == "rivals" for step in match.steps):
            odds = sum(step.weight for step in match.steps)
            assert match.score == pytest.approx(1 / (1 + 2.718281828**-odds), abs=2e-3)
