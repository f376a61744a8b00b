from graphs.matching.evidence import FieldText, gather, head_form, initials, tokens
from inventory.elements import collisions, dictionary


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
