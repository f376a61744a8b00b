"""Tables of two lists: which belong together, by their fields, names and sizes."""

import numpy as np
import pytest

from graphs.matching.evidence import FieldText
from graphs.matching.tables import FAMILIES, place_of, tables_of

LEFT = [FieldText("姓名", "xm", "", "药品经营许可证"), FieldText("编号", "bh", "", "药品经营许可证"), FieldText("备注", "bz")]
RIGHT = [
    FieldText("姓名", "xm", "", "行政许可信息", (), "t1"),
    FieldText("编号", "bh", "", "行政许可信息", (), "t1"),
    FieldText("姓名", "xm", "", "人员信息", (), "t2"),
    FieldText("性别", "xb", "", "人员信息", (), "t3"),
]


def test_places_tell_tables_of_one_label_apart() -> None:
    tables = tables_of(LEFT, RIGHT)
    assert len({place_of(f) for f in RIGHT}) == 3 == len(tables.starts)
    assert tables.of_right.tolist() == [0, 0, 1, 2]
    assert tables.is_named == (False, True)


def test_fields_and_names_decide_together() -> None:
    tables = tables_of(LEFT, RIGHT)
    likeness = np.array([[9.0, 0, 9, 1], [0, 9, 1, 1]])
    shares = np.exp(tables.log_shares(1, likeness))
    assert shares.sum() == pytest.approx(1)
    assert shares.argmax() == 0
    said = dict(zip(FAMILIES, tables.families(1, likeness)[0], strict=True))
    assert said["fields"] == 0
    assert said["size"] == pytest.approx(np.log(2))
    assert said["words"] > 0


def test_one_field_without_a_place_costs_no_more_than_a_bound() -> None:
    tables = tables_of(LEFT, RIGHT)
    some, more = (np.array([[9.0, 0, 9, 9], [-worse, -worse, 9, 9]]) for worse in (50, 5_000))
    assert tables.families(1, some)[0].tolist() == tables.families(1, more)[0].tolist()


def test_without_a_table_or_a_choice_nothing_is_likelier() -> None:
    likeness = np.ones((2, 4))
    assert not tables_of(LEFT, RIGHT).log_shares(0, likeness).any()
    assert not tables_of(LEFT, RIGHT[:2]).log_shares(1, likeness[:, :2]).any()
