"""The families of evidence as products: what each says, and that blocks and single pairs agree."""

import numpy as np
import pytest

from graphs.matching.evidence import FieldText
from graphs.matching.families import families, product

LEFT = [
    FieldText("法定代表人", "frxm", "string", "企业信息"),
    FieldText("有效期起", "yxqq", "date", "许可信息"),
    FieldText("", "dengjijg", "", "登记"),
    FieldText("手机号码", "sjhm", "", "人员信息"),
]
RIGHT = [
    FieldText("", "fddbr", "", "基本信息"),
    FieldText("有效期止", "yxqz", "date", "证书"),
    FieldText("登记机关", "x1", "string", "证书"),
    FieldText("移动电话", "yddh", "string", "人员"),
    FieldText("手机号码", "sjhm", "string", "人员"),
]


@pytest.fixture(scope="module")
def said():
    return {name: family.block(0, len(LEFT)) for name, family in families(LEFT, RIGHT).items()}


def test_each_family_says_what_it_is_for(said) -> None:
    assert said["letters"][0, 0] > 0.9  # 法定代表人, fddbr
    assert said["letters"][2, 2] > 0.9  # dengjijg, 登记机关
    assert said["opposite"][1, 1] == 1
    assert said["words"][3, 3] > 0.3 > said["label"][3, 3]
    assert said["label_equal"][3].tolist() == [0, 0, 0, 0, 1]
    assert said["name_equal"][3].tolist() == [0, 0, 0, 0, 1]
    assert said["unlabelled"][:, 0].tolist() == [1, 1, 0, 1]
    assert said["kind"][3, 4] == 1
    assert said["kind_differs"][3, 1] == 1
    assert said["type"][1, 1] == said["type_differs"][0, 1] == 1
    assert said["element"][3, 4] > 0.3


def test_blocks_and_pairs_say_the_same_and_stay_in_bounds(said) -> None:
    rows, columns = (grid.ravel() for grid in np.meshgrid(range(len(LEFT)), range(len(RIGHT)), indexing="ij"))
    for name, family in families(LEFT, RIGHT).items():
        assert family.pairs(rows, columns) == pytest.approx(said[name].ravel(), abs=1e-6), name
        assert family.block(1, 3) == pytest.approx(said[name][1:3], abs=1e-6), name
        assert said[name].min() >= 0, name
        assert said[name].max() <= 1 + 1e-6, name


def test_weighed_rows_have_unit_length_and_empty_ones_say_nothing() -> None:
    made = product(LEFT, LEFT, lambda f: dict.fromkeys(f.label, 1.0))
    values = made.block(0, len(LEFT))
    assert np.diag(values) == pytest.approx([1, 1, 0, 1])
    assert values == pytest.approx(values.T)
