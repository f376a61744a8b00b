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
