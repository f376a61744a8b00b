import zlib

import pytest

KH = {"id": "kh", "name": "云溪县考核办", "level": "county"}
ZZ = {"id": "zz", "name": "云溪县组织部", "level": "county"}
KINDS = ("乡镇", "学校", "医院")
TEXTS = ("信息报送条数", "会议次数", "群众满意度")


def items(kind: object, texts: tuple[str, ...] = TEXTS, *, scheme: str = "年度考核", assessor: str | None = "kh", **more: object):
    return [
        {
            "id": f"i{zlib.crc32(f'{assessor}{scheme}{kind}{n}'.encode()):x}",
            "scheme": scheme,
            "assessor": assessor,
            "assessed_kind": kind,
            "text": text,
            **more,
        }
        for n, text in enumerate(texts)
    ]


def many(kinds: tuple[object, ...] = KINDS, **more: object) -> list[dict[str, object]]:
    return [row for kind in kinds for row in items(kind, **more)]


def test_the_same_list_for_three_kinds_of_bodies_is_a_question(town, run) -> None:
    rows = many()
    found = run("ASM-06", town(organisations=[KH], assessments=rows)).says(
        "question", [row["id"] for row in rows], ["assess.same_for_all"], severity="medium"
    )
    assert dict(found.why[0].parts) == {"body": "kh", "kinds": sorted(KINDS), "count": 3}
    assert (found.organisations, found.discriminator, found.must_confirm) == (("kh",), "|".join(sorted(KINDS)), "auditor")
    assert (len(found.evidence), {e.quote for e in found.evidence} <= set(TEXTS)) == (3, True)


def test_two_kinds_or_two_items_are_no_fault(town, run) -> None:
    run("ASM-06", town(organisations=[KH], assessments=many(KINDS[:2]))).is_silent()
    run("ASM-06", town(organisations=[KH], assessments=many(texts=TEXTS[:2]))).is_silent()
    assert len(run("ASM-06", town(organisations=[KH], assessments=many((*KINDS, "社区")))).findings) == 1


def test_schemes_under_names_of_their_own_are_compared_too(town, run) -> None:
    rows = [row for kind in KINDS for row in items(kind, scheme=f"{kind}考核")]
    assert len(run("ASM-06", town(organisations=[KH], assessments=rows)).findings) == 1


@pytest.mark.parametrize(
    "last",
    [
        items("医院", ("信息报送条数", "会议次数", "平均候诊时间")),
        items("医院", (*TEXTS, "平均候诊时间")),
        items("医院", TEXTS[:2]),
        items("医院", weight=20),
        items("医院", assessor="zz"),
        items("医院", assessor=None),
        items(None),
        items("不适用"),
    ],
    ids=["another item", "one more", "one less", "other weights", "another assessor", "no assessor", "no kind", "kind not applicable"],
)
def test_a_third_kind_that_differs_or_is_not_told_makes_it_silent(town, run, last) -> None:
    rows = [*many(KINDS[:2], weight=None if last[0].get("weight") is None else 10), *last]
    run("ASM-06", town(organisations=[KH, ZZ], assessments=rows)).is_silent()


def test_equal_weights_are_the_same_items(town, run) -> None:
    assert len(run("ASM-06", town(organisations=[KH], assessments=many(weight=10))).findings) == 1


def test_a_kind_with_a_list_of_its_own_does_not_clear_the_others(town, run) -> None:
    rows = [*many(), *items("社区", ("矛盾调解率", "走访覆盖率", "群众满意度"))]
    found = run("ASM-06", town(organisations=[KH], assessments=rows)).findings
    assert [f.why[0].parts["kinds"] for f in found] == [sorted(KINDS)]


def test_punctuation_and_order_make_no_difference(town, run) -> None:
    rows = [*items("乡镇"), *items("学校", TEXTS[::-1]), *items("医院", tuple(f"{text}。" for text in TEXTS))]
    assert len(run("ASM-06", town(organisations=[KH], assessments=rows)).findings) == 1


def test_texts_of_nothing_but_signs_are_no_list(town, run) -> None:
    run("ASM-06", town(organisations=[KH], assessments=many(texts=("***", "!!!", "……？")))).is_silent()


def test_two_lists_of_one_assessor_and_lists_of_two_assessors_are_told_apart(town, run) -> None:
    other = many(("村", "社区", "网格"), texts=("走访覆盖率", "调解率", "建档率"))
    told = run("ASM-06", town(organisations=[KH, ZZ], assessments=[*many(), *other, *many(assessor="zz")]))
    assert sorted((f.organisations, f.discriminator) for f in told.findings) == sorted(
        [(("kh",), "|".join(sorted(KINDS))), (("kh",), "|".join(sorted(("村", "社区", "网格")))), (("zz",), "|".join(sorted(KINDS)))]
    )


def test_one_kind_in_three_spellings_is_one_kind(town, run) -> None:
    run("ASM-06", town(organisations=[KH], assessments=many(("村社区", "村、社区", "村（社区）")))).is_silent()


def test_one_weight_in_two_spellings_is_one_weight(town, run) -> None:
    rows = [*items("乡镇", weight="10"), *items("学校", weight="10.0"), *items("医院", weight="10.00")]
    assert len(run("ASM-06", town(organisations=[KH], assessments=rows)).findings) == 1


def test_a_further_scheme_for_one_kind_does_not_hide_the_common_one(town, run) -> None:
    rows = [*many(), *items("学校", ("校车检查次数",), scheme="校园安全考核")]
    assert len(run("ASM-06", town(organisations=[KH], assessments=rows)).findings) == 1
