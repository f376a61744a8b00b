import math
import random
from collections import Counter

import pytest

from graphs.matching.evidence import FieldText, _near_labels, gather, grams, head_form, initials, tokens
from inventory.elements import collisions, dictionary
from inventory.names import plain


def best(label: str, name: str = "", kind: str = "", table: str = "") -> dict[str, object]:
    """The evidence for each element of one field."""
    return {e.element: e for e in gather(FieldText(label, name, kind, table))}


def test_a_label_and_its_synonyms_speak_fully() -> None:
    for label in ("公民身份号码", "身份证号", "居民身份证号码"):
        found = best(label)["citizen_id_number"]
        assert (found.label_exact, found.label_near) == (1.0, 1.0)


def test_width_and_spaces_are_no_difference() -> None:
    assert best("姓 名") == best("姓名") == best("（姓名）")


def test_words_that_add_nothing_are_taken_off_and_ends_are_spelt_one_way() -> None:
    assert head_form("本人出生时间") == "出生日期"
    assert head_form("单位编码") == "单位代码"
    assert head_form("居民") == "居民"


def test_technical_names_are_taken_apart() -> None:
    assert tokens("T_SQR_idCardNo2") == ("t", "sqr", "id", "card", "no")
    assert tokens("出生日期") == ()
    assert initials("公民身份号码") == "gmsfhm"


def test_names_speak_whole_without_prefix_or_by_their_last_tokens() -> None:
    assert best("", "gmsfhm")["citizen_id_number"].name_exact == 1.0
    assert best("", "idCardNo")["citizen_id_number"].name_exact == 1.0
    assert best("", "ry_csrq")["birth_date"].name_exact == 0.85
    assert best("", "t_sqr_csrq")["birth_date"].name_exact == 0.6
    assert 0 < best("", "xxcsrq")["birth_date"].name_exact <= 0.6


def test_types_and_tables_speak_for_and_against() -> None:
    assert best("出生日期", kind="date")["birth_date"].type_fits == 1.0
    assert best("出生日期", kind="string")["birth_date"].type_fits == 0.0
    assert best("出生日期", kind="number")["birth_date"].type_fits == -1.0
    assert best("姓名", table="参保人员表")["person_name"].table_fits == 1.0
    assert best("姓名", table="路灯表")["person_name"].table_fits == 0.0


def test_a_name_that_collides_speaks_not_exactly_and_against_itself() -> None:
    for token in ("xm", "yhzh", "zw", "dz"):
        assert token in collisions()
        for evidence in best("", token).values():
            assert (evidence.name_exact, evidence.is_collision) == (0.0, 1.0)


def test_nothing_known_is_no_evidence() -> None:
    assert gather(FieldText("", "")) == []
    assert gather(FieldText("", "123")) == []


def test_all_shares_of_evidence_are_between_minus_one_and_one() -> None:
    for element in list(dictionary().values())[::25]:
        for evidence in gather(FieldText(element.zh, element.name, "string", "人员表")):
            values = (
                evidence.label_exact,
                evidence.label_near,
                evidence.name_exact,
                evidence.name_near,
                evidence.table_fits,
                evidence.is_collision,
            )
            assert all(0 <= v <= 1 + 1e-9 for v in values), (evidence.element, values)
            assert -1 <= evidence.type_fits <= 1


@pytest.fixture(scope="module")
def labels() -> list[tuple[str, str]]:
    """Every label of the dictionary as it is written, and whose it is."""
    return [(text, element.name) for element in dictionary().values() for text in dict.fromkeys((element.zh, *element.synonyms))]


def cosines(labels: list[tuple[str, str]], rarity: Counter[str], said: list[str]) -> dict[str, dict[str, float]]:
    """Element by element the best cosine of all labels that share one of a label's eight rarest groups of two letters or more."""
    total = sum(1 for element in dictionary().values() for _ in (element.zh, *element.synonyms))

    def weights(text: str) -> dict[str, float]:
        return {gram: count * math.log(1 + total / max(1, rarity[gram])) for gram, count in grams(head_form(text)).items()}

    vectors = [(weights(plain(text)), name) for text, name in labels]
    found = {}
    for label in said:
        mine = weights(label)
        rarest = set(sorted((gram for gram in mine if len(gram) > 1), key=lambda gram: max(1, rarity[gram]))[:8])
        best: dict[str, float] = {}
        for theirs, name in vectors:
            if rarest & theirs.keys():
                dot = sum(value * theirs[gram] for gram, value in mine.items() if gram in theirs)
                cosine = dot / math.sqrt(sum(v * v for v in mine.values()) * sum(v * v for v in theirs.values()))
                best[name] = max(best.get(name, 0.0), cosine)
        found[label] = {name: cosine for name, cosine in best.items() if cosine > 0.3}
    return found


def edited(rng: random.Random, label: str) -> str:
    """A label with a letter dropped, doubled, swapped or put in, or words around it."""
    at = rng.randrange(len(label))
    return rng.choice(
        [
            label[:at] + label[at + 1 :],
            label[:at] + label[at] + label[at:],
            label[at:] + label[:at],
            label[:at] + rng.choice("乡镇村户人数额日期㐀") + label[at:],
            "本人" + label,
            "本年度新增" + label + "情况登记",
            label + rng.choice(["编号", "时间", "类别"]),
            label,
        ]
    )


def test_the_labels_near_are_those_that_plain_cosines_of_all_find(labels) -> None:
    rng = random.Random(7)
    rarity: Counter[str] = Counter()
    for element in dictionary().values():
        for text in (element.zh, *element.synonyms):
            rarity.update(set(grams(plain(text))))
    said = [plain(edited(rng, edited(rng, rng.choice(labels)[0]))) for _ in range(200)]
    expected = cosines(labels, rarity, [label for label in said if label])
    assert sum(len(found) > 12 for found in expected.values()) > 10
    for label, all_near in expected.items():
        found = _near_labels(label)
        assert dict(found) == pytest.approx({name: all_near[name] for name, _ in found}), label
        # the twelve best, whichever of equals they are
        assert [value for _, value in found] == pytest.approx(sorted(all_near.values(), reverse=True)[:12]), label
        assert list(found) == sorted(found, key=lambda item: (-item[1], item[0])), label


def test_a_label_that_shares_no_group_of_letters_is_near_to_nothing() -> None:
    assert _near_labels("㐀㐁㐂") == ()
