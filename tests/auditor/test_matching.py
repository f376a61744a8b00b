"""Field matching alone: contract, order, encodings, what is refused."""

import json
import random
from pathlib import Path

import pytest

LEFT = "field,label,type,table\nsfzh,身份证号,varchar(18),jm\nxm,姓名,varchar(50),jm\nlxdh,联系电话,varchar(20),jm\n"
RIGHT = "table,field,label,type\nt2,id_card,公民身份号码,char(18)\nt2,user_name,人员姓名,varchar\nt2,mobile,手机号码,varchar\nt2,je,补贴金额,decimal\n"


def write(folder: Path, left: str = LEFT, right: str = RIGHT, encoding: str = "utf-8") -> tuple[Path, Path]:
    paths = folder / "left.csv", folder / "right.csv"
    for path, text in zip(paths, (left, right), strict=True):
        path.write_bytes(text.encode(encoding))
    return paths


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_best_candidate_means_the_same(auditor, tmp_path: Path, encoding: str) -> None:
    answer = auditor("match", *write(tmp_path, encoding=encoding), "--json").json
    best = {}
    for found in answer["matches"]:
        best.setdefault(found["left"], found)
    assert {left: found["right"] for left, found in best.items()} == {
        "jm.sfzh": "t2.id_card",
        "jm.xm": "t2.user_name",
        "jm.lxdh": "t2.mobile",
    }
    first = best["jm.sfzh"]
    assert (first["left_row"], first["right_row"]) == (2, 2)
    assert first["element"] == "citizen_id_number"
    assert first["why"]
    assert set(first) == {"left", "right", "left_row", "right_row", "score", "element", "why"}


def test_candidates_are_ordered_bounded_and_probable(auditor, tmp_path: Path) -> None:
    paths = write(tmp_path)
    one = auditor("match", *paths, "--top", 1, "--json").json["matches"]
    assert len(one) <= 3
    every = auditor("match", *paths, "--json").json["matches"]
    for left in {found["left"] for found in every}:
        scores = [found["score"] for found in every if found["left"] == left]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_the_order_of_rows_changes_nothing(auditor, tmp_path: Path) -> None:
    def told(left: str, right: str) -> set[tuple[str, str, float]]:
        answer = auditor("match", *write(tmp_path, left, right), "--json").json
        return {(found["left"], found["right"], found["score"]) for found in answer["matches"]}

    def shuffled(text: str, seed: int) -> str:
        head, *rows = text.splitlines()
        random.Random(seed).shuffle(rows)
        return "\n".join([head, *rows]) + "\n"

    assert told(LEFT, RIGHT) == told(shuffled(LEFT, 1), shuffled(RIGHT, 2))


def test_only_names_will_do(auditor, tmp_path: Path) -> None:
    answer = auditor("match", *write(tmp_path, "field\nsfzh\n", "field\nid_card\nsfzh\n"), "--json").json
    assert answer["matches"][0]["right"] == "sfzh"
    assert json.dumps(answer)


@pytest.mark.parametrize(("left", "word"), [("name\nx\n", "field"), ("\n", "field")])
def test_a_file_without_its_column_is_refused_in_one_line(auditor, tmp_path: Path, left: str, word: str) -> None:
    auditor("match", *write(tmp_path, left)).says_one_line("left.csv", word)


def test_a_file_that_is_not_there(auditor, tmp_path: Path) -> None:
    auditor("match", tmp_path / "a.csv", tmp_path / "b.csv").says_one_line("a.csv")


def test_nothing_to_match_is_an_empty_answer(auditor, tmp_path: Path) -> None:
    assert auditor("match", *write(tmp_path, "field\n", RIGHT), "--json").json == {"matches": []}


SYSTEMS = """id,name,description,region,备注
1,高龄津贴申领系统,80岁以上老人津贴申请、审批、发放,云溪县,
2,银龄关爱一卡通,为高龄老人办理尊老金，线上申领、逐级审核、按月发放,云溪县,县民政
3,学籍管理系统,中小学生转学、休学登记,云溪县,
4,高龄津贴申领平台V2,80岁以上老人津贴的申请、审批与发放,云溪县,
"""


def test_dedupe_answers_as_the_contract_says(tmp_path: Path, auditor) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        (tmp_path / "s.csv").write_bytes(SYSTEMS.encode(encoding))
        answer = auditor("dedupe", tmp_path / "s.csv", "--json").json
        pair = answer["pairs"][0]
        assert (pair["left"], pair["right"]) == ("1", "4")
        assert pair["score"] >= 0.5
        assert set(pair) == {"left", "right", "relation", "score", "p", "why"}
        assert set(pair["p"]) == {"same", "duplicate", "overlap", "part_of", "successor", "reuse"}
        assert any({"1", "4"} <= set(cluster) for cluster in answer["clusters"])
        assert not any("3" in cluster for cluster in answer["clusters"])
    for language in ("zh", "en"):
        told = auditor("dedupe", tmp_path / "s.csv", lang=language)
        assert told.code == 0
        assert "dedupe." not in told.out


def test_wrong_lists_of_systems_are_told_in_one_line(tmp_path: Path, auditor) -> None:
    for text, said in (("name\n甲\n", "id"), ("id,name\n1,甲\n1,乙\n", "1"), ("id,name\n,甲\n", "2")):
        (tmp_path / "s.csv").write_text(text, encoding="utf-8")
        auditor("dedupe", tmp_path / "s.csv").says_one_line(said)
    auditor("dedupe", tmp_path / "absent.csv").says_one_line("absent.csv")


def test_a_list_without_pairs_is_no_error(tmp_path: Path, auditor) -> None:
    (tmp_path / "s.csv").write_text("id,name\n", encoding="utf-8")
    assert auditor("dedupe", tmp_path / "s.csv", "--json").json == {"pairs": [], "clusters": []}
